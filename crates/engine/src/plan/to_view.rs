//! A plan as screens and the command line show it.

use super::{Blocked, Item, KeptState, Plan};
use crate::change::Change;
use crate::connection::labels::Labels;
use crate::core::Rollcall;
use crate::lookup::indented;
use crate::problem::Problem;
use crate::text;
use crate::view::to_view;
use crate::view::{
    PlanItem, PlanState, PlanView, RequestView, SummaryLine, WarningLevel, WarningView,
};
use rollcall_store::PlanRecord;

impl Rollcall {
    pub(crate) async fn plan_view(
        &self,
        plan: &Plan,
        record: &PlanRecord,
    ) -> Result<PlanView, Problem> {
        let now = self.0.clock.now();
        let state = match KeptState::of(record) {
            Some(KeptState::Used) => PlanState::Used,
            Some(KeptState::Discarded) => PlanState::Discarded,
            _ if plan.expired(now) || plan.is_of_the_future(now) => PlanState::Expired,
            _ if !self.is_at_its_places(plan).await? => PlanState::Outdated,
            _ => PlanState::Open,
        };
        let id = plan.id.clone();
        let run_id = self.stored("Looking up its run", move |store| store.run_of_plan(&id)).await?;
        let labels = self.labels().await;
        let mut items = Vec::with_capacity(plan.items.len());
        let mut summary: Vec<SummaryLine> = Vec::new();
        for item in &plan.items {
            let view = item_view(item, &labels);
            let same = |line: &&mut SummaryLine| {
                line.connection_id == item.connection_id && line.words == item.change
            };
            match summary.iter_mut().find(same) {
                Some(line) => line.count += 1,
                None => summary.push(SummaryLine {
                    connection_id: view.connection_id.clone(),
                    connection_name: view.connection_name.clone(),
                    color: view.color.clone(),
                    words: item.change.clone(),
                    count: 1,
                }),
            }
            items.push(view);
        }
        let (to_send, blocked) = (items.len(), plan.blocked.len());
        let several = plan.items.iter().any(|item| rollcall_scim::halves(&item.request).is_some());
        let in_parts = match several {
            true => {
                " If the app accepts fewer members per request, Rollcall sends several requests."
            }
            false => "",
        };
        for (seq, one) in (text::count(to_send as u64) + 1..).zip(&plan.blocked) {
            items.push(blocked_view(seq, one, &labels));
        }
        Ok(PlanView {
            id: plan.id.clone(),
            title: plan.title.clone(),
            lead: format!(
                "{} {}, checked against live data when the plan was created. {}",
                items.len(),
                if items.len() == 1 { "item" } else { "items" },
                sent_words(state, to_send, blocked, in_parts),
            ),
            hash: record.hash.clone(),
            made_at: plan.made_at,
            expires_at: plan.expires_at,
            state,
            summary,
            warnings: plan
                .warnings
                .iter()
                .map(|warning| WarningView {
                    level: if warning.stop { WarningLevel::Stop } else { WarningLevel::Warn },
                    lead: warning.lead.clone(),
                    text: warning.text.clone(),
                    count: warning.count,
                })
                .collect(),
            items,
            confirmation: plan.confirmation.clone(),
            run_id,
        })
    }
}

fn item_view(item: &Item, labels: &Labels) -> PlanItem {
    let (connection_name, color, host, path) = item_place(item, labels);
    PlanItem {
        seq: item.seq,
        connection_id: item.connection_id.clone(),
        connection_name,
        color,
        account_id: item.target.id().to_owned(),
        change: item.change.clone(),
        on: item.on.clone(),
        before: item.before.clone(),
        after: item.after.clone(),
        expected: text::bounded(item.expected.words(), text::VALUE_SHOWN),
        read_back: "by id, at once and again within a few seconds".to_owned(),
        undo: undo_words(&item.undo, item.irreversible),
        irreversible: item.irreversible,
        blocked: None,
        warned: item.irreversible
            || matches!(
                item.wish,
                Change::Deactivate { .. } | Change::Delete { .. } | Change::DeleteGroup { .. }
            ),
        request: RequestView {
            method: item.request.method.as_str().to_owned(),
            path,
            host,
            body: item
                .request
                .body
                .as_ref()
                .map_or_else(String::new, |body| indented(&body.to_string())),
            mark: to_view::mark(item.mark),
        },
        before_image: indented(&item.before_image.to_string()),
    }
}

/// What becomes of the items, in sentences.
fn sent_words(state: PlanState, to_send: usize, blocked: usize, in_parts: &str) -> String {
    let is = if blocked == 1 { "is" } else { "are" };
    match state {
        PlanState::Open => {
            format!("{to_send} will be sent, {blocked} {is} blocked.{in_parts}")
        }
        PlanState::Used => "The plan has run: its run shows what was sent.".to_owned(),
        PlanState::Discarded => "The plan was discarded. Nothing was sent.".to_owned(),
        PlanState::Expired => {
            "The plan has expired. Nothing was sent. Create the plan again.".to_owned()
        }
        PlanState::Outdated => {
            "The plan is out of date: a connection changed after it was created. \
            Nothing was sent. Create the plan again."
                .to_owned()
        }
    }
}

/// What an undo does. What the app cannot bring back is made again, so the undo is never whole.
fn undo_words(undo: &str, irreversible: bool) -> String {
    if irreversible { format!("only in part: {undo}") } else { undo.to_owned() }
}

fn blocked_view(seq: u32, blocked: &Blocked, labels: &Labels) -> PlanItem {
    let (connection_name, color) =
        labels.get(blocked.connection_id.as_str()).cloned().unwrap_or_default();
    PlanItem {
        seq,
        connection_id: blocked.connection_id.clone(),
        connection_name,
        color,
        account_id: String::new(),
        change: blocked.change.clone(),
        on: blocked.on.clone(),
        before: String::new(),
        after: String::new(),
        expected: String::new(),
        read_back: String::new(),
        undo: String::new(),
        irreversible: false,
        blocked: Some(blocked.why.clone()),
        warned: false,
        request: RequestView {
            method: String::new(),
            path: String::new(),
            host: String::new(),
            body: String::new(),
            mark: crate::view::Mark::Assumed,
        },
        before_image: String::new(),
    }
}

/// Name, color, host and path of an item; falls back to what the plan itself holds when the
/// connection was removed since.
pub(crate) fn item_place(item: &Item, labels: &Labels) -> (String, String, String, String) {
    let endpoint = rollcall_scim::Endpoint::parse(&item.address).ok();
    let host = endpoint.as_ref().map_or_else(String::new, |e| e.host().to_owned());
    let url = endpoint.and_then(|e| e.url(&item.request.path, &item.request.query).ok());
    let path = url.map_or_else(String::new, |url| match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    });
    match labels.get(item.connection_id.as_str()).cloned() {
        Some((name, color)) => (name, color, host, path),
        None => (host.clone(), String::new(), host, path),
    }
}

#[cfg(test)]
mod tests {
    use super::{sent_words, undo_words};
    use crate::view::PlanState;

    #[test]
    fn only_an_open_plan_says_what_will_be_sent() {
        let words = |state| sent_words(state, 2, 1, "");
        assert_eq!(words(PlanState::Open), "2 will be sent, 1 is blocked.");
        for state in [PlanState::Discarded, PlanState::Expired, PlanState::Outdated] {
            assert!(words(state).contains("Nothing was sent."), "{state:?}");
        }
        assert!(!words(PlanState::Used).contains("will be sent"));
    }

    #[test]
    fn an_undo_is_whole_or_says_that_it_is_not() {
        assert_eq!(undo_words("activate", false), "activate");
        assert_eq!(undo_words("add the member again", true), "only in part: add the member again");
    }
}
