//! `rollcall review`: freeze, decide, sign, revoke, close, and the evidence.

use super::review_shown::{open_again, show, show_answers, state, word};
use super::review_sign::sign;
use crate::commands::cases::{ALREADY_SO, Asking, NO_TERMINAL, confirm_and_run, dry_run};
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::review_args::{
    Assign, Decide, Except, Items, ItemsAre, New, Pack, Review, ReviewCommand, Revoke, Word,
};
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::view::{
    DecideRequest, Decided, ExceptionKind, Granularity, ListState, ReviewAssign, ReviewBrief,
    ReviewDecision, ReviewException, ReviewExclusion, ReviewHandOver, ReviewRequest, ReviewRow,
    ReviewState, ReviewTableQuery, ReviewView, ReviewerFor, ReviewerName,
};
use rollcall_engine::{NewFile, Readers, Rollcall, write_new_file};
use std::io::{IsTerminal, Write};
use std::path::Path;

pub async fn run(rollcall: &Rollcall, options: Review, screen: &Screen) -> Result<Ending, Stop> {
    match options.what {
        ReviewCommand::New(options) => new(rollcall, *options, screen).await,
        ReviewCommand::List => list(rollcall, screen).await,
        ReviewCommand::Status { review } => {
            let view = rollcall.review(&review).await?;
            show(&view, screen)?;
            Ok(match view.brief.state {
                ReviewState::Closed if open_again(&view) > 0 => Ending::Partial,
                ReviewState::Closed | ReviewState::Discarded => Ending::Done,
                ReviewState::Open | ReviewState::Signed => Ending::Partial,
            })
        }
        ReviewCommand::Items(options) => items(rollcall, options, screen).await,
        ReviewCommand::Decide(options) => decide(rollcall, options, screen).await,
        ReviewCommand::Undo { review } => {
            let undone = rollcall.undo_bulk_from(&review, None, "command line").await?;
            if screen.json() {
                screen.value(&undone)?;
            } else {
                screen.line(format!(
                    "{} items are undecided again. {} have been decided again since, and stay.",
                    undone.items.len(),
                    undone.stayed
                ))?;
            }
            Ok(Ending::Done)
        }
        ReviewCommand::HandOver(options) => {
            let (items, reason) = (options.items, options.reason);
            let wanted = ReviewHandOver { items, to: who(&options.to)?, reason };
            done(&rollcall.hand_over(&options.review, wanted).await?, screen)
        }
        ReviewCommand::Packet(options) => {
            // It counts as handed out from then on, so the place comes first.
            let failed = |error| not_written(&options.output, &error);
            screen.swept(&options.output);
            let mut file = NewFile::new(&options.output, Readers::Usual).map_err(failed)?;
            let page =
                rollcall.review_packet_to(&options.review, options.of, &options.send_to).await?;
            file.write_all(page.as_bytes()).and_then(|()| file.keep()).map_err(failed)?;
            screen.line(format!(
                "Written to {}. The reviewer opens it in a browser and mails the answers back: rollcall review import \"{}\" FILE --of {}",
                options.output.display(), options.review, options.of
            ))?;
            Ok(Ending::Done)
        }
        ReviewCommand::Import(options) => {
            answers(rollcall, &options.review, &options.file, options.of, options.yes, screen).await
        }
        ReviewCommand::Sign(options) => sign(rollcall, &options, screen).await,
        ReviewCommand::Revoke(options) => revoke(rollcall, &options, screen).await,
        ReviewCommand::Except(options) => except(rollcall, options, screen).await,
        ReviewCommand::Close { review } => done(&rollcall.close_review(&review).await?, screen),
        ReviewCommand::Pack(options) => pack(rollcall, &options, screen).await,
        ReviewCommand::Discard { review } => {
            rollcall.discard_review(&review).await?;
            screen.line("Discarded. What was frozen and decided stays on record.")?;
            Ok(Ending::Done)
        }
    }
}

/// "Jo Doe <jo@example.com>".
fn who(text: &str) -> Result<ReviewerName, Stop> {
    let parts = text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let (name, email) =
        parts.map_or((text.trim(), ""), |(name, email)| (name.trim(), email.trim()));
    if name.is_empty() || !email.contains('@') {
        return Err(Stop::usage(format!(
            "{text}: write a reviewer as \"Jo Doe <jo@example.com>\"; no one decides about an \
            account with that address."
        )));
    }
    Ok(ReviewerName { name: name.to_owned(), email: email.to_owned() })
}

async fn new(rollcall: &Rollcall, options: New, screen: &Screen) -> Result<Ending, Stop> {
    let split = |text: &str, what: &str| {
        text.split_once('=')
            .map(|(one, other)| (one.trim().to_owned(), other.trim().to_owned()))
            .ok_or_else(|| Stop::usage(format!("{text}: write it as {what}.")))
    };
    let mut named = Vec::new();
    for text in &options.named {
        let (what, reviewer) = split(text, "\"Intranet=Jo Doe <jo@example.com>\"")?;
        named.push(ReviewerFor { what, reviewer: who(&reviewer)? });
    }
    let mut exclusions = Vec::new();
    for text in &options.exclude {
        let (connection, reason) = split(text, "\"Intranet=why\"")?;
        exclusions.push(ReviewExclusion { connection, reason });
    }
    let wanted = ReviewRequest {
        name: options.name,
        due: options.due,
        connections: options.connection,
        granularity: match options.items {
            ItemsAre::Accounts => Granularity::Account,
            ItemsAre::Memberships => Granularity::Membership,
        },
        groups: options.group,
        departments: options.department,
        only_admins: options.only_admins,
        only_not_in_list: options.only_not_in_list,
        privileged_groups: options.privileged,
        assign: match options.assign {
            Assign::One => ReviewAssign::One,
            Assign::Manager => ReviewAssign::Manager,
            Assign::App => ReviewAssign::App,
            Assign::Group => ReviewAssign::Group,
        },
        reviewers: options.reviewers.iter().map(|text| who(text)).collect::<Result<_, _>>()?,
        named,
        exclusions,
        second: options.second.as_deref().map(who).transpose()?,
        without_manager: options.without_manager,
    };
    done(&rollcall.start_review(wanted).await?, screen)
}

fn done(view: &ReviewView, screen: &Screen) -> Result<Ending, Stop> {
    show(view, screen)?;
    Ok(Ending::Done)
}

const HEAD: [&str; 7] = ["Review", "State", "Frozen", "Due", "Items", "Decided", "Id"];

async fn list(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let reviews = rollcall.reviews().await?;
    let lead = match reviews.len() {
        0 => "There is no review yet; `rollcall review new` starts one.".to_owned(),
        1 => "1 review".to_owned(),
        n => format!("{n} reviews"),
    };
    let row = |brief: &ReviewBrief| {
        vec![
            brief.name.clone(),
            state(brief.state).to_owned(),
            words::time(&brief.frozen_at),
            brief.due.clone().unwrap_or_default(),
            words::grouped(brief.items),
            words::grouped(brief.keep + brief.change + brief.revoke),
            brief.id.clone(),
        ]
    };
    screen.listing(&Listing::whole(reviews, true), &lead, &HEAD, row)
}

async fn items(rollcall: &Rollcall, options: Items, screen: &Screen) -> Result<Ending, Stop> {
    if let Some(number) = options.of {
        let view = rollcall.review(&options.review).await?;
        if view.reviewers.iter().all(|one| one.number != number) {
            let numbers = view.reviewers.iter().map(|one| format!("{} {}", one.number, one.name));
            return Err(house::not_found(
                &format!("The review has no reviewer {number}."),
                &format!("Its reviewers: {}.", numbers.collect::<Vec<_>>().join(", ")),
            )
            .into());
        }
    }
    if let Some(file) = &options.csv {
        let text = rollcall.review_csv(&options.review, options.of).await?;
        screen.swept(file);
        write_new(file, text.as_bytes())?;
        screen.line(format!(
            "Written to {}. Fill in decision, drop and reason, leave the other columns as they are, and import it: rollcall review decide \"{}\" {} --by NUMBER",
            file.display(),
            options.review,
            file.display()
        ))?;
        return Ok(Ending::Done);
    }
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let query = ReviewTableQuery {
        text: options.search,
        reviewer: options.of,
        only_undecided: options.undecided,
        offset,
        limit: options.slice.limit.min(1_000),
        ..ReviewTableQuery::default()
    };
    let page = rollcall.review_rows(&options.review, query).await?;
    let lead = format!("{} items", words::grouped(page.total));
    let next_cursor = cursor::next(offset, page.rows.len(), page.total);
    let listing = Listing { result: page.rows, next_cursor, as_of: None, complete: true };
    let head = [
        "Item",
        "Name",
        "App",
        "Access",
        "List",
        "Groups",
        "Since last",
        "Now",
        "Decision",
        "Reason",
    ];
    let row = |row: &ReviewRow| {
        vec![
            row.item.to_string(),
            row.name.clone(),
            row.connection_name.clone(),
            match (row.active, row.privileged) {
                (false, _) => "inactive".to_owned(),
                (true, true) => row.privilege.clone(),
                (true, false) => String::new(),
            },
            match row.list {
                ListState::NotListed => "not listed".to_owned(),
                ListState::Left => "left".to_owned(),
                ListState::NotKnown => "not known".to_owned(),
                _ => String::new(),
            },
            row.group.as_ref().map_or_else(|| row.groups.len().to_string(), |one| one.name.clone()),
            row.since_last.clone(),
            row.now.clone().unwrap_or_default(),
            match (row.conflict, row.decision) {
                (true, _) => "contradicted".to_owned(),
                (_, Some(decision)) => word(decision).to_owned(),
                (_, None) => String::new(),
            },
            match (row.kept_although, row.bulk) {
                (Some(ListState::Left), _) => format!("leaver kept: {}", row.reason),
                (Some(_), _) => format!("kept, not on the HR list: {}", row.reason),
                (None, true) => format!("in bulk {}", row.reason).trim_end().to_owned(),
                (None, false) => row.reason.clone(),
            },
        ]
    };
    screen.listing(&listing, &lead, &head, row)
}

fn not_written(path: &Path, error: &std::io::Error) -> Stop {
    Stop::failed(format!("{} was not written: {error}.", path.display()))
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    write_new_file(path, Readers::Usual, bytes).map_err(|error| not_written(path, &error))
}

async fn decide(rollcall: &Rollcall, options: Decide, screen: &Screen) -> Result<Ending, Stop> {
    let numbers: Result<Vec<u32>, _> = options.what.iter().map(|one| one.parse()).collect();
    if let Ok(items) = numbers {
        let Some(decision) = options.decision else {
            return Err(Stop::usage("State the decision: --decision keep, change or revoke."));
        };
        let wanted = DecideRequest {
            items,
            decision: match decision {
                Word::Keep => Some(ReviewDecision::Keep),
                Word::Change => Some(ReviewDecision::Change),
                Word::Revoke => Some(ReviewDecision::Revoke),
                Word::None => None,
            },
            drop: options.drop,
            reason: options.reason,
            by: options.by,
            ms: 0,
        };
        let decided = rollcall.decide_from(&options.review, wanted, "command line").await?;
        show_decided(rollcall, &options.review, &decided, screen).await?;
        let left_out = decided.bulk.is_some_and(|bulk| bulk.left_out.total() > 0);
        return Ok(Ending::of(!left_out));
    }
    let [file] = options.what.as_slice() else {
        return Err(Stop::usage("Name one CSV file, or numbers of items."));
    };
    answers(rollcall, &options.review, Path::new(file), options.by, options.yes, screen).await
}

async fn show_decided(
    rollcall: &Rollcall,
    review: &str,
    decided: &Decided,
    screen: &Screen,
) -> Result<(), Stop> {
    if screen.json() {
        return screen.value(decided);
    }
    if let Some(bulk) = &decided.bulk {
        screen.line(&bulk.words)?;
        if bulk.kept > 0 {
            screen.line(format!("Undo it with: rollcall review undo \"{review}\""))?;
        }
    }
    show(&rollcall.review(review).await?, screen)
}

async fn answers(
    rollcall: &Rollcall,
    review: &str,
    file: &Path,
    by: u32,
    yes: bool,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let bytes = std::fs::read(file)
        .map_err(|error| Stop::failed(format!("{} cannot be read: {error}.", file.display())))?;
    let look = match yes {
        true => rollcall.take_answers(review, by, &bytes).await?,
        false => rollcall.look_at_answers(review, by, &bytes).await?,
    };
    if screen.json() {
        screen.value(&look)?;
    } else {
        if look.late {
            screen.line("  The answers came after the due date.")?;
        }
        screen.line(format!("  Answers of {}, imported by you.", look.answers_of))?;
        if look.bulk > 0 {
            screen.line(format!(
                "  {} of them are equal, and count as decided in bulk.",
                look.bulk
            ))?;
        }
        if let Some(name) = &look.signed_by {
            screen.line(format!("  Signed by “{name}”; nothing proves who that is."))?;
        }
        if look.left > 0 {
            screen.line(format!("  {} of the reviewer's items are not answered.", look.left))?;
        }
        show_answers(&look, yes, screen)?;
    }
    let waits = look.lines.iter().any(|one| one.contradicts.is_some());
    Ok(Ending::of(look.rejected.is_empty() && !waits))
}

async fn revoke(rollcall: &Rollcall, options: &Revoke, screen: &Screen) -> Result<Ending, Stop> {
    if !options.yes && !options.dry_run && !std::io::stdin().is_terminal() {
        return Err(Stop::usage(NO_TERMINAL));
    }
    let planned = rollcall.plan_review(&options.review).await?;
    if options.dry_run {
        return dry_run(rollcall, &planned, ALREADY_SO, screen).await;
    }
    confirm_and_run(
        rollcall,
        &planned,
        Asking { yes: options.yes, wait: false, already: ALREADY_SO },
        screen,
    )
    .await
}

async fn except(rollcall: &Rollcall, options: Except, screen: &Screen) -> Result<Ending, Stop> {
    let proof = match &options.proof {
        None => None,
        Some(file) => {
            let bytes = std::fs::read(file).map_err(|error| {
                Stop::failed(format!("{} cannot be read: {error}.", file.display()))
            })?;
            let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into());
            Some((name, bytes))
        }
    };
    let exception = ReviewException {
        kind: if options.expires.is_some() { ExceptionKind::Risk } else { ExceptionKind::Manual },
        owner: options.owner,
        due: options.due,
        expires: options.expires,
        note: options.note,
        proof: None,
        by: String::new(),
        at: String::new(),
    };
    let group = options.group.as_deref();
    let view = rollcall.except_item(&options.review, options.item, group, exception, proof).await?;
    done(&view, screen)
}

async fn pack(rollcall: &Rollcall, options: &Pack, screen: &Screen) -> Result<Ending, Stop> {
    screen.swept(&options.output);
    let pack = rollcall.write_pack(&options.review, &options.output, &options.leave_out).await?;
    if screen.json() {
        screen.value(&pack)?;
    } else {
        screen.line(format!("Written: {} files in {}", pack.files, pack.path))?;
        screen.line(format!("Record: entry {}, head {}", pack.entries, pack.head))?;
        screen.line(format!(
            "Key: SHA-256 {} (of public-key.pem in DER form)",
            pack.key_fingerprint
        ))?;
        screen.line(
            "Save the head outside Rollcall, in a mail or a ticket. It makes any later \
            change to the record or these files detectable.",
        )?;
        screen.line(format!("rollcall-verify \"{}\" --head {}", pack.path, pack.head))?;
    }
    Ok(Ending::Done)
}
