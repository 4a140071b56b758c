//! Whether a read lost so much that nothing is called gone before the admin confirms the number.

use crate::read::missing::Asked;
use rollcall_store::{Loss, Losses};

/// Losing this many is ordinary in an app of any size.
const ORDINARY: u32 = 5;

/// What there is far less of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shrunk {
    Accounts,
    Groups,
    Memberships,
}

/// A loss that waits for the admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shrink {
    pub(crate) what: Shrunk,
    pub(crate) before: u32,
    /// The number to confirm.
    pub(crate) now: u32,
}

/// The first loss of more than a tenth against what was listed before. One is excepted when each
/// account or group that is missing was asked for by its id and is gone; no accounts at all, where
/// there were some, is never excepted.
pub(crate) fn shrink(losses: &Losses, accounts: &Asked, groups: &Asked) -> Option<Shrink> {
    if !losses.compared {
        return None;
    }
    let emptied = losses.accounts.now == 0 && losses.accounts.before > 0;
    let of = |what, loss: &Loss| Shrink { what, before: loss.before, now: loss.now };
    if emptied || (lost(&losses.accounts) && !accounts.settled()) {
        return Some(of(Shrunk::Accounts, &losses.accounts));
    }
    let emptied = losses.groups.now == 0 && losses.groups.before > 0;
    if (emptied || lost(&losses.groups)) && !groups.settled() {
        return Some(of(Shrunk::Groups, &losses.groups));
    }
    lost(&losses.memberships).then(|| of(Shrunk::Memberships, &losses.memberships))
}

fn lost(loss: &Loss) -> bool {
    let (missing, before) = (u64::from(loss.missing), u64::from(loss.before));
    loss.missing > ORDINARY && missing * 10 > before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(before: u32, missing: u32) -> Loss {
        Loss { before, now: before - missing, missing, asked_for: Vec::new() }
    }

    fn of(accounts: Loss, groups: Loss, memberships: Loss) -> Losses {
        Losses { compared: true, accounts, groups, memberships, ..Losses::default() }
    }

    fn asked(missing: u32, gone: u32) -> Asked {
        Asked { missing, gone, ..Asked::default() }
    }

    #[test]
    fn a_tenth_and_a_few_are_ordinary_and_more_waits_for_the_admin() {
        for (before, missing, expected) in [
            (100, 0, false),
            (100, 10, false),
            (100, 11, true),
            (20, 5, false),
            (20, 6, true),
            (5, 4, false),
            (5, 5, true),
            (0, 0, false),
            (4_207, 4_207, true),
        ] {
            let losses = of(loss(before, missing), loss(3, 0), loss(40, 0));
            let found = shrink(&losses, &asked(missing, 0), &Asked::default());
            assert_eq!(found.is_some(), expected, "{missing} of {before}");
        }
    }

    #[test]
    fn each_one_asked_for_and_gone_is_a_witness_but_not_for_nobody_left() {
        let losses = of(loss(30, 20), loss(3, 0), loss(40, 0));
        assert_eq!(shrink(&losses, &asked(20, 20), &Asked::default()), None);
        assert!(shrink(&losses, &asked(20, 19), &Asked::default()).is_some());
        let nobody = of(loss(20, 20), loss(3, 0), loss(40, 0));
        assert!(shrink(&nobody, &asked(20, 20), &Asked::default()).is_some());
    }

    #[test]
    fn groups_and_memberships_count_too() {
        let groups = of(loss(30, 0), loss(2, 2), loss(40, 0));
        let found = shrink(&groups, &Asked::default(), &asked(2, 0)).unwrap();
        assert_eq!(found, Shrink { what: Shrunk::Groups, before: 2, now: 0 });
        assert_eq!(shrink(&groups, &Asked::default(), &asked(2, 2)), None);
        let members = of(loss(30, 0), loss(3, 0), loss(40, 40));
        let found = shrink(&members, &Asked::default(), &Asked::default()).unwrap();
        assert_eq!(found, Shrink { what: Shrunk::Memberships, before: 40, now: 0 });
        let few = of(loss(30, 0), loss(3, 0), loss(4, 4));
        assert_eq!(shrink(&few, &Asked::default(), &Asked::default()), None);
    }

    #[test]
    fn a_first_read_has_nothing_to_compare_with() {
        let losses = Losses { compared: false, ..of(loss(30, 30), loss(3, 3), loss(40, 40)) };
        assert_eq!(shrink(&losses, &Asked::default(), &Asked::default()), None);
    }
}
