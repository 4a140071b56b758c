//! The typed commands: with those of `changing`, `safeguards` and `record`, the whole contract
//! between window and engine.

use crate::desk::Desk;
use crate::preferences;
use rollcall_engine::view::{
    CaseBrief, ConnectView, ConnectionDetail, ConnectionView, Facets, GroupPage, GroupQuery,
    MemberPage, MemberQuery, ProviderView, ReadProgress, RunView, RungView, TestView, UserDetail,
    UserMatch, UserPage, UserQuery,
};
use rollcall_engine::{AccountId, Problem, ProblemCode};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Runtime, State};
use tauri_specta::Event;

pub(crate) type Answer<T> = Result<T, Problem>;
pub(crate) type OnDesk<'a> = State<'a, Desk>;

/// Which house is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Nothing connected yet.
    Empty,
    Real,
    /// Simulated apps on this computer.
    Sample,
}

/// What the frame around every screen needs.
#[derive(Clone, Debug, Serialize, Deserialize, Type)]
pub struct AppState {
    pub mode: Mode,
    pub version: String,
    pub connections: Vec<ConnectionView>,
    /// Accounts listed in all connections; `None` before the first read.
    pub users: Option<u32>,
    pub groups: Option<u32>,
    /// `None` before the first read.
    pub people: Option<u32>,
    /// Lockdowns and quarantines that are not closed.
    pub open_cases: Vec<CaseBrief>,
    /// How many reviews are not closed.
    pub open_reviews: u32,
    pub reads: Vec<ReadProgress>,
    pub keychain_problem: Option<Problem>,
    pub store_problem: Option<Problem>,
    /// Runs in flight when Rollcall last stopped, as settled by reading.
    pub settled: Vec<RunView>,
    /// Connections whose read was cut off when Rollcall last stopped.
    pub interrupted_reads: Vec<String>,
    /// What a stop in the middle had left in the keychain and this start swept, one sentence each.
    pub swept: Vec<String>,
    pub revision: u32,
}

/// The one stream of what is under way; absolute states, so a missed one does no harm.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub struct Progress {
    /// Grew: rows in the store changed, ask again.
    pub revision: u32,
    pub reads: Vec<ReadProgress>,
    pub rungs: Vec<RungView>,
    pub run: Option<RunView>,
}

/// What is typed on the Connect screen. The token goes straight to the keychain.
#[derive(Deserialize, Type)]
pub struct ConnectRequest {
    pub provider: String,
    pub name: String,
    pub address: String,
    pub token: String,
    pub seat_price: String,
}

#[tauri::command]
#[specta::specta]
pub async fn state(desk: OnDesk<'_>) -> Answer<AppState> {
    let sample = desk.sample_is_open().await;
    let mut state = AppState {
        mode: Mode::Empty,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        connections: Vec::new(),
        users: None,
        groups: None,
        people: None,
        open_cases: Vec::new(),
        open_reviews: 0,
        reads: desk.reads(),
        keychain_problem: None,
        store_problem: None,
        settled: Vec::new(),
        interrupted_reads: Vec::new(),
        swept: Vec::new(),
        revision: desk.revision(),
    };
    match desk.own().await {
        Ok((_, settled)) if !sample => {
            state.settled = settled.runs;
            state.interrupted_reads = settled.reads;
            state.swept = settled.swept;
        }
        Err(problem) if !sample => {
            let keychain =
                matches!(problem.code, ProblemCode::KeychainAbsent | ProblemCode::KeychainLocked);
            if keychain {
                state.keychain_problem = Some(problem);
            } else {
                state.store_problem = Some(problem);
            }
            return Ok(state);
        }
        _ => {}
    }
    state.connections = desk.house().await?.connections().await?;
    state.mode = match (sample, state.connections.is_empty()) {
        (true, _) => Mode::Sample,
        (false, true) => Mode::Empty,
        (false, false) => Mode::Real,
    };
    let sum = |count: fn(&ConnectionView) -> Option<u32>| {
        state.connections.iter().filter_map(count).reduce(u32::saturating_add)
    };
    if !state.connections.is_empty() {
        let house = desk.house().await?;
        state.people = house.people_count().await?;
        state.open_cases = house.open_cases().await?;
        state.open_reviews = house.open_reviews().await?.len().try_into().unwrap_or(u32::MAX);
    }
    (state.users, state.groups) = (sum(|c| c.users), sum(|c| c.groups));
    state.revision = desk.revision();
    Ok(state)
}

#[tauri::command]
#[specta::specta]
pub async fn providers(_desk: OnDesk<'_>) -> Answer<Vec<ProviderView>> {
    Ok(rollcall_engine::providers())
}

#[tauri::command]
#[specta::specta]
pub async fn start_sample(desk: OnDesk<'_>) -> Answer<AppState> {
    desk.open_sample().await?;
    state(desk).await
}

#[tauri::command]
#[specta::specta]
pub async fn leave_sample(desk: OnDesk<'_>) -> Answer<AppState> {
    desk.close_sample().await?;
    state(desk).await
}

#[tauri::command]
#[specta::specta]
pub async fn test_and_connect(desk: OnDesk<'_>, request: ConnectRequest) -> Answer<ConnectView> {
    let house = desk.house().await?;
    let made = house
        .connect(rollcall_engine::ConnectRequest {
            provider: request.provider,
            name: request.name,
            address: request.address,
            token: SecretString::from(request.token),
            seat_price: request.seat_price,
        })
        .await?;
    if let Some(connection) = &made.connection {
        read_in_background(house, vec![connection.id.to_string()]);
    }
    Ok(made)
}

#[tauri::command]
#[specta::specta]
pub async fn test_connection(desk: OnDesk<'_>, connection_id: String) -> Answer<TestView> {
    desk.house().await?.test(&connection_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn disconnect(desk: OnDesk<'_>, connection_id: String) -> Answer<AppState> {
    desk.house().await?.disconnect(&connection_id).await?;
    state(desk).await
}

#[tauri::command]
#[specta::specta]
pub async fn read(desk: OnDesk<'_>, connection_ids: Vec<String>) -> Answer<()> {
    read_in_background(desk.house().await?, connection_ids);
    Ok(())
}

/// Reads a connection that lost more than a tenth, with the number that is left.
#[tauri::command]
#[specta::specta]
pub async fn confirm_read(desk: OnDesk<'_>, connection_id: String, number: u32) -> Answer<()> {
    let house = desk.house().await?;
    tokio::spawn(async move {
        if let Err(problem) = house.read_confirmed(&connection_id, number).await {
            rollcall_log::failed_with(
                "a read could not be begun or ended",
                problem.code.as_str(),
                &problem,
            );
        }
    });
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_read(desk: OnDesk<'_>, connection_ids: Vec<String>) -> Answer<()> {
    desk.house().await?.cancel_reads(&connection_ids);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn connection(desk: OnDesk<'_>, connection_id: String) -> Answer<ConnectionDetail> {
    desk.house().await?.connection_detail(&connection_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn users(desk: OnDesk<'_>, query: UserQuery) -> Answer<UserPage> {
    desk.house().await?.users(query).await
}

#[tauri::command]
#[specta::specta]
pub async fn facets(desk: OnDesk<'_>) -> Answer<Facets> {
    desk.house().await?.facets().await
}

#[tauri::command]
#[specta::specta]
pub async fn user(
    desk: OnDesk<'_>,
    connection_id: String,
    account_id: AccountId,
) -> Answer<UserDetail> {
    desk.house().await?.user_page(&connection_id, &account_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn groups(desk: OnDesk<'_>, query: GroupQuery) -> Answer<GroupPage> {
    desk.house().await?.groups(query).await
}

#[tauri::command]
#[specta::specta]
pub async fn members(desk: OnDesk<'_>, query: MemberQuery) -> Answer<MemberPage> {
    desk.house().await?.members(query).await
}

/// Whom each of these texts names: an id, a user name, an e-mail address or a whole name.
#[tauri::command]
#[specta::specta]
pub async fn match_users(
    desk: OnDesk<'_>,
    connection_id: String,
    group_id: Option<String>,
    texts: Vec<String>,
) -> Answer<Vec<UserMatch>> {
    desk.house().await?.match_users(&connection_id, group_id, texts).await
}

#[tauri::command]
#[specta::specta]
pub async fn preferences<R: Runtime>(app: AppHandle<R>) -> Answer<String> {
    preferences::load(&app)
}

#[tauri::command]
#[specta::specta]
pub async fn set_preferences<R: Runtime>(app: AppHandle<R>, json: String) -> Answer<()> {
    preferences::keep(&app, &json)
}

fn read_in_background(house: rollcall_engine::Rollcall, connection_ids: Vec<String>) {
    tokio::spawn(async move {
        if let Err(problem) = house.read(&connection_ids).await {
            rollcall_log::failed_with(
                "a read could not be begun or ended",
                problem.code.as_str(),
                &problem,
            );
        }
    });
}
