//! Browsers of other people, as a reviewer has them: Chromium and WebKit through their drivers, and
//! Firefox through Marionette, which it speaks itself (Debian 12 has no driver of it).

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use thirtyfour::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;

const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Chromium,
    Firefox,
    WebKit,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// What has to be installed; `None` when it is.
    pub fn missing(self) -> Option<&'static str> {
        let there = |program: &str| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&path).any(|folder| folder.join(program).exists())
        };
        match self {
            Self::Chromium => (!there("chromedriver")).then_some("chromium-driver"),
            Self::Firefox => (!there("firefox-esr")).then_some("firefox-esr"),
            Self::WebKit => (!there("WebKitWebDriver") || mini_browser().is_none())
                .then_some("webkit2gtk-driver"),
        }
    }
}

/// WebKit's own small browser, which is in the package of its library.
fn mini_browser() -> Option<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib").ok()?;
    libraries
        .flatten()
        .map(|one| one.path().join("webkit2gtk-4.1/MiniBrowser"))
        .find(|at| at.exists())
}

enum Driven {
    Driver(Box<WebDriver>),
    Marionette(Marionette),
}

/// One browser with one page. Ends with the program behind it.
pub struct Browser {
    driven: Driven,
    program: Child,
    /// Of its driver.
    address: String,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The group: a driver and the browser that it started.
        let group = format!("-{}", self.program.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.program.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

impl Browser {
    /// `downloads`: where it saves files, without asking.
    pub async fn open(kind: Kind, downloads: &Path) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let port = free_port();
        let quiet = |command: &mut Command| {
            command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap()
        };
        let (program, driven) = match kind {
            Kind::Chromium => {
                let program = quiet(Command::new("chromedriver").arg(format!("--port={port}")));
                let mut wanted = DesiredCapabilities::chrome();
                for argument in ["--headless=new", "--no-sandbox", "--disable-gpu"] {
                    wanted.add_arg(argument).unwrap();
                }
                let prefs = json!({
                    "download.default_directory": downloads,
                    "download.prompt_for_download": false,
                });
                wanted.add_experimental_option("prefs", prefs).unwrap();
                (program, session(port, wanted.into()).await)
            }
            Kind::WebKit => {
                let program = quiet(
                    Command::new("WebKitWebDriver")
                        .arg(format!("--port={port}"))
                        .env("HOME", profile.path())
                        .env("XDG_DATA_HOME", profile.path()),
                );
                let mut wanted = thirtyfour::Capabilities::new();
                let options = json!({"binary": mini_browser(), "args": ["--automation"]});
                wanted.set("webkitgtk:browserOptions", options).unwrap();
                (program, session(port, wanted).await)
            }
            Kind::Firefox => {
                let prefs = [
                    ("marionette.port", json!(port)),
                    ("browser.download.folderList", json!(2)),
                    ("browser.download.dir", json!(downloads)),
                    ("browser.download.useDownloadDir", json!(true)),
                    ("browser.download.always_ask_before_handling_new_types", json!(false)),
                    ("browser.shell.checkDefaultBrowser", json!(false)),
                    ("datareporting.policy.dataSubmissionEnabled", json!(false)),
                ];
                let prefs: String = prefs
                    .iter()
                    .map(|(name, value)| format!("user_pref(\"{name}\", {value});\n"))
                    .collect();
                std::fs::write(profile.path().join("user.js"), prefs).unwrap();
                let program = quiet(
                    Command::new("firefox-esr")
                        .args(["--headless", "--marionette", "--no-remote", "--profile"])
                        .arg(profile.path())
                        .env("HOME", profile.path()),
                );
                (program, Driven::Marionette(Marionette::connect(port)))
            }
        };
        Self { driven, program, address: format!("http://127.0.0.1:{port}"), _profile: profile }
    }

    pub async fn goto(&mut self, address: &str) {
        match &mut self.driven {
            Driven::Driver(page) => page.goto(address).await.unwrap(),
            Driven::Marionette(fox) => {
                drop(fox.ask("WebDriver:Navigate", &json!({"url": address})))
            }
        }
    }

    pub async fn back(&mut self) {
        match &mut self.driven {
            Driven::Driver(page) => page.back().await.unwrap(),
            Driven::Marionette(fox) => drop(fox.ask("WebDriver:Back", &json!({}))),
        }
    }

    pub async fn reload(&mut self) {
        match &mut self.driven {
            Driven::Driver(page) => page.refresh().await.unwrap(),
            Driven::Marionette(fox) => drop(fox.ask("WebDriver:Refresh", &json!({}))),
        }
    }

    /// The page as a PDF on paper of that size, in centimetres. WebKit's driver cannot; `webkit` does.
    pub async fn print(&mut self, (width, height): (f64, f64)) -> Vec<u8> {
        let paper = json!({
            "page": {"width": width, "height": height}, "background": true, "shrinkToFit": false,
        });
        let text = match &mut self.driven {
            Driven::Marionette(fox) => fox.ask("WebDriver:Print", &paper)["value"].clone(),
            Driven::Driver(page) => {
                let address = format!("{}/session/{}/print", self.address, page.session_id());
                let client = reqwest::Client::new().post(address);
                let client = client.header("content-type", "application/json");
                let answer = client.body(paper.to_string()).send().await.unwrap();
                let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
                answer["value"].clone()
            }
        };
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.decode(text.as_str().unwrap()).unwrap()
    }

    /// What a script of the page returns.
    pub async fn run(&mut self, script: &str) -> Value {
        match &mut self.driven {
            Driven::Driver(page) => page.execute(script, Vec::new()).await.unwrap().json().clone(),
            Driven::Marionette(fox) => fox
                .ask("WebDriver:ExecuteScript", &json!({"script": script, "args": []}))["value"]
                .clone(),
        }
    }
}

async fn session(port: u16, wanted: thirtyfour::Capabilities) -> Driven {
    let address = format!("http://127.0.0.1:{port}");
    let started = Instant::now();
    loop {
        match WebDriver::new(&address, wanted.clone()).await {
            Ok(page) => return Driven::Driver(Box::new(page)),
            Err(error) if started.elapsed() > PATIENCE => panic!("no session: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Messages are JSON with their length before them: `[0, id, name, parameters]`, and back
/// `[1, id, error, result]`.
struct Marionette {
    stream: TcpStream,
    id: u32,
}

impl Marionette {
    fn connect(port: u16) -> Self {
        let started = Instant::now();
        let stream = loop {
            match TcpStream::connect(("127.0.0.1", port)) {
                Ok(stream) => break stream,
                Err(error) if started.elapsed() > PATIENCE => panic!("no Marionette: {error}"),
                Err(_) => std::thread::sleep(Duration::from_millis(100)),
            }
        };
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut fox = Self { stream, id: 0 };
        let hello = fox.message();
        assert_eq!(hello["marionetteProtocol"], 3, "{hello}");
        fox.ask("WebDriver:NewSession", &json!({"capabilities": {"alwaysMatch": {}}}));
        fox
    }

    fn message(&mut self) -> Value {
        let mut length = Vec::new();
        let mut byte = [0];
        loop {
            self.stream.read_exact(&mut byte).unwrap();
            match byte[0] {
                b':' => break,
                digit => length.push(digit),
            }
        }
        let mut bytes = vec![0; String::from_utf8(length).unwrap().parse().unwrap()];
        self.stream.read_exact(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn ask(&mut self, name: &str, parameters: &Value) -> Value {
        self.id += 1;
        let text = json!([0, self.id, name, parameters]).to_string();
        self.stream.write_all(format!("{}:{text}", text.len()).as_bytes()).unwrap();
        let answer = self.message();
        assert_eq!(answer[1], self.id, "{answer}");
        assert!(answer[2].is_null(), "{name}: {}", answer[2]);
        answer[3].clone()
    }
}
