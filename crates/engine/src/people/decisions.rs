//! What the admin says about ties: kept for good, on record, and followed whenever people are tied.

use super::words;
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::record::parts::Linked;
use crate::view::AccountMark;
use rollcall_store::{AccountId, Person};

/// What the admin says about a suggested link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionDecision {
    /// Both are one person.
    Accept,
    /// They stay different people.
    Reject,
}

impl SuggestionDecision {
    /// As answered to the question whether both are one person.
    #[must_use]
    pub fn of(same: bool) -> Self {
        if same { Self::Accept } else { Self::Reject }
    }
}

impl Rollcall {
    /// Accepts or rejects a suggestion.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] when it no longer exists.
    pub async fn decide_tie(
        &self,
        proposal: u32,
        decision: SuggestionDecision,
    ) -> Result<(), Problem> {
        let what = "Deciding about the link";
        self.tied().await?;
        let all = self.stored(what, move |store| store.proposals(None)).await?;
        let Some(found) = all.into_iter().find(|one| one.id == proposal) else {
            return Err(asked(
                ProblemCode::NotFound,
                "Deciding about the link failed.",
                "This suggestion is out of date: people were re-matched in the meantime.",
                "Open the person again.",
            ));
        };
        let mut pairs = vec![(found.a, found.b)];
        if decision == SuggestionDecision::Reject {
            // A manual link that is not possible is undone completely.
            let one = nodes(&self.kept_person(found.one).await?);
            let other = nodes(&self.kept_person(found.other).await?);
            let between = |a: &String, b: &String| one.contains(a) && other.contains(b);
            let decided = self.stored(what, rollcall_store::Store::tie_decisions).await?;
            let tied = decided.into_iter().filter(|(_, _, together)| *together);
            let tied = tied.map(|(a, b, _)| (a, b)).filter(|pair| !pairs.contains(pair));
            let tied: Vec<(String, String)> =
                tied.filter(|(a, b)| between(a, b) || between(b, a)).collect();
            pairs.extend(tied);
        }
        let same = decision == SuggestionDecision::Accept;
        self.decide(pairs, same, Linked::Suggestion { why: found.why }).await
    }

    /// Says that two people are one, with all accounts that each has now, and gives the number that
    /// they have from then on.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`]; [`ProblemCode::BadRequest`] when they cannot be one.
    pub async fn link_people(&self, one: u32, other: u32) -> Result<u32, Problem> {
        let (one, other) = (self.kept_person(one).await?, self.kept_person(other).await?);
        if one.id == other.id {
            return Ok(one.id);
        }
        let linked = Linked::People { names: [one.name.clone(), other.name.clone()] };
        // Every pair: this undoes an earlier “someone else” about any two of them.
        let others = nodes(&other);
        let pairs = nodes(&one)
            .into_iter()
            .flat_map(|a| others.iter().map(move |b| (a.clone(), b.clone())))
            .collect();
        self.decide(pairs, true, linked).await?;
        // Two without an account are two rows of the list, and those were refused.
        match one.accounts.iter().chain(&other.accounts).next() {
            Some(account) => {
                let now =
                    self.person_of(account.connection_id.as_str(), &account.account_id).await?;
                Ok(now.unwrap_or(one.id))
            }
            None => Ok(one.id),
        }
    }

    /// Takes an account out of a person: it is never tied to what is left of them again.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`].
    pub async fn cut_tie(
        &self,
        person: u32,
        connection: &str,
        account: &AccountId,
    ) -> Result<(), Problem> {
        let connection = self.connection(connection).await?;
        let kept = self.kept_person(person).await?;
        let (id, wanted) = (connection.id.clone(), account.to_owned());
        let subject = self
            .stored("Looking up the account", move |store| store.subject_of(&id, &wanted))
            .await?;
        let cut = format!("account:{subject}");
        let all = nodes(&kept);
        if !all.contains(&cut) {
            return Err(asked(
                ProblemCode::NotFound,
                "Unlinking the account failed.",
                "The account is not linked to this person.",
                "Open the person again.",
            ));
        }
        let pairs: Vec<(String, String)> =
            all.into_iter().filter(|node| *node != cut).map(|node| (cut.clone(), node)).collect();
        let account = account.to_string();
        let cut = Linked::Account {
            connection: connection.id,
            account: AccountId::from(account),
            from: kept.name,
        };
        self.decide(pairs, false, cut).await
    }

    /// Says what an account is: a person, a shared mailbox, a service account.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`].
    pub async fn mark_account(
        &self,
        connection: &str,
        account: &AccountId,
        mark: AccountMark,
    ) -> Result<(), Problem> {
        let connection = self.connection(connection).await?;
        let event = RecordEvent::AccountMarked {
            connection: connection.id.clone(),
            account: account.clone(),
            mark: mark.kept().to_owned(),
        };
        let (id, account, at) = (connection.id, account.to_owned(), self.0.clock.moment());
        self.stored("Marking the account", move |store| {
            store.mark_account(&id, &account, mark.kept(), &event.entry(), at)
        })
        .await?;
        self.0.reporter.data_changed();
        Ok(())
    }

    /// The person that an account belongs to now.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] for the connection; `None` for an account that is not there.
    pub async fn person_of(
        &self,
        connection: &str,
        account: &AccountId,
    ) -> Result<Option<u32>, Problem> {
        let connection = self.connection(connection).await?;
        self.tied().await?;
        let account = account.to_owned();
        self.stored("Looking up the person", move |store| store.person_of(&connection.id, &account))
            .await
    }

    async fn decide(
        &self,
        pairs: Vec<(String, String)>,
        together: bool,
        linked: Linked,
    ) -> Result<(), Problem> {
        if together && let Some(because) = self.against(&pairs).await? {
            return Err(asked(
                ProblemCode::BadRequest,
                "Linking the two as one person failed.",
                &format!("They cannot be one person: {}.", words::because(because)),
                words::way_out(because),
            ));
        }
        let event = RecordEvent::TieDecided { same: together, linked, pairs: pairs.clone() };
        let at = self.0.clock.moment();
        self.stored("Saving the decision", move |store| {
            store.decide_ties(&pairs, together, &event.entry(), at)
        })
        .await?;
        self.0.reporter.data_changed();
        Ok(())
    }

    /// A person as tied now.
    pub(crate) async fn kept_person(&self, id: u32) -> Result<Person, Problem> {
        self.tied().await?;
        let found = self.stored("Looking up the person", move |store| store.person(id)).await;
        found.map_err(|problem| {
            if problem.code != ProblemCode::NotFound {
                return problem;
            }
            asked(
                ProblemCode::NotFound,
                "Looking up the person failed.",
                "No person has this number any longer: accounts were linked differently in the \
                meantime.",
                "Search for the name under People.",
            )
        })
    }
}

fn nodes(person: &Person) -> Vec<String> {
    let entry = person.entry.map(|_| format!("entry:{}", person.entry_key));
    let accounts = person.accounts.iter().map(|one| format!("account:{}", one.subject));
    entry.into_iter().chain(accounts).collect()
}
