//! A review as the command line shows it.

use crate::ending::Stop;
use crate::screen::Screen;
use crate::words;
use rollcall_engine::view::{
    AnswersLook, Granularity, ManagersLook, RemediationLine, RemediationState, ReviewDecision,
    ReviewState, ReviewView, SignOff,
};

/// Revokes of a closed review that are no longer in effect.
pub(super) fn open_again(view: &ReviewView) -> usize {
    let open = |line: &&RemediationLine| line.state == RemediationState::Open;
    view.remediation.iter().filter(open).count()
}

pub(super) fn state(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Open => "open",
        ReviewState::Signed => "signed off",
        ReviewState::Closed => "closed",
        ReviewState::Discarded => "discarded",
    }
}

pub(super) fn show(view: &ReviewView, screen: &Screen) -> Result<(), Stop> {
    if screen.json() {
        return screen.value(view);
    }
    let brief = &view.brief;
    let again = match open_again(view) {
        open if open > 0 && brief.state == ReviewState::Closed => {
            format!("; {open} of its revokes are no longer in effect, revoke or except them")
        }
        _ => String::new(),
    };
    screen.line(format!("{}: {}{again}", brief.name, state(brief.state)))?;
    screen.line(format!(
        "  {} ({}) in {}, frozen {}; {} outside the scope",
        words::plural(brief.items, "item", "items"),
        match view.granularity {
            Granularity::Account => "accounts with their groups",
            Granularity::Membership => "accounts in one group, and the accounts themselves",
        },
        brief.apps.join(", "),
        words::time(brief.frozen_at),
        words::plural(view.outside, "account was read and is", "accounts were read and are")
    ))?;
    screen.line(format!("  Population SHA-256 {}", view.population_sha256))?;
    let decided = brief.keep + brief.change + brief.revoke;
    screen.line(format!(
        "  {} of {} decided: {} keep, {} change, {} revoke{}{}",
        words::grouped(decided),
        words::grouped(brief.items),
        words::grouped(brief.keep),
        words::grouped(brief.change),
        words::grouped(brief.revoke),
        words::rest(brief.items, &[decided], "open"),
        brief.due.as_ref().map_or_else(String::new, |due| {
            format!("; due {due}{}", if brief.overdue { ", overdue" } else { "" })
        })
    ))?;
    for one in &view.reviewers {
        screen.line(format!(
            "  Reviewer {}: {} <{}>, {} of {} decided{} ({})",
            one.number,
            one.name,
            one.email,
            one.decided,
            one.items,
            match one.imported {
                0 => String::new(),
                imported => format!(", {imported} of them imported from files"),
            },
            one.why
        ))?;
    }
    if view.managers.without > 0 {
        screen.line(format!(
            "  {} no clear manager; the first reviewer decides about {}",
            words::plural(view.managers.without, "item had", "items had"),
            if view.managers.without == 1 { "it" } else { "them" }
        ))?;
        for line in manager_lines(&view.managers) {
            screen.line(format!("    {line}"))?;
        }
    }
    for one in &view.exclusions {
        screen.line(format!("  Excluded: {}, {}", one.connection, one.reason))?;
    }
    for one in &view.conflicts {
        screen.line(format!(
            "  Has to be decided again: item {}, {}: {}; {}",
            one.item, one.name, one.one, one.other
        ))?;
    }
    if let Some(second) = &view.second {
        screen.line(format!("  Second signer: {second}"))?;
    }
    for one in &view.sign_offs {
        screen.line(format!("  {}", signed(one)))?;
    }
    for one in &view.remediation {
        let how = match one.state {
            RemediationState::Waiting => "waiting",
            RemediationState::Verified => "verified",
            RemediationState::Open => "open",
            RemediationState::Excepted => "excepted",
        };
        screen.line(format!(
            "  {how:<9} item {}: {} · {} · {}. {}",
            one.item, one.change, one.name, one.connection_name, one.words
        ))?;
        if let Some(kept) = &one.exception {
            let day = kept.due.as_ref().or(kept.expires.as_ref());
            let day = day.map_or("", String::as_str);
            screen.line(format!("            {} until {day}: {}", kept.owner, kept.note))?;
        }
    }
    Ok(())
}

/// The items without a clear manager: the names on the list, those that no line names, and the rest.
/// Together they are all of them.
fn manager_lines(look: &ManagersLook) -> Vec<String> {
    let items = |number| words::plural(number, "item", "items");
    let named = look.open.iter().take(SHOWN);
    let mut lines: Vec<String> =
        named.map(|one| format!("“{}”, {}: {}", one.written, items(one.items), one.why)).collect();
    let rest: u32 = look.open.iter().skip(SHOWN).map(|one| one.items).sum();
    if rest > 0 {
        let names = words::counted(look.open.len() - SHOWN, "other name", "other names");
        lines.push(format!("{names}, {}", items(rest)));
    }
    if look.none > 0 {
        lines.push(format!("No manager on the HR list, {}", items(look.none)));
    }
    lines
}

fn signed(one: &SignOff) -> String {
    let what = match one.role.as_str() {
        "second" => "Signed second by",
        "import" => "Import stated by",
        _ => "Signed by",
    };
    let instead = match one.instead_of.as_deref() {
        None => String::new(),
        Some("") => format!(" (no one was named for it: {})", one.reason),
        Some(named) => format!(" (instead of {named}: {})", one.reason),
    };
    format!("{what} {}{instead}: {} {}", one.name, one.statement, one.identified)
}

pub(super) fn word(decision: ReviewDecision) -> &'static str {
    match decision {
        ReviewDecision::Keep => "keep",
        ReviewDecision::Change => "change",
        ReviewDecision::Revoke => "revoke",
    }
}

/// Rows that are named on the screen.
const SHOWN: usize = 20;

pub(super) fn show_answers(look: &AnswersLook, set: bool, screen: &Screen) -> Result<(), Stop> {
    let replaces = look.replaces as usize;
    if replaces > 0 {
        screen.line(format!(
            "  {} earlier {}:",
            match (replaces, set) {
                (1, false) => "1 would replace an".to_owned(),
                (1, true) => "1 replaced an".to_owned(),
                (many, false) => format!("{many} would replace"),
                (many, true) => format!("{many} replaced"),
            },
            if replaces == 1 { "decision" } else { "decisions" }
        ))?;
    }
    // What is replaced is named to the last line.
    let shown = replaces.max(SHOWN);
    for one in look.lines.iter().take(shown) {
        screen.line(format!(
            "  Item {}, {}: {} → {}{}. {}{}",
            one.item,
            one.name,
            one.was.map_or("undecided", word),
            word(one.decision),
            if one.drop.is_empty() {
                String::new()
            } else {
                format!(", drop {}", one.drop.join(", "))
            },
            one.reason,
            one.contradicts.as_ref().map_or_else(String::new, |other| format!(
                " (contradicts {other}, so it has to be decided again)"
            ))
        ))?;
    }
    if look.lines.len() > shown {
        screen.line(format!("  … and {} more", look.lines.len() - shown))?;
    }
    for one in look.rejected.iter().take(SHOWN) {
        screen.line(format!("  Row {} cannot be set: {}", one.row, one.why))?;
    }
    if look.rejected.len() > SHOWN {
        let more = words::counted(look.rejected.len() - SHOWN, "row", "rows");
        screen.line(format!("  … and {more} more that cannot be set"))?;
    }
    let waiting = look.lines.len().saturating_sub(look.set as usize);
    let cannot = words::counted(look.rejected.len(), "row cannot", "rows cannot");
    screen.line(match set {
        true => format!(
            "{} set, {} another reviewer and {}, {} already set, {cannot} be set.",
            look.set,
            words::counted(waiting, "contradicts", "contradict"),
            if waiting == 1 { "waits" } else { "wait" },
            words::plural(look.already, "was", "were"),
        ),
        false => format!(
            "{} would be set, {} would contradict another reviewer and wait, {} already set, \
            {cannot} be set. Nothing was set; --yes sets it.",
            look.lines.iter().filter(|one| one.contradicts.is_none()).count(),
            look.lines.iter().filter(|one| one.contradicts.is_some()).count(),
            words::plural(look.already, "is", "are"),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_engine::view::ManagerOpen;

    #[test]
    fn the_lines_about_managers_add_up_to_the_items_without_one() {
        let open = |items| ManagerOpen { written: "Jo".into(), why: "two people".into(), items };
        for (names, none) in [(0, 0), (1, 0), (2, 3), (20, 0), (22, 0), (25, 1), (0, 7)] {
            let open: Vec<ManagerOpen> = (1..=names).map(open).collect();
            let without = none + open.iter().map(|one| one.items).sum::<u32>();
            let lines = manager_lines(&ManagersLook { clear: 9, without, none, open });
            let counted = |line: &String| -> u32 {
                let (before, _) = line.split_once(" item").unwrap();
                before.rsplit(' ').next().unwrap().parse().unwrap()
            };
            assert_eq!(lines.iter().map(counted).sum::<u32>(), without, "{lines:#?}");
        }
    }

    #[test]
    fn names_that_are_not_listed_are_counted() {
        let open = |items| ManagerOpen { written: "Jo".into(), why: "two people".into(), items };
        let look = ManagersLook {
            clear: 0,
            without: 24,
            none: 2,
            open: (0..22).map(|_| open(1)).collect(),
        };
        let lines = manager_lines(&look);
        assert_eq!(lines[0], "“Jo”, 1 item: two people");
        assert_eq!(lines[20..], ["2 other names, 2 items", "No manager on the HR list, 2 items"]);
    }
}
