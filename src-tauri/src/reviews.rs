//! Commands on access reviews.

use crate::commands::{Answer, OnDesk};
use crate::record::{new_download, write_new};
use base64::Engine;
use rollcall_engine::view::{
    AnswersLook, BulkUndone, CasePlan, DecideRequest, Decided, ManagersLook, NewException,
    PackView, ReviewBrief, ReviewHandOver, ReviewRequest, ReviewRows, ReviewTableQuery, ReviewView,
    SignOffLook, SignRequest,
};
use rollcall_engine::{Problem, ProblemCode, ReviewId, Side};

#[tauri::command]
#[specta::specta]
pub async fn reviews(desk: OnDesk<'_>) -> Answer<Vec<ReviewBrief>> {
    desk.house().await?.reviews().await
}

#[tauri::command]
#[specta::specta]
pub async fn review(desk: OnDesk<'_>, id: ReviewId) -> Answer<ReviewView> {
    desk.house().await?.review(id.as_str()).await
}

#[tauri::command]
#[specta::specta]
pub async fn review_rows(
    desk: OnDesk<'_>,
    id: ReviewId,
    query: ReviewTableQuery,
) -> Answer<ReviewRows> {
    desk.house().await?.review_rows(id.as_str(), query).await
}

/// Reads the apps again and freezes the accounts found.
#[tauri::command]
#[specta::specta]
pub async fn start_review(desk: OnDesk<'_>, wanted: ReviewRequest) -> Answer<ReviewView> {
    desk.house().await?.start_review(wanted).await
}

#[tauri::command]
#[specta::specta]
pub async fn decide_review(
    desk: OnDesk<'_>,
    id: ReviewId,
    wanted: DecideRequest,
) -> Answer<Decided> {
    desk.house().await?.decide_review(id.as_str(), wanted).await
}

/// Takes a bulk decision back.
#[tauri::command]
#[specta::specta]
pub async fn undo_bulk(desk: OnDesk<'_>, id: ReviewId, press: String) -> Answer<BulkUndone> {
    desk.house().await?.undo_bulk(id.as_str(), Some(&press)).await
}

/// How the managers of the HR list are found for a review as it is asked for.
#[tauri::command]
#[specta::specta]
pub async fn look_at_managers(desk: OnDesk<'_>, wanted: ReviewRequest) -> Answer<ManagersLook> {
    desk.house().await?.look_at_managers(wanted).await
}

/// What there is to sign now.
#[tauri::command]
#[specta::specta]
pub async fn sign_off(desk: OnDesk<'_>, id: ReviewId) -> Answer<SignOffLook> {
    desk.house().await?.sign_off(id.as_str()).await
}

#[tauri::command]
#[specta::specta]
pub async fn hand_over(
    desk: OnDesk<'_>,
    id: ReviewId,
    wanted: ReviewHandOver,
) -> Answer<ReviewView> {
    desk.house().await?.hand_over(id.as_str(), wanted).await
}

#[tauri::command]
#[specta::specta]
pub async fn sign_review(
    desk: OnDesk<'_>,
    id: ReviewId,
    wanted: SignRequest,
) -> Answer<ReviewView> {
    desk.house().await?.sign_review(id.as_str(), wanted).await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_review(desk: OnDesk<'_>, id: ReviewId) -> Answer<()> {
    desk.house().await?.discard_review(id.as_str()).await
}

/// Plans what was revoked; it is confirmed and run as any case.
#[tauri::command]
#[specta::specta]
pub async fn plan_review(desk: OnDesk<'_>, id: ReviewId) -> Answer<CasePlan> {
    desk.house().await?.plan_review(id.as_str()).await
}

/// A file's bytes, as they come from the window.
fn bytes_of(base64: &str, what: &str) -> Result<Vec<u8>, Problem> {
    base64::engine::general_purpose::STANDARD.decode(base64).map_err(|error| Problem {
        code: ProblemCode::BadRequest,
        what: what.to_owned(),
        side: Side::Here,
        side_words: format!("The file did not arrive completely ({error})."),
        state: "Nothing was set.".to_owned(),
        next: "Choose the file again.".to_owned(),
        exchange: None,
    })
}

/// `group` is the id of a group that was to be dropped; without it the whole account. `proof` is a
/// file's name and its bytes as Base64.
#[tauri::command]
#[specta::specta]
pub async fn except_item(
    desk: OnDesk<'_>,
    id: ReviewId,
    item: u32,
    group: Option<String>,
    exception: NewException,
    proof: Option<(String, String)>,
) -> Answer<ReviewView> {
    let proof = match proof {
        Some((name, base64)) => Some((name, bytes_of(&base64, "Reading the proof failed.")?)),
        None => None,
    };
    desk.house().await?.except_item(id.as_str(), item, group.as_deref(), exception, proof).await
}

#[tauri::command]
#[specta::specta]
pub async fn close_review(desk: OnDesk<'_>, id: ReviewId) -> Answer<ReviewView> {
    desk.house().await?.close_review(id.as_str()).await
}

/// Writes the items as CSV into the folder of downloads, and says where.
#[tauri::command]
#[specta::specta]
pub async fn export_review<R: tauri::Runtime>(
    desk: OnDesk<'_>,
    app: tauri::AppHandle<R>,
    id: ReviewId,
    reviewer: Option<u32>,
) -> Answer<String> {
    let text = desk.house().await?.review_csv(id.as_str(), reviewer).await?;
    let stem = match reviewer {
        Some(number) => format!("rollcall-review-of-reviewer-{number}"),
        None => "rollcall-review".to_owned(),
    };
    let path = new_download(&app, &stem, "csv")?;
    write_new(&path, text.as_bytes())?;
    Ok(path.to_string_lossy().into_owned())
}

/// Writes the offline page of a reviewer into the folder of downloads, and says where. `send_to` is where
/// the reviewer sends the answers, an address or a place as people know it; it may be empty.
#[tauri::command]
#[specta::specta]
pub async fn export_packet<R: tauri::Runtime>(
    desk: OnDesk<'_>,
    app: tauri::AppHandle<R>,
    id: ReviewId,
    reviewer: u32,
    send_to: String,
) -> Answer<String> {
    let page = desk.house().await?.review_packet_to(id.as_str(), reviewer, &send_to).await?;
    let path = new_download(&app, &format!("rollcall-review-of-reviewer-{reviewer}"), "html")?;
    write_new(&path, page.as_bytes())?;
    Ok(path.to_string_lossy().into_owned())
}

/// What a filled-in CSV file, or the answers to a packet, say, whose bytes come as Base64; `set`: also sets it.
#[tauri::command]
#[specta::specta]
pub async fn review_answers(
    desk: OnDesk<'_>,
    id: ReviewId,
    by: u32,
    base64: String,
    set: bool,
) -> Answer<AnswersLook> {
    let bytes = bytes_of(&base64, "Reading the answers failed.")?;
    let house = desk.house().await?;
    match set {
        true => house.take_answers(id.as_str(), by, &bytes).await,
        false => house.look_at_answers(id.as_str(), by, &bytes).await,
    }
}

/// Writes the evidence of a closed review into the folder of downloads.
#[tauri::command]
#[specta::specta]
pub async fn write_pack<R: tauri::Runtime>(
    desk: OnDesk<'_>,
    app: tauri::AppHandle<R>,
    id: ReviewId,
    left_out: Vec<String>,
) -> Answer<PackView> {
    let path = new_download(&app, "rollcall-evidence", "zip")?;
    desk.house().await?.write_pack(id.as_str(), &path, &left_out).await
}
