//! The real window, driven through WebKitWebDriver. One [`Window`] is one start of the program;
//! two starts may share a [`Home`], which is how restarts are tested.

use serde_json::{Value, json};
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;

/// How long anything may take before the test gives up.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Folders of one user: data, settings, cache. Outlives the windows opened in it.
pub struct Home(tempfile::TempDir);

impl Default for Home {
    fn default() -> Self {
        let folder = tempfile::Builder::new().prefix("rollcall-home-").tempdir().unwrap();
        for name in ["data", "config", "cache"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        // What the window writes for the user to take along, it writes here and not into a real home.
        let downloads = folder.path().join("downloads");
        std::fs::create_dir(&downloads).unwrap();
        std::fs::write(
            folder.path().join("config/user-dirs.dirs"),
            format!("XDG_DOWNLOAD_DIR=\"{}\"\n", downloads.display()),
        )
        .unwrap();
        Self(folder)
    }
}

impl Home {
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Where the windows opened in it write what they print.
    fn log(&self) -> File {
        let file = self.path().join("printed.log");
        File::options().create(true).append(true).open(file).expect("a log of the home")
    }

    /// The four folders, as environment for a program.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
        ]
        .map(|(variable, folder)| (variable, self.path().join(folder)))
        .to_vec()
    }
}

pub struct Window {
    driver: Child,
    pub page: WebDriver,
}

impl Window {
    /// Starts the program named in `ROLLCALL_DESKTOP`.
    pub async fn open(home: &Home) -> Self {
        Self::open_with(home, &[]).await
    }

    pub async fn open_with(home: &Home, environment: &[(&str, &str)]) -> Self {
        rollcall_engine::install_crypto();
        let program =
            std::env::var("ROLLCALL_DESKTOP").expect("ROLLCALL_DESKTOP names the program");
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(home.environment())
            // All it says goes into the home, where the tests look for what must not be there.
            .env("RUST_LOG", "debug")
            .envs(environment.iter().copied())
            .stdout(home.log())
            .stderr(home.log())
            // The program it starts is in its group, and ends with it.
            .process_group(0)
            .spawn()
            .expect("WebKitWebDriver starts (package webkit2gtk-driver)");
        let address = format!("http://127.0.0.1:{port}");
        let mut capabilities = thirtyfour::Capabilities::new();
        let options = json!({"binary": program, "args": []});
        capabilities.set("webkitgtk:browserOptions", options).unwrap();
        let started = Instant::now();
        let page = loop {
            match WebDriver::new(&address, capabilities.clone()).await {
                Ok(page) => break page,
                Err(error) if started.elapsed() > PATIENCE => panic!("no session: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        };
        Self { driver, page }
    }

    /// As large as a small laptop's screen.
    pub async fn sized(home: &Home) -> Self {
        let window = Self::open(home).await;
        window.page.set_window_rect(0, 0, 1280, 800).await.unwrap();
        window
    }

    /// The same with one app connected and read.
    pub async fn connected(home: &Home, provider: &str, name: &str, app: (&str, &str)) -> Self {
        let window = Self::sized(home).await;
        window.click("connect-app").await;
        window.connect(provider, name, app.0, app.1).await;
        window.at("connect-made").await;
        window.all_complete().await;
        window
    }

    /// Ends sample mode, which takes its folder with it: the driver ends the program without asking.
    pub async fn leave_sample(&self) {
        self.click("leave-sample").await;
        self.gone("[data-testid=\"main\"][data-mode=\"sample\"]").await;
    }

    /// Closes the window as a person would.
    pub async fn close(self) {
        let _ = self.page.clone().quit().await;
    }

    /// Ends it as a crash or a power cut does.
    pub fn kill(self) {
        drop(self);
    }

    /// The element with this test id, waited for.
    pub async fn at(&self, test_id: &str) -> WebElement {
        self.find(&format!("[data-testid=\"{test_id}\"]")).await
    }

    pub async fn find(&self, selector: &str) -> WebElement {
        let started = Instant::now();
        loop {
            if let Ok(element) = self.page.find(By::Css(selector)).await {
                return element;
            }
            if started.elapsed() > PATIENCE {
                panic!("no {selector} on the screen:\n{}", self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    pub async fn has(&self, selector: &str) -> bool {
        self.page.find(By::Css(selector)).await.is_ok()
    }

    /// Waits until no element matches.
    pub async fn gone(&self, selector: &str) {
        let started = Instant::now();
        while self.has(selector).await {
            assert!(started.elapsed() < PATIENCE, "{selector} stays on the screen");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Waits until a script says true.
    pub async fn holds(&self, script: &str) {
        let started = Instant::now();
        while self.script(script).await != true {
            assert!(started.elapsed() < PATIENCE, "{script} does not hold");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    pub async fn click(&self, test_id: &str) {
        let started = Instant::now();
        loop {
            match self.at(test_id).await.click().await {
                Ok(()) => return,
                Err(error) if started.elapsed() > PATIENCE => panic!("{test_id}: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Types into a field, replacing what stands there.
    pub async fn fill(&self, test_id: &str, text: &str) {
        let field = self.at(test_id).await;
        // Selected as a person does: what the driver calls clearing leaves parts of some values.
        field.send_keys(Key::Control + "a").await.unwrap();
        field.send_keys(TypingData::from(Key::Backspace) + text).await.unwrap();
    }

    /// Keys to the element that has the focus.
    pub async fn keys(&self, keys: TypingData) {
        self.page.action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// All the words on the screen, with plain spaces. Asked of the page: what the driver calls the
    /// text of an element leaves out what a narrow cell clips.
    pub async fn text(&self) -> String {
        match self.page.execute("return document.body.innerText", Vec::new()).await {
            Ok(said) => said
                .json()
                .as_str()
                .unwrap_or_default()
                .replace(['\u{a0}', '\u{2009}', '\u{202f}'], " "),
            Err(error) => format!("(no page: {error})"),
        }
    }

    /// Waits until these words are on the screen.
    pub async fn says(&self, words: &str) {
        let started = Instant::now();
        loop {
            let text = self.text().await;
            if text.contains(words) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "“{words}” is not on the screen:\n{text}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until an attribute of the element has this value.
    pub async fn becomes(&self, selector: &str, attribute: &str, value: &str) {
        let started = Instant::now();
        loop {
            let now = match self.page.find(By::Css(selector)).await {
                Ok(element) => {
                    element.attr(attribute).await.unwrap_or_default().unwrap_or_default()
                }
                Err(_) => String::new(),
            };
            if now == value {
                return;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "{selector} has {attribute}=“{now}”, not “{value}”:\n{}",
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until every connection is read complete.
    pub async fn all_complete(&self) {
        self.find("[data-testid=\"sync-line\"][data-health=\"healthy\"]").await;
    }

    /// Fills the Connect form; the caller waits for what comes.
    pub async fn connect(&self, provider: &str, name: &str, address: &str, token: &str) {
        self.click(&format!("connect-provider-{provider}")).await;
        self.fill("connect-name", name).await;
        self.fill("connect-address", address).await;
        self.fill("connect-token", token).await;
        self.click("connect-submit").await;
    }

    /// Tab until the element has the focus.
    pub async fn tab_to(&self, test_id: &str) {
        self.tab_until(&format!("[data-testid=\"{test_id}\"]")).await;
    }

    /// Tab until one of the elements has the focus.
    pub async fn tab_until(&self, selector: &str) {
        self.find(selector).await;
        let quoted = Value::from(selector).to_string();
        for _ in 0..80 {
            let code = format!("return document.activeElement?.matches({quoted}) ?? false");
            if self.script(&code).await == Value::Bool(true) {
                return;
            }
            self.keys(TypingData::from(Key::Tab)).await;
        }
        panic!("Tab does not reach {selector}");
    }

    /// Tab to the element, then Enter.
    pub async fn enter(&self, test_id: &str) {
        self.tab_to(test_id).await;
        self.keys(TypingData::from(Key::Enter)).await;
    }

    /// One key while others are held down.
    pub async fn chord(&self, held: Key, key: impl Into<char>) {
        let chain = self.page.action_chain();
        chain.key_down(held.clone()).send_keys(key.into()).key_up(held).perform().await.unwrap();
    }

    pub async fn script(&self, code: &str) -> Value {
        self.page.execute(code, Vec::new()).await.unwrap().json().clone()
    }

    /// Light or dark, at once and only for this page. Waits until all have their new color; not for
    /// what never stands still, nor longer than the slowest of our transitions takes.
    pub async fn theme(&self, theme: &str) {
        let turn = format!(
            "document.documentElement.dataset.theme = '{theme}'; \
             const done = arguments[arguments.length - 1]; \
             const start = performance.now(); \
             const moves = (one) => one.playState === 'running' \
                 && one.effect.getComputedTiming().iterations !== Infinity; \
             const look = () => {{ \
                 const late = performance.now() - start > 200; \
                 if (late || !document.getAnimations().some(moves)) done(true); \
                 else setTimeout(look, 10); \
             }}; \
             setTimeout(look, 20)"
        );
        self.page.execute_async(turn, Vec::new()).await.unwrap();
    }

    /// Saves the screen. The driver waits for the next frame before it takes the picture, and a
    /// screen on which nothing moves never paints one: a speck that changes makes it.
    pub async fn screenshot(&self, file: &Path) {
        self.script(
            "const speck = document.createElement('i'); \
             speck.style.cssText = 'position:fixed;right:0;bottom:0;width:1px;height:1px'; \
             document.body.append(speck); \
             let odd = false; \
             window.stopSpeck = setInterval(() => { \
                 odd = !odd; speck.style.background = odd ? 'rgb(128 128 128 / 1%)' : 'none'; \
             }, 40); \
             window.speck = speck",
        )
        .await;
        self.page.screenshot(file).await.expect("the picture is saved");
        self.script("clearInterval(window.stopSpeck); window.speck.remove()").await;
    }

    /// Saves the screen in both themes below `ROLLCALL_SCREENS` and runs axe-core on each.
    pub async fn picture(&self, name: &str) {
        let folder = screens();
        for theme in ["light", "dark"] {
            self.theme(theme).await;
            self.screenshot(&folder.join(format!("{name}-{theme}.png"))).await;
            let found = self.violations().await;
            assert!(found.is_empty(), "axe on {name} in {theme}:\n{}", found.join("\n"));
        }
        self.theme("light").await;
    }

    /// What axe-core finds on the screen, one line each.
    pub async fn violations(&self) -> Vec<String> {
        if self.script("return window.axe === undefined").await == true {
            let axe = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../ui/node_modules/axe-core/axe.min.js");
            let axe = std::fs::read_to_string(axe).expect("npm installed axe-core");
            self.page.execute(format!("{axe}; return true"), Vec::new()).await.unwrap();
        }
        let run = "const done = arguments[arguments.length - 1]; \
                   axe.run(document, {resultTypes: ['violations']}) \
                     .then(r => done(r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ' – ' + n.failureSummary)))) \
                     .catch(e => done(['axe itself failed: ' + e]))";
        let found = self.page.execute_async(run, Vec::new()).await.unwrap();
        found
            .json()
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap_or("?").to_owned())
            .collect()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // Ends the program as well when a test fails in the middle: by the single-instance rule the
        // next window would only find this one.
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.driver.wait();
    }
}

/// Where pictures go: `target/screens` unless said otherwise.
pub fn screens() -> PathBuf {
    let folder = std::env::var_os("ROLLCALL_SCREENS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screens"),
        PathBuf::from,
    );
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
