//! One item on its way: in one request, or in several where the app says that it takes fewer at once.

use crate::core::Rollcall;
use crate::plan::Item;
use crate::problem::Problem;
use rollcall_scim::{Answer, Client, Failure, FailureKind, Reached, halves};
use rollcall_store::{RunId, Step};
use tokio_util::sync::CancellationToken;

/// How the sending ended.
pub(crate) struct Sent {
    /// Of the last request. An error: what was to follow it was not sent.
    pub(crate) ended: Result<Answer, Failure>,
    /// The exchanges before it, as text.
    before: Vec<String>,
    /// Requests that the app took.
    taken: usize,
}

impl Sent {
    /// Every exchange, the last one at the end.
    pub(crate) fn exchanges(&self) -> String {
        let last = match &self.ended {
            Ok(answer) => answer.exchange().as_text(),
            Err(failure) => failure.exchange.as_text(),
        };
        let mut all = self.before.clone();
        all.push(last);
        all.join("\n\n")
    }

    /// Whether it is certain that nothing was done: the server has not seen it, did not process it,
    /// or asked to wait until the end of our patience.
    pub(crate) fn did_nothing(&self) -> bool {
        let nothing = |failure: &Failure| {
            failure.reached == Reached::NotSent
                || matches!(failure.kind, FailureKind::SlowedDown { .. })
        };
        self.taken == 0 && self.ended.as_ref().err().is_some_and(nothing)
    }

    /// What there is to say of several requests; empty of one.
    pub(crate) fn words(&self) -> String {
        match (&self.ended, self.taken) {
            _ if self.before.is_empty() => String::new(),
            (Ok(_), taken) => format!(
                " The app accepts fewer at once, so Rollcall sent {taken} \
                requests."
            ),
            (Err(_), 0) => " The app accepts fewer at once, and refused a smaller request \
            too."
                .to_owned(),
            (Err(_), taken) => format!(
                " The app accepts fewer at once: it accepted {taken} parts and refused the next \
                one. Nothing was sent after that."
            ),
        }
    }
}

impl Rollcall {
    /// Sends the request of an item, whose intent is journaled. One that is refused for its size goes
    /// in halves, each journaled before and after.
    pub(crate) async fn send(
        &self,
        run_id: &RunId,
        client: &Client,
        item: &Item,
    ) -> Result<Sent, Problem> {
        let cancel = CancellationToken::new();
        let ended = client.send(&item.request, &cancel).await;
        let mut sent = Sent { ended, before: Vec::new(), taken: 0 };
        let mut waiting = Vec::new();
        let mut now = item.request.clone();
        loop {
            match &sent.ended {
                Ok(_) => sent.taken += 1,
                Err(failure) if failure.wants_less_at_once() => match halves(&now) {
                    Some((one, other)) => waiting.extend([other, one]),
                    None => return Ok(sent),
                },
                Err(_) => return Ok(sent),
            }
            let Some(next) = waiting.pop() else { return Ok(sent) };
            let exchange = match &sent.ended {
                Ok(answer) => answer.exchange().as_text(),
                Err(failure) => failure.exchange.as_text(),
            };
            self.journal(run_id, item, Step::Answered, &exchange).await?;
            sent.before.push(exchange);
            let part = next.body.as_ref().map_or_else(String::new, ToString::to_string);
            self.journal(run_id, item, Step::Intent, &part).await?;
            sent.ended = client.send(&next, &cancel).await;
            now = next;
        }
    }
}
