//! Who is who: accounts of several apps and entries of the HR list, tied into persons. Pure: no
//! I/O, no clock, no store, and the same answer for any order of its input.
//!
//! [`tie()`] first sets shared mailboxes and service accounts aside ([`shared`]), then ties by what
//! is verified, strongest first: the admin's links, employee numbers, current addresses, former
//! ones ([`tying`]). Every union goes through [`clusters`], which knows what may never be one person:
//! two numbers of one numbering ([`numberings`]), two entries, what the admin held apart. What only looks alike becomes a
//! [`Proposal`] ([`proposing`]). [`name`] says how far two names agree, [`fold`] how texts are compared,
//! [`prepared`] holds the input folded once.
//!
//! **A link is applied automatically only when nothing contradicts it.** Three readings follow from
//! it:
//!
//! - *A key that fits two who cannot be one person links to neither.* An account that could join
//!   both is proposed to both.
//! - *A re-used address.* An account that has left and one that came after it ended are not tied by
//!   the address they share, regardless of their names: a new John Smith gets john.smith@. When
//!   they existed at the same time the address had one owner, so they are tied; that is also what
//!   keeps a person together while access is taken away, account by account. When the times are not
//!   known the tie is proposed. The same employee number settles it, and so does the same external
//!   id with the same name.
//! - *Numbers are compared as written*, after trimming. `007` and `7` of two accounts are proposed, and
//!   only the admin makes them one person.
//! - *A number speaks against an address only in its own numbering.* A row and an account with one
//!   address and two numbers are one person, unless the number of the row is another account's in that
//!   app, or the number of the account another row's. Then the row is proposed, and the admin decides.

mod clusters;
mod fold;
mod given;
mod hint;
mod input;
mod name;
mod numberings;
mod output;
mod prepared;
mod proposing;
mod role_words;
mod shared;
mod tying;
mod written;

pub use hint::{Hint, Proposal};
pub use input::{Account, Decision, Entry, Mark, Node};
pub use output::{Alone, Apart, Because, EntryTie, Person, Tie, Tied, Unheld, Why};

/// Ties accounts and entries into persons. Keys are expected to be unique among the accounts and
/// among the entries; of two with the same key only the first (in order of their values) counts.
pub fn tie(accounts: &[Account<'_>], entries: &[Entry<'_>], decisions: &[Decision]) -> Tied {
    let mut prepared = prepared::Prepared::new(accounts, entries);
    let mut tying = tying::Tying::new(&mut prepared, decisions);
    tying.admin();
    tying.numbers();
    tying.addresses();
    tying.former();
    let (mut clusters, unheld) = tying.done();
    let proposals = proposing::propose(&prepared, &mut clusters);
    written::written(&prepared, &mut clusters, proposals, unheld)
}
