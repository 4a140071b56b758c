//! A slot: simulated apps, the commands on a store, and the states that can be opened.
//!
//! Scenes that every slot has: `nothing` (no connection yet), `apps` (the apps of the sample,
//! connected and read), `no-keychain`, `wrong-key` (the store and the keychain do not belong
//! together). Tests make the others from these, by commands and faults.

use crate::desk_app::DeskApp;
use crate::kept::{Kept, NoKeychain, Secrets, copy_store};
use rollcall_desktop::Desk;
use rollcall_engine::view::PeopleQuery;
use rollcall_engine::{ConnectRequest, Options, RetryLimits};
use rollcall_keychain::Keychain;
use rollcall_simulator as simulator;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a license of each app costs a month.
const PRICES: [&str; 5] = ["24.00 EUR", "7.50 EUR", "20.00 EUR", "12.00 EUR", ""];
/// No newer event comes in this time: the test asks again.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Where the store of the session is, and its keychain.
struct Place {
    data: PathBuf,
    secrets: Secrets,
    keychain: Keychain,
}

pub struct Slot {
    folder: PathBuf,
    pub apps: simulator::Running,
    pub app: DeskApp,
    place: Arc<Mutex<Place>>,
    kept: Mutex<HashMap<String, Kept>>,
    session: AtomicU64,
}

impl Slot {
    pub async fn start(folder: PathBuf) -> Self {
        let limits = simulator::Options { rate_limits: false, ..simulator::Options::default() };
        let apps = simulator::start(limits).await.expect("the simulator starts");
        let secrets = Secrets::default();
        let nothing =
            Kept { data: folder.join("kept/nothing"), secrets: secrets.clone(), apps: apps.keep() };
        let keychain = secrets.keychain();
        let place = Arc::new(Mutex::new(Place { data: PathBuf::new(), secrets, keychain }));
        let where_now = Arc::clone(&place);
        let desk = Desk::on(move || {
            let place = where_now.lock().unwrap();
            Ok(quick(Options::new(place.data.clone(), place.keychain.clone())))
        });
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let slot = Self {
            app: DeskApp::new(desk, &name),
            folder,
            apps,
            place,
            kept: Mutex::new(HashMap::from([("nothing".to_owned(), nothing)])),
            session: AtomicU64::new(0),
        };
        slot.open("nothing").await.expect("it was kept");
        slot.connect_and_read().await;
        slot.keep("apps");
        slot
    }

    async fn connect_and_read(&self) {
        let house = self.app.desk().house().await.expect("a house");
        for (app, price) in self.apps.apps.iter().zip(PRICES) {
            let request = ConnectRequest {
                provider: app.provider_id.clone(),
                name: app.name.clone(),
                address: app.address.clone(),
                token: SecretString::from(app.token.clone()),
                seat_price: price.to_owned(),
            };
            let made = house.connect(request).await.expect("the form is fine");
            assert!(made.connection.is_some(), "{} does not connect", app.name);
        }
        house.read(&[]).await.expect("the reads end");
        // Who is who is found out when it is first asked for.
        house.people(PeopleQuery::default()).await.expect("people");
    }

    /// Begins a session. `None`: nothing was kept under this name.
    pub async fn open(&self, scene: &str) -> Option<Value> {
        let of = match scene {
            "no-keychain" | "wrong-key" => "apps",
            other => other,
        };
        let kept = self.kept.lock().unwrap().get(of).cloned()?;
        let session = self.session.fetch_add(1, Ordering::SeqCst) + 1;
        let data = self.folder.join(format!("session-{session}"));
        copy_store(&kept.data, &data);
        let secrets = match scene {
            "wrong-key" => kept.secrets.mixed_up(),
            _ => kept.secrets.copied(),
        };
        let keychain = match scene {
            "no-keychain" => Keychain::over(NoKeychain, false),
            _ => secrets.keychain(),
        };
        let place = Place { data, secrets, keychain };
        // First the place, then the close: a late call of the session before would open its store
        // again, and this session would find that one.
        let before = std::mem::replace(&mut *self.place.lock().unwrap(), place);
        self.app.desk().close().await;
        let _ = std::fs::remove_dir_all(before.data);
        self.apps.put_back(&kept.apps);
        self.app.invoke("set_preferences".to_owned(), json!({ "json": "{}" })).await;
        // As the window does; a house that does not open says why to the first command.
        let _ = self.app.desk().own().await;
        let apps: Vec<Value> = self.apps.apps.iter().map(shown).collect();
        let event = self.app.events.borrow().0;
        Some(json!({ "session": session, "event": event, "apps": apps }))
    }

    /// This slot, if the session is the one that is open.
    pub fn is_current(&self, session: u64) -> Option<&Self> {
        (self.session.load(Ordering::SeqCst) == session).then_some(self)
    }

    pub fn keep(&self, scene: &str) {
        let data = self.folder.join("kept").join(scene);
        let place = self.place.lock().unwrap();
        copy_store(&place.data, &data);
        let kept = Kept { data, secrets: place.secrets.copied(), apps: self.apps.keep() };
        self.kept.lock().unwrap().insert(scene.to_owned(), kept);
    }

    /// The file is read at the next start.
    pub async fn add_profile(&self, id: &str, toml: &str) {
        self.app.desk().close().await;
        let data = self.place.lock().unwrap().data.clone();
        // The store lets go of its file a moment after its last handle.
        let next = data.with_extension("next");
        copy_store(&data, &next);
        std::fs::create_dir_all(next.join("providers")).expect("a folder");
        std::fs::write(next.join("providers").join(format!("{id}.toml")), toml).expect("a file");
        self.place.lock().unwrap().data = next;
        let _ = self.app.desk().own().await;
    }

    pub async fn event(&self, session: u64, after: u64) -> Option<Value> {
        let mut events = self.app.events.clone();
        let newer = events.wait_for(|(number, _)| *number > after);
        let last = match tokio::time::timeout(LONGEST_WAIT, newer).await {
            Ok(Ok(last)) => Some(last.clone()),
            _ => None,
        };
        self.is_current(session)?;
        let Some((number, text)) = last else {
            return Some(json!({ "number": after, "payload": null }));
        };
        let payload: Value = serde_json::from_str(&text).expect("an event in JSON");
        Some(json!({ "number": number, "payload": payload }))
    }
}

fn shown(app: &simulator::RunningApp) -> Value {
    json!({ "id": app.provider_id, "name": app.name, "address": app.address, "token": app.token })
}

/// Tests do not wait for servers that never come round.
fn quick(mut options: Options) -> Options {
    let millis = Duration::from_millis;
    options.read_back_waits_ms = vec![0, 20];
    options.case_waits = vec![millis(100), Duration::from_secs(240)];
    options.speed_up = 100;
    options.retry = RetryLimits { first: millis(4), cap: millis(20), ..RetryLimits::default() };
    options
}
