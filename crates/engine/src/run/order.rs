//! Which items of one connection go side by side: an item waits for those before it that are about the
//! same account or group, or that make what it needs. Pure.

use crate::change::Change;
use crate::plan::{Item, Target};
use std::collections::{BTreeSet, HashMap};

/// What an item changes or looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Subject<'a> {
    Account(&'a str),
    Group(&'a str),
    NewAccount(&'a str),
    NewGroup(&'a str),
    /// The placeholder for the id of what an item creates.
    Made(&'a str),
}

/// For each item the places of those that must have ended before it begins, in the order of the plan.
pub(crate) fn waits_for(items: &[&Item]) -> Vec<BTreeSet<usize>> {
    let mut last: HashMap<Subject<'_>, usize> = HashMap::new();
    let mut alone: Option<usize> = None;
    let mut waits = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let mut before: BTreeSet<usize> = alone.into_iter().collect();
        for subject in subjects(item) {
            before.extend(last.insert(subject, place).filter(|last| *last != place));
        }
        if goes_alone(item) {
            before.extend(alone.unwrap_or(0)..place);
            alone = Some(place);
        }
        waits.push(before);
    }
    waits
}

fn subjects(item: &Item) -> Vec<Subject<'_>> {
    let mut subjects = vec![match &item.target {
        Target::User(id) => Subject::Account(id),
        Target::Group(id) => Subject::Group(id),
        Target::NewUser(name) => Subject::NewAccount(name),
        Target::NewGroup(name) => Subject::NewGroup(name),
    }];
    // Where the account alone shows it, such an item is about the account, and still changes the group.
    if let Change::AddMember { group, users, .. } | Change::RemoveMember { group, users, .. } =
        &item.wish
    {
        subjects.push(Subject::Group(group));
        subjects.extend(users.iter().map(|user| Subject::Account(user)));
    }
    subjects.extend(item.makes.iter().chain(&item.follows).map(|made| Subject::Made(made)));
    subjects
}

/// The end or another name of a group shows at each account that is in it, and who that is may have
/// changed since the plan was made.
fn goes_alone(item: &Item) -> bool {
    matches!(item.wish, Change::DeleteGroup { .. } | Change::RenameGroup { .. })
}

/// Items of one connection on their way.
#[derive(Debug)]
pub(crate) struct Queue {
    /// How many items each one still waits for.
    left: Vec<usize>,
    /// The items that wait for each one.
    behind: Vec<Vec<usize>>,
    ready: BTreeSet<usize>,
}

impl Queue {
    pub(crate) fn new(items: &[&Item]) -> Self {
        let waits = waits_for(items);
        let mut behind = vec![Vec::new(); waits.len()];
        for (place, before) in waits.iter().enumerate() {
            for one in before {
                behind[*one].push(place);
            }
        }
        let left: Vec<usize> = waits.iter().map(BTreeSet::len).collect();
        let ready = (0..left.len()).filter(|place| left[*place] == 0).collect();
        Self { left, behind, ready }
    }

    /// The first item that may begin; it has begun now.
    pub(crate) fn begin(&mut self) -> Option<usize> {
        self.ready.pop_first()
    }

    /// Those that waited for this item alone may begin.
    pub(crate) fn ended(&mut self, place: usize) {
        for behind in std::mem::take(&mut self.behind[place]) {
            self.left[behind] -= 1;
            if self.left[behind] == 0 {
                self.ready.insert(behind);
            }
        }
    }
}

#[cfg(test)]
mod tests;
