//! `rollcall demo`: everything in one run on simulated apps. No keychain, a throw-away store,
//! nothing of the admin's own is touched.

use super::plan::shown::show_plan;
use super::{read, record, users};
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::view::{AccountState, UserPage, UserQuery};
use rollcall_engine::{ConnectRequest, Options, Rollcall};
use rollcall_keychain::Keychain;
use rollcall_simulator as simulator;
use secrecy::SecretString;
use serde::Serialize;

/// Rows shown of a search.
const SHOWN: u32 = 20;

/// What the demo came to, for `--json`.
#[derive(Serialize)]
struct Step {
    step: &'static str,
    words: String,
    done: bool,
}

/// Run everything once on simulated apps: connect, read, search, deactivate, verify; needs no
/// keychain
#[derive(Debug, Args)]
#[command(after_help = example("rollcall demo"))]
pub struct Demo {
    /// Person to search for and deactivate
    #[arg(long, default_value = "Oskar Lind", value_name = "NAME")]
    pub person: String,
}

pub async fn run(person: &str, screen: &Screen) -> Result<Ending, Stop> {
    let folder = tempfile::Builder::new()
        .prefix("rollcall-demo-")
        .tempdir()
        .map_err(|error| Stop::failed(format!("Making a folder for the demo failed: {error}.")))?;
    let apps = simulator::start(simulator::Options::default())
        .await
        .map_err(|error| Stop::failed(format!("Starting the simulated apps failed: {error}.")))?;
    let options = Options::new(folder.path().join("data"), Keychain::memory());
    let rollcall = Rollcall::open(options).await?;
    let mut demo = Course { rollcall, screen, steps: Vec::new(), ending: Ending::Done };
    demo.all(person, &apps).await?;
    if screen.json() {
        let complete = demo.ending == Ending::Done;
        screen.value(&Listing::whole(demo.steps, complete))?;
    }
    let ending = demo.ending;
    apps.stop().await;
    Ok(ending)
}

struct Course<'a> {
    rollcall: Rollcall,
    screen: &'a Screen,
    steps: Vec<Step>,
    ending: Ending,
}

impl Course<'_> {
    async fn all(&mut self, person: &str, apps: &simulator::Running) -> Result<(), Stop> {
        self.say("The apps and people below are simulated; nothing real is touched.")?;
        self.connect(apps).await?;
        self.read("Read").await?;
        let found = self.search(person).await?;
        self.deactivate(&found).await?;
        self.read("Read again").await?;
        let left = self.search(person).await?;
        let still = left.rows.iter().filter(|row| row.status == AccountState::Active).count();
        let words = format!(
            "{person} is active in {still} of {}",
            words::counted(left.rows.len(), "account", "accounts")
        );
        self.step("result", words, still == 0 && !found.rows.is_empty())?;
        self.verify().await
    }

    async fn connect(&mut self, apps: &simulator::Running) -> Result<(), Stop> {
        self.say("")?;
        for app in &apps.apps {
            let request = ConnectRequest {
                provider: app.provider_id.clone(),
                name: app.name.clone(),
                address: app.address.clone(),
                token: SecretString::from(app.token.clone()),
                seat_price: String::new(),
            };
            let made = self.rollcall.connect(request).await?;
            if made.connection.is_none() {
                return Err(super::connection::test::first_problem(made.test));
            }
            self.step("connect", format!("Connected {}", app.name), true)?;
        }
        Ok(())
    }

    async fn read(&mut self, what: &'static str) -> Result<(), Stop> {
        self.say("")?;
        let reads = read::watched(&self.rollcall, &[], None, self.screen).await?;
        let users: u32 = reads.iter().map(|read| read.users_received).sum();
        let complete =
            reads.iter().all(|read| read.verdict == rollcall_engine::view::Verdict::Complete);
        let words = format!(
            "{what}: {} in {}, {}",
            words::plural(users, "account", "accounts"),
            words::counted(reads.len(), "app", "apps"),
            if complete { "complete" } else { "not complete" }
        );
        self.step("read", words, complete)?;
        if !self.screen.json() {
            read::show(&self.rollcall, reads, self.screen).await?;
        }
        Ok(())
    }

    async fn search(&mut self, person: &str) -> Result<UserPage, Stop> {
        self.say("")?;
        let query = UserQuery { text: person.to_owned(), limit: SHOWN, ..UserQuery::default() };
        let found = self.rollcall.users(query).await?;
        let words = format!(
            "Search for {person}: {}, {}",
            words::plural(found.total, "account", "accounts"),
            words::freshness(found.as_of, found.complete)
        );
        self.step("search", words, found.total > 0)?;
        if !self.screen.json() {
            self.screen.table(&users::HEAD, found.rows.iter().map(users::row))?;
        }
        Ok(found)
    }

    async fn deactivate(&mut self, found: &UserPage) -> Result<(), Stop> {
        for user in found.rows.iter().filter(|user| user.status == AccountState::Active) {
            self.say("")?;
            let plan = self
                .rollcall
                .plan_deactivate(user.connection_id.as_str(), &user.account_id)
                .await?;
            if !self.screen.json() {
                show_plan(&plan, self.screen)?;
            }
            let typed = plan.confirmation.type_this.as_deref();
            let run = self.rollcall.run_plan_to_end(&plan.id, typed).await?;
            for item in &run.items {
                let outcome = item.outcome.map_or("not finished", words::outcome);
                let words =
                    format!("{} in {}: {outcome}. {}", item.on, item.connection_name, item.words);
                self.ending = self.ending.and(Ending::of_outcome(item.outcome));
                let verified = Ending::of_outcome(item.outcome) == Ending::Done;
                self.step("deactivate", words, verified)?;
                if let Some(problem) = &item.problem {
                    self.screen.problem(problem);
                }
            }
        }
        Ok(())
    }

    async fn verify(&mut self) -> Result<(), Stop> {
        self.say("")?;
        let check = self.rollcall.verify_record().await?;
        if !self.screen.json() {
            self.ending = self.ending.and(record::verify(&self.rollcall, self.screen).await?);
        }
        self.steps.push(Step { step: "verify", words: check.words, done: check.intact });
        if !check.intact {
            self.ending = Ending::Failed;
        }
        Ok(())
    }

    fn say(&self, text: &str) -> Result<(), Stop> {
        if self.screen.json() { Ok(()) } else { self.screen.line(text) }
    }

    fn step(&mut self, step: &'static str, words: String, done: bool) -> Result<(), Stop> {
        self.say(&words)?;
        if !done {
            self.ending = self.ending.and(Ending::Partial);
        }
        self.steps.push(Step { step, words, done });
        Ok(())
    }
}
