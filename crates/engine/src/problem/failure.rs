//! Turns what the protocol, the store and the keychain report into the four-part [`Problem`].

use crate::problem::{Problem, ProblemCode, Side};
use crate::text::in_shell;
use jiff::Timestamp;
use rollcall_keychain::KeychainError;
use rollcall_providers::Profile;
use rollcall_scim::{Failure, FailureKind, ScimError, clock_time};
use rollcall_store::{CannotWrite, Holder, StoreError};

/// What was being done, to whom, so that the words fit.
pub struct Doing<'a> {
    /// "Reading users of" and the connection's name, without a full stop.
    pub what: &'a str,
    /// The connection's name: the admin's own word for the app.
    pub name: &'a str,
    pub profile: &'a Profile,
    pub host: &'a str,
    /// What is true now if this failed: "Nothing was changed."
    pub state: &'a str,
}

impl Doing<'_> {
    /// The problem behind a failed exchange.
    pub fn problem(&self, failure: &Failure) -> Problem {
        let (code, side, side_words, next) = self.parts(failure);
        let state = match self.state {
            "" => "Nothing was changed.",
            state => state,
        };
        Problem {
            code,
            what: format!("{} failed.", self.what),
            side,
            side_words,
            state: state.to_owned(),
            next,
            exchange: Some(failure.exchange.as_text()),
        }
    }

    /// Code, side, the words on what happened there, and what to do next.
    fn parts(&self, failure: &Failure) -> (ProblemCode, Side, String, String) {
        let (name, host) = (self.name, self.host);
        match &failure.kind {
            FailureKind::NameNotResolved => (
                ProblemCode::CannotReach,
                Side::Between,
                format!("The name {host} could not be resolved from this computer."),
                "Check the address for a typing error, then this computer's network and name server."
                    .to_owned(),
            ),
            FailureKind::CannotConnect(detail) => (
                ProblemCode::CannotReach,
                Side::Between,
                format!("No connection to {host} could be opened ({detail})."),
                "Check the network, VPN and proxy, then try again.".to_owned(),
            ),
            FailureKind::TlsNotTrusted(detail) => (
                ProblemCode::NotTrusted,
                Side::Between,
                format!("The certificate of {host} is not accepted, so nothing was sent \
                ({detail})."),
                "Check the address. If your company inspects TLS, its certificate authority must be trusted by this computer.".to_owned(),
            ),
            FailureKind::TimedOut(stage) => (
                ProblemCode::TimedOut,
                Side::There,
                format!("{host} did not answer in time ({stage})."),
                "Try again in a few minutes, or let Rollcall wait longer: --timeout SECONDS on \
                the command line. If the problem persists, check the provider's status \
                page.".to_owned(),
            ),
            FailureKind::Cut(detail) => (
                ProblemCode::CannotReach,
                Side::Between,
                format!("The connection to {host} broke before the response was complete \
                ({detail})."),
                "Try again.".to_owned(),
            ),
            FailureKind::BodyTooLarge { limit } | FailureKind::UnpackedTooLarge { limit } => (
                ProblemCode::TooLarge,
                Side::There,
                format!("{host} sent more than {} MiB in one response, more than Rollcall \
                accepts.", limit / (1024 * 1024)),
                "Check that the address is the SCIM address. If it is, the server needs to page its responses.".to_owned(),
            ),
            FailureKind::RedirectRefused { to } => (
                ProblemCode::WrongAddress,
                Side::There,
                format!("{host} sends the request on to {to}. Rollcall does not take the token to another address."),
                format!("Copy the SCIM address from {name} again."),
            ),
            FailureKind::NotJson { html: true, .. } => (
                ProblemCode::NotScim,
                Side::There,
                format!("{host} answered with a web page, most likely a sign-in page, instead of SCIM data."),
                "The address is not the SCIM address, or the token is not a SCIM token. Copy both again.".to_owned(),
            ),
            FailureKind::NotJson { content_type, .. } => (
                ProblemCode::NotScim,
                Side::There,
                format!(
                    "{host} answered with {} instead of SCIM data.",
                    content_type.as_deref().unwrap_or("an unknown type of content")
                ),
                "Check that the address ends in the SCIM path.".to_owned(),
            ),
            FailureKind::BadJson(detail) => (
                ProblemCode::NotScim,
                Side::There,
                format!("The response from {host} is incomplete or not JSON ({detail})."),
                "Try again. If the problem persists, the server or something in between cuts its \
                responses off.".to_owned(),
            ),
            FailureKind::SlowedDown { tries, until, said } => {
                let (words, next) = slowed_down(name, *tries, *until, &quoted(said.as_deref()));
                (ProblemCode::SlowedDown, Side::There, words, next)
            }
            FailureKind::Cancelled => (
                ProblemCode::Cancelled,
                Side::Asked,
                "It was stopped on this computer.".to_owned(),
                "Start it again when you are ready.".to_owned(),
            ),
            FailureKind::Setup(detail) => (
                ProblemCode::Internal,
                Side::Here,
                format!("The request could not be prepared on this computer ({detail})."),
                "Check the connection's address. If it is right, report this with the exchange.".to_owned(),
            ),
            FailureKind::Status(error) => self.status(error, failure.may_be_between()),
        }
    }

    /// What to do about a token, and where the new one goes. Also true while an app is being connected
    /// for the first time.
    fn with_new_token(&self, next: String) -> String {
        let name = crate::text::in_shell(self.name);
        format!(
            "{next} If the app is already connected, enter the new token with “Replace token…” on \
            the app's page, or with `rollcall connection token {name}`."
        )
    }

    /// What a refusal says. `between`: without a SCIM error object, and with a status that gateways,
    /// proxies and sign-in pages send too, so it proves nothing about the app.
    fn status(&self, error: &ScimError, between: bool) -> (ProblemCode, Side, String, String) {
        let Self { name, host, .. } = self;
        let status = error.status.unwrap_or(0);
        let said = quoted(error.detail.as_deref());
        let hint = self.profile.refusal_hint(status);
        let next = |usual: &str| match hint {
            // The catalogue does not know what the connection is called.
            Some(hint) => hint.replace("token NAME`", &format!("token {}`", in_shell(name))),
            None => usual.to_owned(),
        };
        let plain = format!("{host} answered {status} without a SCIM error");
        let (code, words, next) = match (status, between) {
            (401, false) => (
                ProblemCode::TokenRefused,
                format!("{name} does not accept the token (401).{said}"),
                self.with_new_token(next("Create a new token there.")),
            ),
            (401, true) => (
                ProblemCode::TokenRefused,
                format!(
                    "{plain}: {name} does not accept the token, or the address is not its SCIM address.{said}"
                ),
                format!(
                    "Check the address up to its last part. If it is right: {}",
                    self.with_new_token(next("Create a new token there."))
                ),
            ),
            (403, false) => (
                ProblemCode::NotAllowed,
                format!("{name} does not allow this (403).{said}"),
                next(
                    "Check the plan, the token's permissions and whether this account is protected.",
                ),
            ),
            (403, true) => (
                ProblemCode::NotAllowed,
                format!(
                    "{plain}: {name} does not allow this, or something in front of it (firewall, proxy, sign-in) stopped the request.{said}"
                ),
                format!(
                    "{} If that is right, check VPN, proxy and the IP addresses that the app allows.",
                    next("Check the plan and the token's permissions.")
                ),
            ),
            (404 | 410, false) => (
                ProblemCode::WrongAddress,
                format!("{name} has nothing at this address ({status}).{said}"),
                next("Copy the SCIM address again, up to its last part."),
            ),
            (404 | 410, true) => (
                ProblemCode::WrongAddress,
                format!(
                    "{plain}: nothing is at this address, or something in front of {name} did not pass the request on.{said}"
                ),
                next("Copy the SCIM address again, up to its last part."),
            ),
            (407, _) => (
                ProblemCode::CannotReach,
                format!("A proxy between this computer and {host} asks for a sign-in (407).{said}"),
                "Put the proxy's user name and password into HTTPS_PROXY, then try again."
                    .to_owned(),
            ),
            (511, _) => (
                ProblemCode::CannotReach,
                format!("The network of this computer asks for a sign-in (511).{said}"),
                "Sign in to the network with a web browser, then try again.".to_owned(),
            ),
            (429, _) => (
                ProblemCode::SlowedDown,
                format!("{name} asked to slow down (429).{said}"),
                next("Wait a few minutes, then try again."),
            ),
            (500..=599, false) => (
                ProblemCode::ServerFailed,
                format!("{name}'s server answered {status}.{said}"),
                next("Try again in a few minutes, or check the provider's status page."),
            ),
            (500..=599, true) => (
                ProblemCode::ServerFailed,
                format!(
                    "{plain}: something in front of {name} may have answered in its place.{said}"
                ),
                next("Try again in a few minutes, or check the provider's status page."),
            ),
            _ => (
                ProblemCode::Refused,
                format!("{name} refused the request ({status}).{said}"),
                next("Read the app's reason. The exchange shows what was sent and answered."),
            ),
        };
        (code, if between { Side::Between } else { Side::There }, words, next)
    }
}

/// What an app asks that wants fewer requests, and what to do.
fn slowed_down(name: &str, tries: u32, until: Option<Timestamp>, said: &str) -> (String, String) {
    match until {
        Some(until) => (
            format!(
                "{name} asks to wait until {}, longer than Rollcall waits.{said}",
                clock_time(until)
            ),
            "Try again then, or let Rollcall wait that long: --wait-limit MINUTES on the command line.".to_owned(),
        ),
        None => {
            let times = match tries {
                0 | 1 => "once".to_owned(),
                n => format!("{n} times in a row"),
            };
            (
                format!("{name} asked to slow down {times}, longer than Rollcall waits.{said}"),
                "Wait a few minutes. Another program may be using the same token.".to_owned(),
            )
        }
    }
}

/// The server's own words, after a sentence.
pub(crate) fn quoted(said: Option<&str>) -> String {
    match said.map(|said| said.trim().trim_end_matches('.')) {
        Some(said) if !said.is_empty() => format!(" It says: “{said}”."),
        _ => String::new(),
    }
}

/// The store's side of things.
pub fn store_problem(what: &str, error: &StoreError) -> Problem {
    let (code, words, state, next) = match error {
        StoreError::WrongKey => (
            ProblemCode::StoreWrongKey,
            "The key in this computer's keychain does not open the local copy.".to_owned(),
            "The file is intact and was not changed.".to_owned(),
            "Unlock the keychain that this copy was created with, or restore that keychain from a backup, and try again. Without that keychain, this copy cannot be opened; another data folder starts with an empty copy.".to_owned(),
        ),
        StoreError::RecordKeyMissing => (
            ProblemCode::StoreWrongKey,
            "The record in the local copy is signed, but this computer's keychain has no key that signs it.".to_owned(),
            "The file was not changed, and no other key was created: a new key could not vouch for the existing entries.".to_owned(),
            "Unlock the keychain that this copy was created with, or restore that keychain from a backup, and try again. Without that keychain, this copy cannot be opened; another data folder starts with an empty copy.".to_owned(),
        ),
        StoreError::Damaged { detail } => (
            ProblemCode::StoreDamaged,
            format!("The local copy on this computer is damaged ({detail})."),
            "The file was not changed.".to_owned(),
            "Restore it from a backup, or move it away and read the apps again. The record in it \
            is then no longer available.".to_owned(),
        ),
        StoreError::Newer { found, supported } => (
            ProblemCode::StoreNewer,
            format!("The local copy was written by a newer Rollcall (version {found}, this one knows {supported})."),
            "The file was not changed.".to_owned(),
            "Install the newer Rollcall, or use another data folder.".to_owned(),
        ),
        StoreError::InUse { by } => (
            ProblemCode::StoreInUse,
            in_use(by.as_ref()),
            "Nothing was changed.".to_owned(),
            match by {
                Some(by) => format!("Close that window or wait until that command has ended, then try again. If you can see neither, look for process {} in the system's list of processes.", by.process),
                None => "Close the other window or wait for the other command, then try again.".to_owned(),
            },
        ),
        StoreError::DiskFull => (
            ProblemCode::DiskFull,
            "The disk of this computer is full.".to_owned(),
            "Everything saved before is intact; what did not fit was not saved.".to_owned(),
            "Free some space, then try again.".to_owned(),
        ),
        StoreError::CannotWrite(CannotWrite::DiskFull) => (
            ProblemCode::DiskFull,
            "The disk of this computer is full, so the local copy can only be read.".to_owned(),
            "Nothing was changed, and nothing was sent.".to_owned(),
            "Free some space, then try again.".to_owned(),
        ),
        StoreError::CannotWrite(CannotWrite::Refused { detail }) => (
            ProblemCode::NotAllowed,
            format!("The local copy can only be read: its disk, folder or file is read-only ({detail})."),
            "Nothing was changed, and nothing was sent.".to_owned(),
            "Make the data folder and its files writable for this user, then try again.".to_owned(),
        ),
        StoreError::Io(error) => (
            ProblemCode::NotAllowed,
            format!("The file of the local copy cannot be used ({error})."),
            "Nothing was changed, and nothing was sent.".to_owned(),
            "Check the disk, and the permissions of the data folder and its files, then try again.".to_owned(),
        ),
        StoreError::NotFound { what } => (
            ProblemCode::NotFound,
            format!("The local copy has no {what}."),
            "Nothing was changed.".to_owned(),
            super::missing::where_to_look(what).to_owned(),
        ),
        other => (
            ProblemCode::Internal,
            format!("The local copy on this computer failed ({other})."),
            "Nothing was sent anywhere.".to_owned(),
            "Try again. If the problem persists, report it.".to_owned(),
        ),
    };
    let side = if code == ProblemCode::NotFound { Side::Asked } else { Side::Here };
    Problem {
        code,
        what: format!("{what} failed."),
        side,
        side_words: words,
        state,
        next,
        exchange: None,
    }
}

/// Who has the local copy open, as far as it is known.
fn in_use(by: Option<&Holder>) -> String {
    match by {
        Some(by) => format!(
            "The local copy is open in {} on this computer: process {}, since {}.",
            by.program,
            by.process,
            by.since.timestamp().strftime("%Y-%m-%d %H:%M:%S UTC")
        ),
        None => "Another Rollcall on this computer has the local copy open.".to_owned(),
    }
}

/// The keychain's side of things.
pub fn keychain_problem(what: &str, error: &KeychainError) -> Problem {
    let code = match error {
        KeychainError::Absent { .. } => ProblemCode::KeychainAbsent,
        KeychainError::Locked | KeychainError::NoCollection => ProblemCode::KeychainLocked,
        KeychainError::Refused { .. } | KeychainError::TooLong { .. } => ProblemCode::BadRequest,
    };
    Problem {
        code,
        what: format!("{what} failed."),
        side: Side::Here,
        side_words: error.to_string(),
        state: "No token or key was stored anywhere else: the keychain is the only place."
            .to_owned(),
        next: format!("{} Sample data works without a keychain.", error.advice()),
        exchange: None,
    }
}

/// A request that cannot be carried out as asked.
pub fn asked(code: ProblemCode, what: &str, why: &str, next: &str) -> Problem {
    Problem {
        code,
        what: what.to_owned(),
        side: Side::Asked,
        side_words: why.to_owned(),
        state: "Nothing was sent and nothing was changed.".to_owned(),
        next: next.to_owned(),
        exchange: None,
    }
}

/// A background task that did not come back.
pub fn internal(what: &str, detail: &str) -> Problem {
    Problem {
        code: ProblemCode::Internal,
        what: format!("{what} failed."),
        side: Side::Here,
        side_words: format!("A part of Rollcall stopped ({detail})."),
        state: "Everything saved before is intact.".to_owned(),
        next: "Start Rollcall again and report this.".to_owned(),
        exchange: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_providers::Catalogue;
    use rollcall_scim::Reached;
    use rollcall_scim::{Exchange, Method};

    fn problem_of(kind: FailureKind) -> Problem {
        let catalogue = Catalogue::built_in();
        let profile = catalogue.get("scim").unwrap();
        let exchange = Exchange {
            method: Method::Get,
            url_path_and_query: "/scim/v2/Users".to_owned(),
            host: "app.example".to_owned(),
            request_body: None,
            status: None,
            content_type: None,
            answer: None,
            took_ms: 1,
            attempts: 1,
            at: "2026-11-29T18:00:00Z".to_owned(),
        };
        let failure = Failure { kind, exchange: Box::new(exchange), reached: Reached::Answered };
        let (what, name, host) = ("Reading", "Acme", "app.example");
        Doing { what, name, profile, host, state: "" }.problem(&failure)
    }

    fn refusal(status: u16, body: &str) -> Problem {
        problem_of(FailureKind::Status(ScimError::of(status, body.as_bytes())))
    }

    const APP: &str = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"the only active administrator cannot be removed"}"#;

    #[test]
    fn a_refusal_without_a_scim_error_is_the_word_of_something_between() {
        for status in [401, 403, 404, 410, 501, 502, 503, 504] {
            for body in ["<html><title>Blocked</title></html>", r#"{"message":"Blocked"}"#, ""] {
                let problem = refusal(status, body);
                assert_eq!(problem.side, Side::Between, "{status} {body}");
                assert!(problem.side_words.contains("app.example answered"), "{problem}");
                assert!(problem.side_words.contains("without a SCIM error"), "{problem}");
                assert_eq!(problem.side_words.contains("“Blocked”"), !body.is_empty(), "{problem}");
            }
            let vouched = refusal(status, APP);
            assert_eq!(vouched.side, Side::There, "{status}");
            assert!(vouched.side_words.starts_with("Acme"), "{vouched}");
            assert!(vouched.side_words.contains("the only active administrator"), "{vouched}");
        }
        let problem = refusal(401, "no");
        assert!(problem.side_words.contains("token") && problem.side_words.contains("address"));
        for status in [407, 511] {
            let problem = refusal(status, "");
            assert_eq!((problem.code, problem.side), (ProblemCode::CannotReach, Side::Between));
        }
    }

    #[test]
    fn nothing_is_called_a_good_token_or_a_wrong_form() {
        for status in [400, 401, 403, 404, 409, 422, 500, 503] {
            for body in [APP, "", "<html>"] {
                let problem = refusal(status, body);
                for claim in ["knows the token", "token is good", "not refused", "form"] {
                    assert!(!problem.to_string().contains(claim), "{status}: {problem}");
                }
                assert!(!problem.to_string().contains("Any SCIM"), "{problem}");
            }
        }
    }

    #[test]
    fn a_long_wait_is_told_with_its_end() {
        let until = Some("2026-11-29T18:04:10Z".parse().unwrap());
        let wait = |tries, until| problem_of(FailureKind::SlowedDown { tries, until, said: None });
        let problem = wait(1, until);
        assert_eq!(
            problem.side_words,
            "Acme asks to wait until 18:05 UTC on November 29, longer than Rollcall waits."
        );
        assert!(problem.next.contains("--wait-limit"), "{problem}");
        assert!(wait(1, None).side_words.contains("slow down once,"));
        assert!(wait(4, None).side_words.contains("4 times in a row"));
    }
}
