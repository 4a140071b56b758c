//! Which wishes can be staged together, and which are merged.

use crate::change::Change;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A wish as it is kept, with what is shown of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub(crate) change: Change,
    /// Whom or what it is about, by name.
    pub(crate) on: String,
    /// What the values that are set were, by path.
    #[serde(default)]
    pub(crate) before: BTreeMap<String, String>,
    /// Names of the accounts or groups that it names, by id.
    #[serde(default)]
    pub(crate) names: BTreeMap<String, String>,
}

/// What the stage has to become.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Restaged {
    /// Numbers of wishes that are replaced.
    pub(crate) out: Vec<u32>,
    pub(crate) wishes: Vec<Wish>,
}

/// A new wish that contradicts a staged one.
#[derive(Debug, PartialEq)]
pub(crate) struct Contradiction {
    pub(crate) wish: Wish,
    pub(crate) staged: Wish,
    pub(crate) why: &'static str,
}

/// Merges new wishes with the staged ones. The same wish twice is one; a later value of an
/// attribute replaces an earlier one.
pub(crate) fn put_beside(
    staged: &[(u32, Wish)],
    new: Vec<Wish>,
) -> Result<Restaged, Box<Contradiction>> {
    let mut by_subject: HashMap<(String, String), Vec<&(u32, Wish)>> = HashMap::new();
    for one in staged {
        by_subject.entry(one.1.change.subject()).or_default().push(one);
    }
    let mut restaged = Restaged::default();
    for mut wish in new {
        let mut known = false;
        for (id, staged) in by_subject.get(&wish.change.subject()).into_iter().flatten() {
            if restaged.out.contains(id) {
                continue;
            }
            if staged.change == wish.change {
                known = true;
                break;
            }
            if let Some(joined) = joined(staged, &wish) {
                restaged.out.push(*id);
                wish = joined;
            } else if let Some(why) = wish.change.contradicts(&staged.change) {
                let staged = staged.clone();
                return Err(Box::new(Contradiction { wish, staged, why }));
            }
        }
        if !known {
            restaged.wishes.push(wish);
        }
    }
    Ok(restaged)
}

/// Two edits of one account as one.
fn joined(staged: &Wish, new: &Wish) -> Option<Wish> {
    let (Change::Set { values: former, .. }, Change::Set { connection, user, values }) =
        (&staged.change, &new.change)
    else {
        return None;
    };
    let mut all = former.clone();
    all.extend(values.clone());
    let mut before = new.before.clone();
    before.extend(staged.before.clone());
    Some(Wish {
        change: Change::Set { connection: connection.clone(), user: user.clone(), values: all },
        on: new.on.clone(),
        before,
        names: BTreeMap::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn wish(change: Value) -> Wish {
        let change = serde_json::from_value(change).unwrap();
        Wish { change, on: "Jo".into(), before: BTreeMap::new(), names: BTreeMap::new() }
    }

    fn set(user: &str, values: Value) -> Wish {
        wish(json!({"change": "set", "connection": "c", "user": user, "values": values}))
    }

    #[test]
    fn the_same_wish_is_one_and_edits_of_one_account_join() {
        let staged = vec![(1, set("a", json!({"title": "x", "locale": "de"})))];
        let same = put_beside(&staged, vec![staged[0].1.clone()]).unwrap();
        assert_eq!(same, Restaged::default());
        let new = vec![set("a", json!({"title": "y"})), set("b", json!({"title": "y"}))];
        let both = put_beside(&staged, new).unwrap();
        assert_eq!(both.out, [1]);
        assert_eq!(both.wishes[0], set("a", json!({"title": "y", "locale": "de"})));
        assert_eq!(both.wishes.len(), 2);
    }

    #[test]
    fn what_contradicts_is_named_with_what_it_contradicts() {
        let staged = vec![(1, set("a", json!({"title": "x"})))];
        let leave = wish(json!({"change": "deactivate", "connection": "c", "user": "a"}));
        let found = put_beside(&staged, vec![leave.clone()]).unwrap_err();
        assert_eq!((&found.wish, &found.staged), (&leave, &staged[0].1));
        let other = wish(json!({"change": "deactivate", "connection": "c", "user": "b"}));
        assert_eq!(put_beside(&staged, vec![other]).unwrap().wishes.len(), 1);
    }
}
