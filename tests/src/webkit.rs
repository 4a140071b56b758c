//! A page in WebKit's library, in this process. WebKit's driver has no command to print; the library
//! prints into a file without a dialog.

use gtk::prelude::*;
use gtk::{PageSetup, PaperSize, PrintSettings, Unit, gio, glib};
use serde_json::Value;
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};
use webkit2gtk::{LoadEvent, PrintOperation, PrintOperationExt, WebView, WebViewExt};

const PATIENCE: Duration = Duration::from_secs(60);

pub struct View {
    page: WebView,
    window: gtk::OffscreenWindow,
    folder: tempfile::TempDir,
}

impl Drop for View {
    fn drop(&mut self) {
        // GTK holds it otherwise, and with it the processes of the page.
        self.window.close();
    }
}

impl View {
    /// On one thread of a process only.
    pub fn open() -> Self {
        gtk::init().unwrap();
        let page = WebView::new();
        // A page with unsaved answers asks before it is left.
        page.connect_script_dialog(|_, dialog| {
            dialog.confirm_set_confirmed(true);
            true
        });
        let window = gtk::OffscreenWindow::new();
        window.set_default_size(1200, 900);
        window.add(&page);
        window.show_all();
        Self { page, window, folder: tempfile::tempdir().unwrap() }
    }

    pub fn goto(&self, address: &str) {
        let loaded = Told::default();
        let tell = loaded.clone();
        let handler = self.page.connect_load_changed(move |_, event| {
            if event == LoadEvent::Finished {
                tell.say(());
            }
        });
        self.page.load_uri(address);
        loaded.heard();
        self.page.disconnect(handler);
    }

    /// What a script of the page returns.
    pub fn run(&self, script: &str) -> Value {
        let answer = Told::default();
        let tell = answer.clone();
        let script = format!("JSON.stringify((() => {{ {script} }})() ?? null)");
        let never = gio::Cancellable::NONE;
        self.page.evaluate_javascript(&script, None, None, never, move |value| tell.say(value));
        serde_json::from_str(&answer.heard().unwrap().to_string()).unwrap()
    }

    /// The page as a PDF on paper of that size, in centimetres, with the margins that GTK gives it.
    pub fn print(&self, (width, height): (f64, f64)) -> Vec<u8> {
        let file: PathBuf = self.folder.path().join("printed.pdf");
        let paper = PaperSize::new_custom("paper", "paper", width * 10.0, height * 10.0, Unit::Mm);
        let setup = PageSetup::new();
        setup.set_paper_size_and_default_margins(&paper);
        let settings = PrintSettings::new();
        settings.set_printer("Print to File");
        settings.set("output-file-format", Some("pdf"));
        settings.set("output-uri", Some(&glib::filename_to_uri(&file, None).unwrap()));
        let operation = PrintOperation::new(&self.page);
        operation.set_page_setup(&setup);
        operation.set_print_settings(&settings);
        // One that failed is said to be finished as well, after that.
        let printed = Told::default();
        let (failed, finished) = (printed.clone(), printed.clone());
        operation.connect_failed(move |_, error| failed.say(Err(error.to_string())));
        operation.connect_finished(move |_| finished.say(Ok(())));
        operation.print();
        printed.heard().unwrap();
        std::fs::read(file).unwrap()
    }
}

/// What a callback says, the first time.
struct Told<T>(Rc<RefCell<Option<T>>>);

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<T> Clone for Told<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> Told<T> {
    fn say(&self, what: T) {
        self.0.borrow_mut().get_or_insert(what);
    }

    /// GTK's own work is done meanwhile.
    fn heard(&self) -> T {
        let started = Instant::now();
        loop {
            if let Some(what) = self.0.borrow_mut().take() {
                return what;
            }
            assert!(started.elapsed() < PATIENCE, "WebKit does not answer");
            if !glib::MainContext::default().iteration(false) {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
    }
}
