//! In which bucket an account belongs, beside what the HR list says of its person. Pure.

use crate::view::ReconcileBucket;
use rollcall_store::AccountState;

/// What is known of an account and of its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: AccountState,
    /// As the store keeps it: 0 not listed, 1 employed, 2 not started, 3 left, 5 not known.
    pub(crate) list_state: u8,
    /// A shared mailbox or a service account.
    pub(crate) shared: bool,
    /// It may belong to someone on the list.
    pub(crate) proposed: bool,
    /// Its person was linked.
    pub(crate) linked: bool,
}

/// Where the account belongs without a look at its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belongs {
    In(ReconcileBucket),
    /// Its values decide.
    Compare,
    /// It is no longer listed.
    Nowhere,
}

/// Only an account that is active can be out of step. Nothing is concluded about one whose person is
/// open.
pub(crate) fn bucket_of(standing: Standing) -> Belongs {
    let Standing { state, list_state, shared, proposed, linked } = standing;
    Belongs::In(match (state, list_state) {
        (AccountState::NoLongerListed, _) => return Belongs::Nowhere,
        (AccountState::Inactive, _) => ReconcileBucket::SetAside,
        _ if shared => ReconcileBucket::SetAside,
        _ if !linked => ReconcileBucket::NotKnown,
        (_, 0) if proposed => ReconcileBucket::Ambiguous,
        (_, 0) => ReconcileBucket::NotInList,
        (_, 3) => ReconcileBucket::LeftActive,
        (_, 1 | 2) => return Belongs::Compare,
        _ => ReconcileBucket::NotKnown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use AccountState::{Active, Inactive, NoLongerListed};
    use Belongs::{Compare, In, Nowhere};
    use ReconcileBucket::{Ambiguous, LeftActive, NotInList, NotKnown, SetAside};

    #[test]
    fn an_account_is_in_one_bucket() {
        // State, list state, shared, proposed, linked.
        for (state, list_state, shared, proposed, linked, expected) in [
            (Active, 0, false, false, true, In(NotInList)),
            (Active, 0, false, true, true, In(Ambiguous)),
            (Active, 0, true, true, true, In(SetAside)),
            (Active, 1, false, false, true, Compare),
            (Active, 1, false, true, true, Compare),
            (Active, 2, false, false, true, Compare),
            (Active, 3, false, false, true, In(LeftActive)),
            // Another person may have accounts of theirs: that does not employ them.
            (Active, 3, false, true, true, In(LeftActive)),
            (Active, 3, true, false, true, In(SetAside)),
            (Active, 5, false, false, true, In(NotKnown)),
            // People were not linked yet: nobody is left out of a list by that.
            (Active, 0, false, false, false, In(NotKnown)),
            (Inactive, 3, false, false, true, In(SetAside)),
            (Inactive, 0, false, false, true, In(SetAside)),
            (NoLongerListed, 3, false, false, true, Nowhere),
        ] {
            let standing = Standing { state, list_state, shared, proposed, linked };
            assert_eq!(bucket_of(standing), expected, "{standing:?}");
        }
    }
}
