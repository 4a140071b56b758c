//! Ctrl-C: what state things are in now, and how to go on.

use crate::commands::lower_first;
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use rollcall_engine::view::CaseView;
use rollcall_engine::{CaseId, PlanId, Rollcall, RunId};
use std::future::Future;

/// What a command is doing, as Ctrl-C has to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum UnderWay {
    /// Nothing that changes an app.
    #[default]
    Nothing,
    /// The command answers Ctrl-C itself.
    AnswersItself,
    /// The run of the plan with this id.
    Plan(PlanId),
    /// The case with this id.
    Case(CaseId),
}

const NOTHING_SENT: &str =
    "Interrupted. No change was sent to an app. Run the command again to do it.";

/// Opens a store, which may settle an interrupted run first.
pub async fn opening<T>(opens: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    tokio::select! {
        opened = opens => opened,
        Ok(()) = tokio::signal::ctrl_c() => Err(Stop::Interrupted(NOTHING_SENT.to_owned())),
    }
}

/// Carries out a command until its end, or until Ctrl-C, which says what is under way and how to go on.
pub async fn until_interrupted(
    rollcall: &Rollcall,
    command: impl Future<Output = Result<Ending, Stop>>,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let mut command = std::pin::pin!(command);
    loop {
        tokio::select! {
            ended = &mut command => return ended,
            Ok(()) = tokio::signal::ctrl_c() => {}
        }
        let words = match screen.under_way() {
            UnderWay::AnswersItself => continue,
            UnderWay::Nothing => NOTHING_SENT.to_owned(),
            UnderWay::Plan(plan) => of_run(rollcall.run_of_plan(&plan).await?.as_ref()),
            UnderWay::Case(case) => of_case(&rollcall.case(&case).await?),
        };
        return Err(Stop::Interrupted(words));
    }
}

fn of_run(run: Option<&RunId>) -> String {
    match run {
        None => NOTHING_SENT.to_owned(),
        Some(run) => format!(
            "Interrupted. Run {run} is not finished: what was sent may have taken effect, and the rest \
            was not sent. The next command reads back what was sent. Then `rollcall run show {run}` \
            shows how each item ended, and `rollcall run retry {run}` plans what is not verified."
        ),
    }
}

fn of_case(case: &CaseView) -> String {
    let brief = &case.brief;
    let id = &brief.id;
    match brief.sent {
        false => format!(
            "Interrupted. Nothing was sent for the {}. `rollcall case receipt {id}` shows it.",
            lower_first(&brief.title)
        ),
        true => format!(
            "Interrupted. {}: {} of {} changes verified so far, {} open. What was sent may have taken \
            effect; the next command reads it back. `rollcall case receipt {id}` shows each change, and \
            `rollcall case receipt {id} --again` plans what is open.",
            brief.title, brief.verified, brief.lines, brief.open
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_run_is_named_with_what_to_do() {
        assert_eq!(of_run(None), NOTHING_SENT);
        let words = of_run(Some(&RunId::from("r1")));
        for part in ["Run r1 is not finished", "`rollcall run show r1`", "`rollcall run retry r1`"]
        {
            assert!(words.contains(part), "{words}");
        }
    }
}
