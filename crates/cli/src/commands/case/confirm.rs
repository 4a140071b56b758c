//! A planned case: shown, confirmed and run.

use super::receipt::show;
use crate::commands::asking::{Answer, DRY_RUN, NOT_CONFIRMED, ask};
use crate::commands::people;
use crate::commands::plan::shown::show_plan;
use crate::ending::{Ending, Stop};
use crate::input;
use crate::interrupt::UnderWay;
use crate::screen::Screen;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{CasePlan, Confirmation, LineState};
use std::time::Duration;

/// Between looks at what is tried again.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub async fn dry_run(
    rollcall: &Rollcall,
    planned: &CasePlan,
    already: &str,
    screen: &Screen,
) -> Result<Ending, Stop> {
    show_planned(planned, already, screen)?;
    if screen.json() {
        screen.value(planned)?;
    }
    rollcall.discard_case(&planned.case_id).await?;
    screen.note(DRY_RUN);
    Ok(Ending::Done)
}

/// How a planned case is confirmed and run.
pub struct Asking {
    pub yes: bool,
    /// Until nothing is tried any longer.
    pub wait: bool,
    /// The text shown when there is nothing to do.
    pub already: &'static str,
}

/// Shows a plan, asks, runs it to its end and shows its state.
pub async fn confirm_and_run(
    rollcall: &Rollcall,
    planned: &CasePlan,
    asking: Asking,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let Asking { yes, wait, already } = asking;
    if !screen.json() {
        show_planned(planned, already, screen)?;
    }
    let answer = match &planned.plan {
        Some(plan) if !yes => ask(&plan.confirmation)?,
        Some(plan) => Answer::yes_to(&plan.confirmation),
        None if !yes => ask(&Confirmation {
            type_this: None,
            button: match (waits(planned), wait) {
                (true, true) => "Start, and retry until the apps answer",
                (true, false) => "Start, and keep open what the apps did not answer",
                (false, _) => "Write the receipt",
            }
            .to_owned(),
            destructive: waits(planned),
        })?,
        None => Answer::Confirmed { typed: None },
    };
    let Answer::Confirmed { typed } = answer else {
        rollcall.discard_case(&planned.case_id).await?;
        return Err(Stop::failed(NOT_CONFIRMED));
    };
    screen.begins(UnderWay::Case(planned.case_id.clone()));
    let mut case = rollcall.start_case_to_end(&planned.case_id, typed.as_deref()).await?;
    if wait && case.brief.trying {
        rollcall.keep_cases().await?;
        screen.begins(UnderWay::AnswersItself);
        let mut stopped = std::pin::pin!(tokio::signal::ctrl_c());
        while case.brief.trying {
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = &mut stopped => {
                    screen.warn(format!(
                        "Stopped waiting. Open changes stay open; `rollcall case receipt {} --again` \
                        plans them again.",
                        planned.case_id
                    ));
                    break;
                }
            }
            case = rollcall.case(&planned.case_id).await?;
        }
    }
    screen.begins(UnderWay::Nothing);
    let ended = show(&case, screen)?;
    if case.brief.trying && !wait {
        screen.warn(format!(
            "This command has ended and does not retry what is open. Retry it with `rollcall case \
             receipt {} --again`, or open the app, which retries it.",
            case.brief.id
        ));
    }
    Ok(ended)
}

fn show_planned(planned: &CasePlan, already: &str, screen: &Screen) -> Result<(), Stop> {
    if screen.json() {
        return Ok(());
    }
    if let Some(plan) = &planned.plan {
        show_plan(plan, screen)?;
    } else if waits(planned) {
        screen.line("Nothing can be sent yet: the apps did not answer.")?;
    } else {
        let states: Vec<LineState> = planned.lines.iter().map(|line| line.state).collect();
        screen.line(unsent(&states, already))?;
    }
    for note in &planned.notes {
        screen.line(format!("  Not in the plan: {note}"))?;
    }
    Ok(())
}

/// Why nothing is sent: it is already done, or some of it is held back. The notes say by what, and
/// what lets it through.
fn unsent(lines: &[LineState], already: &str) -> String {
    let of = |state| lines.iter().filter(|one| **one == state).count();
    let (held, done, all) = (of(LineState::Yours), of(LineState::Verified), lines.len());
    if held == 0 {
        return already.to_owned();
    }
    let so = match done {
        0 => "none is already done".to_owned(),
        1 => "1 is already done (checked just now)".to_owned(),
        done => format!("{done} are already done (checked just now)"),
    };
    let held = if held == 1 { "1 is".to_owned() } else { format!("{held} are") };
    let changes = if all == 1 { "change" } else { "changes" };
    format!("Nothing can be sent now: of {all} {changes} {held} held back, and {so}.")
}

/// Something is to be tried until its app answers.
fn waits(planned: &CasePlan) -> bool {
    planned.lines.iter().any(|line| line.state == LineState::Open)
}

pub async fn numbers(rollcall: &Rollcall, wanted: Vec<String>) -> Result<Vec<u32>, Stop> {
    let wanted = input::named(wanted, " Nothing was planned or sent.")?;
    let mut numbers = Vec::with_capacity(wanted.len());
    for one in &wanted {
        let id = people::find(rollcall, one).await?.id;
        if !numbers.contains(&id) {
            numbers.push(id);
        }
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::asking::ALREADY_SO;

    #[test]
    fn what_is_held_back_is_not_called_done() {
        use LineState::{Verified, Yours};
        let of = |lines: &[LineState]| unsent(lines, ALREADY_SO);
        assert_eq!(
            of(&[Verified, Yours, Yours, Yours, Yours, Yours, Yours]),
            "Nothing can be sent now: of 7 changes 6 are held back, and 1 is already done \
            (checked just now)."
        );
        assert_eq!(
            of(&[Yours, Verified, Verified]),
            "Nothing can be sent now: of 3 changes 1 is held back, and 2 are already done (checked just now)."
        );
        assert_eq!(
            of(&[Yours]),
            "Nothing can be sent now: of 1 change 1 is held back, and none is already done."
        );
        assert_eq!(of(&[Verified, Verified]), ALREADY_SO);
    }
}
