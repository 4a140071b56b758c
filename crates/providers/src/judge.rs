//! Does what was read back prove the deactivation?

use crate::profile::Profile;
use rollcall_scim::Resource;
use serde::{Deserialize, Serialize};

/// What reading a user by id finds after a deactivation that took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndState {
    /// The user is there with `active` false.
    Inactive,
    /// The server answers 404 for the id.
    NotFound,
}

impl EndState {
    /// "inactive", "not found".
    pub fn words(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::NotFound => "not found",
        }
    }
}

/// The answer to reading a user by id. Only an answer of the SCIM server belongs here: a proxy's
/// error page or a wrong address is neither.
#[derive(Clone, Copy, Debug)]
pub enum ReadBack<'a> {
    /// 404 for this id.
    NotFound,
    Found(&'a Resource),
}

/// What a read-back means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Proven: this end state is one that the provider is known to have.
    AsExpected(EndState),
    /// The access seems gone, but in a way this provider is not known for; not proven.
    Otherwise(EndState),
    /// Still there and active.
    StillActive,
    /// There, without saying whether it is active.
    NotSaid,
    /// The server sent another user than the one asked for.
    SomebodyElse { id: Option<String> },
}

impl Judgement {
    /// Green means this and nothing else.
    pub fn is_proof(&self) -> bool {
        matches!(self, Self::AsExpected(_))
    }

    /// As part of a sentence: "not found, as expected".
    pub fn words(&self) -> String {
        match self {
            Self::AsExpected(state) => format!("{}, as expected", state.words()),
            Self::Otherwise(state) => format!("{}, which is not expected here", state.words()),
            Self::StillActive => "still active".to_owned(),
            Self::NotSaid => "found, without saying whether it is active".to_owned(),
            Self::SomebodyElse { id: Some(id) } => format!("another user came back, id {id}"),
            Self::SomebodyElse { id: None } => "a user without an id came back".to_owned(),
        }
    }
}

/// Judges a read-back of `account_id` after a deactivation.
pub fn judge(profile: &Profile, account_id: &str, read_back: ReadBack<'_>) -> Judgement {
    let state = match read_back {
        ReadBack::NotFound => EndState::NotFound,
        ReadBack::Found(resource) => {
            let id = resource.id();
            if id.as_deref() != Some(account_id) {
                return Judgement::SomebodyElse { id };
            }
            match resource.flag("active") {
                Some(true) => return Judgement::StillActive,
                None => return Judgement::NotSaid,
                Some(false) => EndState::Inactive,
            }
        }
    };
    if profile.end_states().contains(&state) {
        Judgement::AsExpected(state)
    } else {
        Judgement::Otherwise(state)
    }
}

/// The short form, for a caller who has compared the id: is the access proven to be gone?
pub fn judge_deactivated(profile: &Profile, read_back: ReadBack<'_>) -> bool {
    let id = match read_back {
        ReadBack::NotFound => String::new(),
        ReadBack::Found(resource) => resource.id().unwrap_or_default(),
    };
    judge(profile, &id, read_back).is_proof()
}
