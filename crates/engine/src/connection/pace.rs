//! What a connection's answers taught about its pace: kept for the next program, and shown.

use crate::core::{Rollcall, lock};
use crate::problem::Problem;
use crate::view::PaceView;
use rollcall_scim::{Basis, Learned, PaceLimits};
use rollcall_store::{Connection, ConnectionId, KnownPace};

impl Rollcall {
    /// What an earlier program learned. `None` as well when it cannot be looked up: it is learned again.
    pub(super) async fn known_pace(&self, connection: &ConnectionId) -> Option<Learned> {
        let id = connection.clone();
        let known =
            self.stored("Looking up its pace", move |store| store.pace(&id)).await.ok()??;
        Some(Learned {
            per_second: known.per_second,
            at_once: usize::try_from(known.at_once).unwrap_or(usize::MAX),
            limited: known.limited_at.map(rollcall_store::Moment::timestamp),
        })
    }

    /// Keeps what a read or a run taught. When it cannot be written it is learned again.
    pub(crate) async fn keep_pace(&self, connection: &ConnectionId) {
        let client = lock(&self.0.clients).get(connection).cloned();
        let Some(known) = client.and_then(|client| client.learned()) else { return };
        let (id, known) = (connection.clone(), kept(known));
        let _ = self.stored("Keeping its pace", move |store| store.keep_pace(&id, &known)).await;
    }

    /// What is known of a connection's pace.
    pub(super) async fn pace_view(
        &self,
        connection: &Connection,
        limits: PaceLimits,
    ) -> Result<Option<PaceView>, Problem> {
        let client = lock(&self.0.clients).get(&connection.id).cloned();
        let known = match client.and_then(|client| client.learned()) {
            Some(known) => Some(kept(known)),
            None => {
                let id = connection.id.clone();
                self.stored("Looking up its pace", move |store| store.pace(&id)).await?
            }
        };
        Ok(known.map(|known| PaceView {
            words: words(known.per_second, limits.basis),
            per_second: known.per_second,
            documented: limits.basis == Basis::Documented,
            limited_at: known.limited_at,
        }))
    }
}

fn kept(known: Learned) -> KnownPace {
    KnownPace {
        per_second: known.per_second,
        at_once: u32::try_from(known.at_once).unwrap_or(u32::MAX),
        limited_at: known.limited.map(Into::into),
    }
}

/// "about 60 a second"; less than one a second is said by the minute.
fn words(per_second: f64, basis: Basis) -> String {
    let (number, span) =
        if per_second < 1.0 { (per_second * 60.0, "a minute") } else { (per_second, "a second") };
    let number = number.round().max(1.0);
    match basis {
        Basis::Documented => format!("{number} {span}"),
        Basis::Assumed => format!("about {number} {span}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_said_in_the_span_in_which_it_is_a_whole_number() {
        for (per_second, basis, said) in [
            (60.2, Basis::Assumed, "about 60 a second"),
            (1.2, Basis::Assumed, "about 1 a second"),
            (0.5, Basis::Assumed, "about 30 a minute"),
            (0.001, Basis::Assumed, "about 1 a minute"),
            (50.0, Basis::Documented, "50 a second"),
        ] {
            assert_eq!(words(per_second, basis), said);
        }
    }
}
