//! A small Secret Service on the session's bus, as other keychains than gnome-keyring answer. It
//! keeps its entries where a second one, started after it, finds them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use zbus::blocking::{Connection, connection::Builder};
use zbus::fdo;
use zbus::interface;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

const ROOT: &str = "/org/freedesktop/secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/main";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/1";
/// Entries that it has room for.
const ROOM: usize = 8;

type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);
type Entry = (HashMap<String, String>, Vec<u8>);

/// What is behind the bus: entries, and how the service behaves.
#[derive(Default)]
pub struct Inside {
    pub locked: bool,
    /// A search answers nothing while it is locked, as KeePassXC does; otherwise the entries are
    /// named as locked, as gnome-keyring does.
    pub hides: bool,
    /// The admin answers the prompt.
    pub accepts: bool,
    /// There is no default collection.
    pub bare: bool,
    pub prompts: u32,
    pub entries: Vec<Option<Entry>>,
    session: u32,
}

#[derive(Clone, Default)]
pub struct Fake(pub Arc<Mutex<Inside>>);

impl Fake {
    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }

    pub fn kept(&self) -> usize {
        self.inside().entries.iter().flatten().count()
    }

    /// Answers on the bus until the connection is dropped.
    pub fn start(&self) -> Connection {
        self.inside().entries.resize(ROOM, None);
        let mut builder = Builder::session().unwrap();
        for number in 0..ROOM {
            let item = Item { of: self.clone(), number };
            builder = builder.serve_at(format!("{COLLECTION}/{number}"), item).unwrap();
        }
        builder
            .serve_at(ROOT, Service(self.clone()))
            .unwrap()
            .serve_at(COLLECTION, Collection(self.clone()))
            .unwrap()
            .serve_at(PROMPT, Prompt(self.clone()))
            .unwrap()
            .name("org.freedesktop.secrets")
            .unwrap()
            .build()
            .unwrap()
    }
}

fn path(text: impl AsRef<str>) -> OwnedObjectPath {
    OwnedObjectPath::try_from(text.as_ref()).unwrap()
}

fn no_session(session: &OwnedObjectPath, inside: &Inside) -> fdo::Result<()> {
    if *session == path(format!("{ROOT}/session/{}", inside.session)) {
        return Ok(());
    }
    Err(fdo::Error::Failed("The session does not exist".to_owned()))
}

struct Service(Fake);

#[interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn open_session(
        &self,
        algorithm: &str,
        _input: Value<'_>,
    ) -> fdo::Result<(OwnedValue, OwnedObjectPath)> {
        if algorithm != "plain" {
            return Err(fdo::Error::NotSupported("only plain".to_owned()));
        }
        let mut inside = self.0.inside();
        inside.session = rand::random();
        let output = OwnedValue::try_from(Value::from("")).unwrap();
        Ok((output, path(format!("{ROOT}/session/{}", inside.session))))
    }

    fn search_items(
        &self,
        attributes: HashMap<String, String>,
    ) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        let inside = self.0.inside();
        let found = inside.entries.iter().enumerate().filter_map(|(number, entry)| {
            let fits = entry.as_ref().is_some_and(|(has, _)| {
                attributes.iter().all(|(key, value)| has.get(key) == Some(value))
            });
            fits.then(|| path(format!("{COLLECTION}/{number}")))
        });
        match (inside.locked, inside.hides) {
            (false, _) => (found.collect(), Vec::new()),
            (true, false) => (Vec::new(), found.collect()),
            (true, true) => (Vec::new(), Vec::new()),
        }
    }

    fn unlock(&self, objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        if self.0.inside().locked { (Vec::new(), path(PROMPT)) } else { (objects, path("/")) }
    }

    fn read_alias(&self, _name: &str) -> OwnedObjectPath {
        path(if self.0.inside().bare { "/" } else { COLLECTION })
    }
}

struct Collection(Fake);

#[interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    fn create_item(
        &self,
        mut properties: HashMap<String, OwnedValue>,
        secret: Secret,
        _replace: bool,
    ) -> fdo::Result<(OwnedObjectPath, OwnedObjectPath)> {
        let mut inside = self.0.inside();
        no_session(&secret.0, &inside)?;
        let attributes = properties.remove("org.freedesktop.Secret.Item.Attributes").unwrap();
        let attributes = HashMap::<String, String>::try_from(attributes).unwrap();
        let number = inside.entries.iter().position(Option::is_none).unwrap();
        inside.entries[number] = Some((attributes, secret.2));
        Ok((path(format!("{COLLECTION}/{number}")), path("/")))
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        self.0.inside().locked
    }
}

struct Item {
    of: Fake,
    number: usize,
}

#[interface(name = "org.freedesktop.Secret.Item")]
impl Item {
    fn get_secret(&self, session: OwnedObjectPath) -> fdo::Result<(Secret,)> {
        let inside = self.of.inside();
        no_session(&session, &inside)?;
        match &inside.entries[self.number] {
            Some((_, value)) => {
                Ok(((session, Vec::new(), value.clone(), "text/plain".to_owned()),))
            }
            None => Err(fdo::Error::UnknownObject("it is gone".to_owned())),
        }
    }

    fn set_secret(&self, secret: Secret) -> fdo::Result<()> {
        let mut inside = self.of.inside();
        no_session(&secret.0, &inside)?;
        if let Some((_, value)) = &mut inside.entries[self.number] {
            *value = secret.2;
        }
        Ok(())
    }

    fn delete(&self) -> OwnedObjectPath {
        self.of.inside().entries[self.number] = None;
        path("/")
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        self.of.inside().locked
    }
}

struct Prompt(Fake);

#[interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(
        &self,
        _window_id: &str,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        let dismissed = {
            let mut inside = self.0.inside();
            inside.prompts += 1;
            inside.locked &= !inside.accepts;
            !inside.accepts
        };
        Self::completed(&emitter, dismissed, Value::from("")).await?;
        Ok(())
    }

    #[zbus(signal)]
    async fn completed(
        emitter: &SignalEmitter<'_>,
        dismissed: bool,
        result: Value<'_>,
    ) -> zbus::Result<()>;
}
