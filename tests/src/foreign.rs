//! The foreign SCIM server of `tests/foreign`, as a child process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

pub struct Foreign {
    server: Child,
    pub address: String,
    pub token: String,
    pub users: usize,
    pub inactive: usize,
    /// Names with their number of members.
    pub groups: Vec<(String, usize)>,
    /// User name of an active person in two groups: the one to deactivate.
    pub person: String,
}

impl Foreign {
    /// With `ROLLCALL_FOREIGN`, the Python that has the server installed.
    pub fn start(arguments: &[&str]) -> Self {
        let python = std::env::var_os("ROLLCALL_FOREIGN")
            .expect("ROLLCALL_FOREIGN is not set: cargo xtask test --only foreign sets it");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/seed.py");
        let mut server = Command::new(python)
            .arg(script)
            .arg("--until-stdin-closes")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the foreign server starts");
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).expect("one line of JSON");
        let text = |key: &str| said[key].as_str().unwrap().to_owned();
        let number = |value: &serde_json::Value| value.as_u64().unwrap() as usize;
        let groups = said["groups"].as_array().unwrap().iter();
        Self {
            address: text("address"),
            token: text("token"),
            users: number(&said["users"]),
            inactive: number(&said["inactive"]),
            groups: groups
                .map(|group| {
                    (group["name"].as_str().unwrap().to_owned(), number(&group["members"]))
                })
                .collect(),
            person: said["person"]["user_name"].as_str().unwrap().to_owned(),
            server,
        }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
