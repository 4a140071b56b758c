//! An engine to be killed: opens the house in the folder it is given and does what the test says, a
//! line each: `connect PROVIDER ADDRESS TOKEN`, `read NAME`, `test NAME`, `deactivate NAME ACCOUNT`, `lockdown WORD`,
//! `lockdown-to-end WORD`, `disconnect NAME`, `review NAME`, `pack REVIEW PATH`, `export FILE`, `change JSON`
//! (without blanks), `plan JSON` and `run` for the same in two steps, `freeze N` (at the N-th look at
//! the clock from here on it stands still for ever).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{LockdownRequest, PeopleQuery, Phase, PlanView};
use rollcall_engine::{Change, Clock, ConnectRequest, Problem, Rollcall};
use rollcall_tests::apart;
use secrecy::SecretString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, BufReader};

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{words}").and_then(|()| out.flush()).expect("somebody listens");
}

/// Looks left until the clock stops; negative: it goes.
static LOOKS: AtomicI64 = AtomicI64::new(-1);

fn clock() -> Clock {
    Clock::fixed(|| {
        if LOOKS.load(Ordering::SeqCst) > 0 && LOOKS.fetch_sub(1, Ordering::SeqCst) == 1 {
            say("frozen");
            loop {
                std::thread::park();
            }
        }
        Clock::system().now()
    })
}

/// The plan that was made last.
static PLAN: Mutex<Option<PlanView>> = Mutex::new(None);

async fn plan(house: &Rollcall, change: Change) -> Result<(), Problem> {
    let plan = house.plan_changes(vec![change]).await?;
    *PLAN.lock().unwrap() = Some(plan);
    say("planned");
    Ok(())
}

async fn run(house: &Rollcall) -> Result<(), Problem> {
    let plan = PLAN.lock().unwrap().take().expect("a plan");
    let typed = plan.confirmation.type_this.as_deref();
    let run = house.run_plan_to_end(&plan.id, typed).await?;
    say(&format!("done {:?}", run.items[0].outcome));
    Ok(())
}

async fn change(house: &Rollcall, change: Change) -> Result<(), Problem> {
    plan(house, change).await?;
    run(house).await
}

/// Locks the one person down whom this word finds.
async fn lockdown(house: &Rollcall, word: &str, to_end: bool) -> Result<(), Problem> {
    let query = PeopleQuery { text: word.to_owned(), limit: 2, ..PeopleQuery::default() };
    let people: Vec<u32> = house.people(query).await?.rows.iter().map(|one| one.id).collect();
    assert_eq!(people.len(), 1, "{word}");
    let planned = house.plan_lockdown(LockdownRequest { people, groups: false }).await?;
    let typed = planned.plan.and_then(|plan| plan.confirmation.type_this);
    if to_end {
        house.start_case_to_end(&planned.case_id, typed.as_deref()).await?;
        say("locked");
    } else {
        house.start_case(&planned.case_id, typed.as_deref()).await?;
        say(&format!("locking {}", planned.case_id));
    }
    Ok(())
}

/// Says the first rung that failed and why, or that none did.
async fn connect(house: &Rollcall, provider: &str, app: (&str, &str)) -> Result<(), Problem> {
    let request = ConnectRequest {
        provider: provider.to_owned(),
        name: "Apart".to_owned(),
        address: app.0.to_owned(),
        token: SecretString::from(app.1.to_owned()),
        seat_price: String::new(),
    };
    let made = house.connect(request).await?;
    match made.test.rungs.iter().find_map(|rung| Some((rung.rung, rung.problem.as_ref()?))) {
        Some((rung, problem)) => say(&format!(
            "rung {rung:?} {:?} {:?} {}",
            problem.code,
            problem.side,
            problem.to_string().replace('\n', " ")
        )),
        None => say("connected"),
    }
    Ok(())
}

async fn obey(house: &Rollcall, order: &str) -> Result<(), Problem> {
    let words: Vec<&str> = order.split_whitespace().collect();
    match words.as_slice() {
        ["connect", provider, address, token] => {
            connect(house, provider, (address, token)).await?;
        }
        ["read", name] => {
            let read = house.read(&[(*name).to_owned()]).await?.remove(0);
            say(&format!("read {:?}", read.verdict));
        }
        ["test", name] => {
            let test = house.test(name).await?;
            say(&format!("tested {}", test.passed));
        }
        ["deactivate", name, account] => {
            let (connection, user) = ((*name).to_owned(), (*account).to_owned());
            change(house, Change::Deactivate { connection, user }).await?;
        }
        ["lockdown", name] => lockdown(house, name, false).await?,
        ["lockdown-to-end", name] => lockdown(house, name, true).await?,
        ["disconnect", name] => {
            house.disconnect(name).await?;
            say("disconnected");
        }
        ["review", name] => {
            let mut wanted = rollcall_tests::review::wanted();
            wanted.name = (*name).to_owned();
            let review = house.start_review(wanted).await?;
            say(&format!("review {}", review.brief.id));
        }
        ["pack", review, to] => {
            let pack = house.write_pack(review, Path::new(to), &[]).await?;
            say(&format!("packed {}", pack.head));
        }
        ["export", file] => {
            let entries = house.export_record(Path::new(file)).await?;
            say(&format!("exported {entries}"));
        }
        ["change", json] => change(house, serde_json::from_str(json).expect("a change")).await?,
        ["plan", json] => plan(house, serde_json::from_str(json).expect("a change")).await?,
        ["run"] => run(house).await?,
        ["freeze", looks] => {
            LOOKS.store(looks.parse().expect("a number"), Ordering::SeqCst);
            say("will freeze");
        }
        other => panic!("{other:?} is no order"),
    }
    Ok(())
}

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
async fn main() {
    rollcall_engine::install_crypto();
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("a folder"));
    let house = Arc::new(apart::open(&folder, |options| options.clock = clock()).await);
    let mut progress = house.progress();
    tokio::spawn(async move {
        let mut said = None;
        while progress.changed().await.is_ok() {
            let run = progress.borrow_and_update().run.clone();
            let phase = run.and_then(|run| run.items.first().map(|item| item.phase));
            if phase != said {
                said = phase;
                match phase {
                    Some(Phase::Checking) => say("phase checking"),
                    Some(Phase::Sending) => say("phase sending"),
                    Some(Phase::ReadingBack) => say("phase reading back"),
                    Some(Phase::Waiting | Phase::Done) | None => {}
                }
            }
        }
    });
    say("open");
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(order)) = orders.next_line().await {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            if let Err(problem) = obey(&house, &order).await {
                say(&format!("problem {problem}"));
            }
        });
    }
}
