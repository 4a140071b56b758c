//! `rollcall review`: freeze, decide, sign, revoke, close, and the evidence.

use crate::commands::cases::{ALREADY_SO, Asking, NO_TERMINAL, confirm_and_run, dry_run};
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::review_args::{
    Assign, Decide, Except, Items, ItemsAre, New, Pack, Review, ReviewCommand, Revoke, Sign, Word,
};
use crate::screen::{Listing, Screen, plain};
use crate::words;
use rollcall_engine::view::{
    AnswersLook, DecideRequest, Decided, ExceptionKind, Granularity, ListState, RemediationLine,
    RemediationState, ReviewAssign, ReviewBrief, ReviewDecision, ReviewException, ReviewExclusion,
    ReviewHandOver, ReviewRequest, ReviewRow, ReviewState, ReviewTableQuery, ReviewView,
    ReviewerFor, ReviewerName, SignOff, SignRequest, SignRole,
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
            let undone = rollcall.undo_bulk(&review, None).await?;
            if screen.json() {
                screen.value(&undone)?;
            } else {
                screen.line(format!(
                    "{} items are undecided again. {} were decided once more since, and stay.",
                    undone.restored, undone.stayed
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

/// Revokes of a closed review that do not hold any more.
fn open_again(view: &ReviewView) -> usize {
    let open = |line: &&RemediationLine| line.state == RemediationState::Open;
    view.remediation.iter().filter(open).count()
}

/// "Jo Doe <jo@example.com>".
fn who(text: &str) -> Result<ReviewerName, Stop> {
    let parts = text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let (name, email) =
        parts.map_or((text.trim(), ""), |(name, email)| (name.trim(), email.trim()));
    if name.is_empty() || !email.contains('@') {
        return Err(Stop::usage(format!(
            "{text}: write a reviewer as \"Jo Doe <jo@example.com>\"; nobody decides about an account of that address."
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

fn state(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Open => "open",
        ReviewState::Signed => "signed off",
        ReviewState::Closed => "closed",
        ReviewState::Discarded => "discarded",
    }
}

fn show(view: &ReviewView, screen: &Screen) -> Result<(), Stop> {
    if screen.json() {
        return screen.value(view);
    }
    let brief = &view.brief;
    let again = match open_again(view) {
        open if open > 0 && brief.state == ReviewState::Closed => {
            format!("; {open} of its revokes do not hold any more, revoke or except them")
        }
        _ => String::new(),
    };
    screen.line(format!("{}: {}{again}", brief.name, state(brief.state)))?;
    screen.line(format!(
        "  {} items ({}) in {}, frozen {}; {} accounts were read and are outside the scope",
        words::grouped(brief.items),
        match view.granularity {
            Granularity::Account => "accounts with their groups",
            Granularity::Membership => "accounts in one group, and accounts as such",
        },
        brief.apps.join(", "),
        words::time(&brief.frozen_at),
        words::grouped(view.outside)
    ))?;
    screen.line(format!("  Population SHA-256 {}", view.population_sha256))?;
    let decided = brief.keep + brief.change + brief.revoke;
    screen.line(format!(
        "  {} of {} decided: {} keep, {} change, {} revoke{}",
        words::grouped(decided),
        words::grouped(brief.items),
        words::grouped(brief.keep),
        words::grouped(brief.change),
        words::grouped(brief.revoke),
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
            "  {} items had no clear manager; the first reviewer decides about them",
            view.managers.without
        ))?;
        for one in view.managers.open.iter().take(SHOWN) {
            screen.line(format!("    “{}”, {} items: {}", one.written, one.items, one.why))?;
        }
    }
    for one in &view.exclusions {
        screen.line(format!("  Excluded: {}, {}", one.connection, one.reason))?;
    }
    for one in &view.conflicts {
        screen.line(format!(
            "  Waits to be decided once more: item {}, {}: {}; {}",
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

fn signed(one: &SignOff) -> String {
    let what = match one.role.as_str() {
        "second" => "Signed second by",
        "import" => "Import stated by",
        _ => "Signed by",
    };
    let instead = match one.instead_of.as_deref() {
        None => String::new(),
        Some("") => format!(" (nobody was named for it: {})", one.reason),
        Some(named) => format!(" (instead of {named}: {})", one.reason),
    };
    format!("{what} {}{instead}: {} {}", one.name, one.statement, one.identified)
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

fn word(decision: ReviewDecision) -> &'static str {
    match decision {
        ReviewDecision::Keep => "keep",
        ReviewDecision::Change => "change",
        ReviewDecision::Revoke => "revoke",
    }
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
            return Err(Stop::usage("Say what is decided: --decision keep, change or revoke."));
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
            screen.line(format!("Take it back with: rollcall review undo \"{review}\""))?;
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
            screen.line("  They came after the review was due.")?;
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

/// Rows that are named on the screen.
const SHOWN: usize = 20;

fn show_answers(look: &AnswersLook, set: bool, screen: &Screen) -> Result<(), Stop> {
    for one in look.lines.iter().take(SHOWN) {
        screen.line(format!(
            "  Item {}, {}: {} → {}{}. {}{}",
            one.item,
            one.name,
            one.was,
            word(one.decision),
            if one.drop.is_empty() {
                String::new()
            } else {
                format!(", drop {}", one.drop.join(", "))
            },
            one.reason,
            one.contradicts.as_ref().map_or_else(String::new, |other| format!(
                " (contradicts {other}, so it waits to be decided once more)"
            ))
        ))?;
    }
    if look.lines.len() > SHOWN {
        screen.line(format!("  … and {} more", look.lines.len() - SHOWN))?;
    }
    for one in look.rejected.iter().take(SHOWN) {
        screen.line(format!("  Row {} cannot be set: {}", one.row, one.why))?;
    }
    screen.line(match set {
        true => format!(
            "{} set, {} contradict another reviewer and wait, {} were so already, {} rows cannot be set.",
            look.set,
            look.lines.len() - look.set as usize,
            look.already,
            look.rejected.len()
        ),
        false => format!(
            "{} would be set, {} would contradict another reviewer and wait, {} are so already, {} rows cannot be set. Nothing was set; --yes sets it.",
            look.lines.iter().filter(|one| one.contradicts.is_none()).count(),
            look.lines.iter().filter(|one| one.contradicts.is_some()).count(),
            look.already,
            look.rejected.len()
        ),
    })
}

/// Shows the sentence that is signed; it is confirmed as it stands.
async fn sign(rollcall: &Rollcall, options: &Sign, screen: &Screen) -> Result<Ending, Stop> {
    let look = rollcall.sign_off(&options.review).await?;
    let role = match (options.second, options.imported) {
        (true, _) => SignRole::Second,
        (false, Some(_)) => SignRole::Import,
        (false, None) => SignRole::Reviewer,
    };
    let name = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mine = look.parts.iter().find(|part| match options.imported {
        Some(number) => part.reviewer == number,
        None => name(&part.name) == name(&options.name),
    });
    let statement = match role {
        SignRole::Second => look.second.statement.as_str(),
        SignRole::Import => mine.map_or("", |part| part.import_statement.as_str()),
        SignRole::Reviewer => mine.map_or("", |part| part.statement.as_str()),
    };
    let mut confirms = options.confirm.clone().unwrap_or_default();
    // A refusal comes before the question: what cannot be signed is not asked about.
    let is_ready = match role {
        SignRole::Second => look.second.waits_for.is_empty(),
        _ => mine.is_some_and(|part| part.left == 0 && !statement.is_empty()),
    };
    if is_ready && options.confirm.is_none() {
        if !std::io::stdin().is_terminal() {
            return Err(Stop::usage(format!(
                "What is signed: “{statement}” Without a terminal, confirm it with --confirm \"{statement}\"."
            )));
        }
        let question = format!("{} signs: {} Is that so?", plain(&options.name), plain(statement));
        let said = inquire::Confirm::new(&question).with_default(false).prompt_skippable();
        if said.ok().flatten() != Some(true) {
            return Err(Stop::failed("Not confirmed. Nothing was signed."));
        }
        statement.clone_into(&mut confirms);
    }
    let wanted = SignRequest {
        role,
        reviewer: options.imported,
        name: options.name.clone(),
        confirms,
        reason: options.reason.clone(),
    };
    done(&rollcall.sign_review(&options.review, wanted).await?, screen)
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
        screen.line("Mail the head to somebody, or put it into the ticket: with it nobody can make the record or these files anew unseen.")?;
        screen.line(format!("rollcall-verify \"{}\" --head {}", pack.path, pack.head))?;
    }
    Ok(Ending::Done)
}
