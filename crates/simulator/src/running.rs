//! Starting, looking at and stopping a simulation.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Seen, lock};
use crate::base::Base;
use crate::catalogue::{self, Profile};
use crate::company::Company;
use crate::fault::{Armed, Fault};
use crate::limiter::Limiter;
use crate::odd::Oddity;
use crate::oracle::Oracle;
use crate::serve::{World, handle};
use crate::socket::{Door, Line};
use crate::state::{Snapshot, State};

/// What to simulate.
#[derive(Clone, Debug)]
pub struct Options {
    /// The same seed gives the same data.
    pub seed: u64,
    /// So many listed users in each app instead of the sample's; with a group for every hundred.
    pub users: Option<u32>,
    /// Provider ids; empty = the five of the sample.
    pub apps: Vec<String>,
    /// So many users in one app, the others as in the sample.
    pub only_scaled: Option<(String, u32)>,
    pub faults: Vec<Fault>,
    /// 0 = any free one. Always on 127.0.0.1.
    pub port: u16,
    /// Waited before every answer.
    pub latency: Option<Duration>,
    /// Whether the apps' own rate limits hold.
    pub rate_limits: bool,
    /// Switches: (provider id, lines of its `[plays]` table that hold instead of the catalogue's).
    pub plays: Vec<(String, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            users: None,
            apps: Vec::new(),
            only_scaled: None,
            faults: Vec::new(),
            port: 0,
            latency: None,
            rate_limits: true,
            plays: Vec::new(),
        }
    }
}

/// Where a simulated app is, and the invented token that it accepts.
#[derive(Clone)]
pub struct RunningApp {
    pub provider_id: String,
    pub name: String,
    /// The SCIM base address, `http://127.0.0.1:PORT/<id>/…`.
    pub address: String,
    pub token: String,
}

impl fmt::Debug for RunningApp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("RunningApp")
            .field("provider_id", &self.provider_id)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// The state of every app at one moment, to be put back later.
#[derive(Clone, Debug)]
pub struct Kept(Vec<KeptApp>);

#[derive(Clone, Debug)]
struct KeptApp {
    state: Snapshot,
    token: String,
    faults: Vec<Armed>,
}

/// A running simulation; stops when dropped.
#[derive(Debug)]
pub struct Running {
    pub apps: Vec<RunningApp>,
    world: Arc<World>,
    server: Option<JoinHandle<()>>,
}

/// Starts the apps on one port of the loopback interface.
///
/// # Errors
/// `InvalidInput` for an unknown provider or an override that cannot be played; otherwise what
/// binding the port says.
pub async fn start(options: Options) -> io::Result<Running> {
    let profiles = catalogue::profiles(&options.plays).map_err(invalid)?;
    let chosen = choose(profiles, &options.apps)?;
    if let Some((id, _)) = &options.only_scaled
        && !chosen.iter().any(|profile| profile.id == *id)
    {
        return Err(invalid(format!("{id} is not among the apps to simulate")));
    }
    run(chosen, &options, None).await
}

/// Starts one plain server that is odd in one way, with `users` users. Its app id is `scim`.
///
/// # Errors
/// What binding the port says.
pub async fn start_odd(oddity: Oddity, users: u32) -> io::Result<Running> {
    let lines = oddity.plays();
    let plays = format!("inactive = 3\ngroups = 6\n{lines}");
    let options = Options {
        users: Some(users),
        apps: vec!["scim".into()],
        plays: vec![("scim".into(), plays)],
        ..Options::default()
    };
    let profiles = catalogue::profiles(&options.plays).map_err(invalid)?;
    run(choose(profiles, &options.apps)?, &options, Some(oddity)).await
}

fn invalid(error: impl fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error.to_string())
}

fn choose(profiles: Vec<Profile>, apps: &[String]) -> io::Result<Vec<Profile>> {
    if apps.is_empty() {
        return Ok(profiles.into_iter().filter(|profile| profile.plays.sample).collect());
    }
    apps.iter()
        .map(|id| {
            profiles
                .iter()
                .find(|profile| profile.id == *id)
                .cloned()
                .ok_or_else(|| invalid(format!("no provider {id:?} in the catalogue")))
        })
        .collect()
}

async fn run(
    profiles: Vec<Profile>,
    options: &Options,
    odd: Option<Oddity>,
) -> io::Result<Running> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
    let port = listener.local_addr()?.port();
    let company = Arc::new(Company::new(options.seed));
    let apps: Vec<Arc<App>> = profiles
        .iter()
        .map(|profile| {
            let scale = match &options.only_scaled {
                Some((id, users)) if *id == profile.id => Some(*users),
                _ => options.users,
            };
            Arc::new(app(profile, &company, options, scale, port, odd))
        })
        .collect();
    for app in &apps {
        app.set_faults(&options.faults);
    }
    let stop = CancellationToken::new();
    let world = Arc::new(World { apps, latency: options.latency, stop: stop.clone() });
    let router = Router::new()
        .fallback(handle)
        .with_state(Arc::clone(&world))
        .into_make_service_with_connect_info::<Line>();
    let server = tokio::spawn(async move {
        let served = axum::serve(Door(listener), router)
            .with_graceful_shutdown(stop.cancelled_owned())
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "the simulator stopped");
        }
    });
    Ok(Running {
        apps: world
            .apps
            .iter()
            .map(|app| RunningApp {
                provider_id: app.id.clone(),
                name: app.name.clone(),
                address: app.address.clone(),
                token: lock(&app.token).clone(),
            })
            .collect(),
        world,
        server: Some(server),
    })
}

fn app(
    profile: &Profile,
    company: &Arc<Company>,
    options: &Options,
    scale: Option<u32>,
    port: u16,
    odd: Option<Oddity>,
) -> App {
    let base_path = format!("/{}{}", profile.id, profile.plays.path);
    App {
        id: profile.id.clone(),
        name: profile.name.clone(),
        // Not from the seed: a token that another start had opens nothing.
        token: Mutex::new(format!("sample-{:032x}", rand::random::<u128>())),
        address: format!("http://127.0.0.1:{port}{base_path}"),
        base_path,
        odd,
        limited: options.rate_limits,
        packs: profile.plays.gzip,
        state: Mutex::new(State::new(Arc::new(Base::new(profile, company, options.seed, scale)))),
        faults: Mutex::new(Vec::new()),
        limiter: Mutex::new(Limiter::default()),
        log: Mutex::new(VecDeque::new()),
    }
}

impl Running {
    pub fn app(&self, provider: &str) -> Option<&RunningApp> {
        self.apps.iter().find(|app| app.provider_id == provider)
    }

    /// Puts these faults in place of the ones the app had; those scoped to another app are left out.
    pub fn set_faults(&self, provider: &str, faults: Vec<Fault>) {
        if let Some(app) = self.find(provider) {
            app.set_faults(&faults);
        }
    }

    /// The app accepts this token from now on, and no other.
    pub fn set_token(&self, provider: &str, token: &str) {
        if let Some(app) = self.find(provider) {
            token.clone_into(&mut lock(&app.token));
        }
    }

    /// The accounts, groups, tokens and faults of every app as they are now.
    pub fn keep(&self) -> Kept {
        let one = |app: &Arc<App>| KeptApp {
            state: lock(&app.state).snapshot(),
            token: lock(&app.token).clone(),
            faults: lock(&app.faults).clone(),
        };
        Kept(self.world.apps.iter().map(one).collect())
    }

    /// Every app as it was then, without a memory of requests.
    pub fn put_back(&self, kept: &Kept) {
        for (app, kept) in self.world.apps.iter().zip(&kept.0) {
            lock(&app.state).restore(kept.state.clone());
            lock(&app.token).clone_from(&kept.token);
            lock(&app.faults).clone_from(&kept.faults);
            *lock(&app.limiter) = Limiter::default();
            lock(&app.log).clear();
        }
    }

    /// What the app was asked so far, oldest first.
    pub fn requests(&self, provider: &str) -> Vec<Seen> {
        self.find(provider).map(|app| lock(&app.log).iter().cloned().collect()).unwrap_or_default()
    }

    pub fn forget_requests(&self, provider: &str) {
        if let Some(app) = self.find(provider) {
            lock(&app.log).clear();
        }
    }

    pub fn oracle(&self, provider: &str) -> Option<Oracle> {
        self.find(provider).map(|app| Oracle(Arc::clone(app)))
    }

    /// Stops answering, closes every connection and waits for that.
    pub async fn stop(mut self) {
        self.world.stop.cancel();
        if let Some(mut server) = self.server.take() {
            let patience = Duration::from_secs(2);
            if tokio::time::timeout(patience, &mut server).await.is_err() {
                server.abort();
            }
        }
    }

    fn find(&self, provider: &str) -> Option<&Arc<App>> {
        self.world.apps.iter().find(|app| app.id == provider)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.world.stop.cancel();
    }
}
