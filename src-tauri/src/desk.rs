//! What is open: the admin's own house, or the sample house with simulated apps. Never both mixed:
//! the sample house has its own throw-away store, invented tokens and no keychain.

use rollcall_engine::view::{Progress, ReadProgress, RunView};
use rollcall_engine::{ConnectRequest, Options, Problem, ProblemCode, Rollcall, Side};
use rollcall_keychain::Keychain;
use rollcall_simulator as simulator;
use secrecy::SecretString;
use tokio::sync::{Mutex, watch};

/// Service name of every entry in the keychain.
pub const KEYCHAIN_SERVICE: &str = "Rollcall";

/// What seats of the sample's apps cost a month.
const SEAT_PRICES: [&str; 5] = ["24.00 EUR", "7.50 EUR", "20.00 EUR", "12.00 EUR", "15.00 EUR"];

/// The admin's own house, or why it does not open.
type Own = Result<(Rollcall, Settled), Problem>;

/// What was in flight when Rollcall last stopped.
#[derive(Clone, Default)]
pub struct Settled {
    pub runs: Vec<RunView>,
    pub reads: Vec<String>,
    /// What was swept from the keychain, one sentence each.
    pub swept: Vec<String>,
}

pub struct Desk {
    /// Where the own house is. Asked at each try to open it.
    options: Box<dyn Fn() -> Result<Options, Problem> + Send + Sync>,
    own: Mutex<Option<(Rollcall, Settled)>>,
    sample: Mutex<Option<Sample>>,
    /// The progress stream of the house that is shown.
    shown: watch::Sender<Progress>,
    forwarder: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

struct Sample {
    house: Rollcall,
    _apps: simulator::Running,
    _folder: tempfile::TempDir,
}

impl Default for Desk {
    /// The own house is in the data folder of this computer, its secrets in the keychain.
    fn default() -> Self {
        Self::on(|| {
            let holder = "Rollcall's window".to_owned();
            let keychain = Keychain::real(KEYCHAIN_SERVICE);
            Ok(Options { holder, ..Options::new(rollcall_engine::data_folder()?, keychain) })
        })
    }
}

impl Desk {
    pub fn on(options: impl Fn() -> Result<Options, Problem> + Send + Sync + 'static) -> Self {
        Self {
            options: Box::new(options),
            own: Mutex::new(None),
            sample: Mutex::new(None),
            shown: watch::Sender::new(Progress::default()),
            forwarder: Mutex::new(None),
        }
    }

    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.shown.subscribe()
    }

    /// Reads that are under way in the house that is shown.
    pub fn reads(&self) -> Vec<ReadProgress> {
        self.shown.borrow().reads.clone()
    }

    pub fn revision(&self) -> u32 {
        self.shown.borrow().revision
    }

    /// Opens the own house on first call; later calls get the same one. What kept it shut may have
    /// been mended meanwhile (an unlocked keychain), so a call after an error tries again.
    pub async fn own(&self) -> Own {
        let mut own = self.own.lock().await;
        if let Some(open) = own.as_ref() {
            return Ok(open.clone());
        }
        let house = Rollcall::open((self.options)()?).await?;
        let settled = Settled {
            swept: house.sweep_tokens().await?,
            reads: house.interrupted_reads(),
            runs: house.settle().await?,
        };
        house.resume_cases().await?;
        house.keep_cases().await?;
        house.tidy();
        self.show(&house).await;
        Ok(own.insert((house, settled)).clone())
    }

    /// Lets go of both houses; the next call opens the own one again.
    pub async fn close(&self) {
        let sample = self.sample.lock().await.take();
        let own = self.own.lock().await.take().map(|(house, _)| house);
        for house in sample.map(|sample| sample.house).into_iter().chain(own) {
            house.cancel_reads(&[]);
        }
        self.show_nothing().await;
    }

    /// The house every command works on: the sample one while it is open.
    pub async fn house(&self) -> Result<Rollcall, Problem> {
        if let Some(sample) = self.sample.lock().await.as_ref() {
            return Ok(sample.house.clone());
        }
        self.own().await.map(|(house, _)| house)
    }

    pub async fn sample_is_open(&self) -> bool {
        self.sample.lock().await.is_some()
    }

    /// Starts the sample apps and connects all of them; reading continues in the background.
    pub async fn open_sample(&self) -> Result<(), Problem> {
        let mut sample = self.sample.lock().await;
        if sample.is_some() {
            return Ok(());
        }
        let trouble = |what: &str, error: &dyn std::fmt::Display| Problem {
            code: ProblemCode::Internal,
            what: format!("{what} failed."),
            side: Side::Here,
            side_words: format!("This computer did not allow the sample apps to start ({error})."),
            state: "Your own connections were not touched.".to_owned(),
            next: "Check that there is free disk space and that programs may listen on \
            127.0.0.1."
                .to_owned(),
            exchange: None,
        };
        let folder = tempfile::Builder::new()
            .prefix("rollcall-sample-")
            .tempdir()
            .map_err(|error| trouble("Creating a folder for the sample data", &error))?;
        let apps = simulator::start(simulator::Options::default())
            .await
            .map_err(|error| trouble("Starting the sample apps", &error))?;
        let options = Options::new(folder.path().join("data"), Keychain::memory());
        let house = Rollcall::open(options).await?;
        for (app, price) in apps.apps.iter().zip(SEAT_PRICES.iter().cycle()) {
            let request = ConnectRequest {
                provider: app.provider_id.clone(),
                name: app.name.clone(),
                address: app.address.clone(),
                token: SecretString::from(app.token.clone()),
                seat_price: (*price).to_owned(),
            };
            let made = house.connect(request).await?;
            if let Some(rung) = made.test.rungs.into_iter().find(|rung| rung.problem.is_some())
                && let Some(problem) = rung.problem
            {
                return Err(problem);
            }
        }
        self.show(&house).await;
        let reading = house.clone();
        tokio::spawn(async move {
            if let Err(problem) = reading.read(&[]).await {
                rollcall_log::failed_with(
                    "the first read of the sample data stopped",
                    problem.code.as_str(),
                    &problem,
                );
            }
        });
        *sample = Some(Sample { house, _apps: apps, _folder: folder });
        Ok(())
    }

    /// Closes the sample house and throws its data away.
    pub async fn close_sample(&self) -> Result<(), Problem> {
        let closed = self.sample.lock().await.take();
        if let Some(sample) = closed {
            sample.house.cancel_reads(&[]);
        }
        if let Ok((house, _)) = self.own().await {
            self.show(&house).await;
        } else {
            self.show_nothing().await;
        }
        Ok(())
    }

    async fn show_nothing(&self) {
        if let Some(before) = self.forwarder.lock().await.take() {
            before.abort();
        }
        self.shown.send_modify(|progress| {
            *progress = Progress { revision: progress.revision + 1, ..Progress::default() };
        });
    }

    /// Forwards the progress of this house to the window from now on.
    async fn show(&self, house: &Rollcall) {
        let mut stream = house.progress();
        let shown = self.shown.clone();
        // Revisions of two houses must not be mistaken for one another.
        let base = shown.borrow().revision.wrapping_add(1);
        let forward = move |stream: &mut watch::Receiver<Progress>| {
            let mut progress = stream.borrow_and_update().clone();
            progress.revision = progress.revision.wrapping_add(base);
            shown.send_replace(progress);
        };
        forward(&mut stream);
        let task = tokio::spawn(async move {
            while stream.changed().await.is_ok() {
                forward(&mut stream);
            }
        });
        if let Some(before) = self.forwarder.lock().await.replace(task) {
            before.abort();
        }
    }
}
