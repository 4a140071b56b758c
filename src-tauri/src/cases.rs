//! Commands on lockdowns and quarantines, and on their receipts.

use crate::commands::{Answer, OnDesk};
use crate::record::new_download;
use rollcall_engine::view::{
    CaseBrief, CaseFormat, CasePlan, CaseView, LockdownRequest, PlanView, QuarantineRequest,
};
use rollcall_engine::{CaseId, Tick};

#[tauri::command]
#[specta::specta]
pub async fn plan_lockdown(desk: OnDesk<'_>, wanted: LockdownRequest) -> Answer<CasePlan> {
    desk.house().await?.plan_lockdown(wanted).await
}

#[tauri::command]
#[specta::specta]
pub async fn plan_quarantine(desk: OnDesk<'_>, wanted: QuarantineRequest) -> Answer<CasePlan> {
    desk.house().await?.plan_quarantine(wanted).await
}

/// Confirms what was planned. It continues in the background until it is closed or stopped.
#[tauri::command]
#[specta::specta]
pub async fn start_case(
    desk: OnDesk<'_>,
    case_id: CaseId,
    typed: Option<String>,
) -> Answer<CaseView> {
    desk.house().await?.start_case(&case_id, typed.as_deref()).await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_case(desk: OnDesk<'_>, case_id: CaseId) -> Answer<()> {
    desk.house().await?.discard_case(&case_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn case(desk: OnDesk<'_>, case_id: CaseId) -> Answer<CaseView> {
    desk.house().await?.case(&case_id).await
}

/// All that were confirmed, newest first.
#[tauri::command]
#[specta::specta]
pub async fn cases(desk: OnDesk<'_>) -> Answer<Vec<CaseBrief>> {
    desk.house().await?.cases().await
}

/// Tries what is not verified at once, also what was refused.
#[tauri::command]
#[specta::specta]
pub async fn try_case_again(desk: OnDesk<'_>, case_id: CaseId) -> Answer<CaseView> {
    desk.house().await?.try_case_again(&case_id).await
}

/// What is not verified, as a plan: also what was stopped before it was ever planned. Nothing is sent.
#[tauri::command]
#[specta::specta]
pub async fn plan_case_again(desk: OnDesk<'_>, case_id: CaseId) -> Answer<CasePlan> {
    desk.house().await?.plan_case_again(&case_id).await
}

/// Ends the trying; what is open then stays open in the receipt.
#[tauri::command]
#[specta::specta]
pub async fn stop_case(desk: OnDesk<'_>, case_id: CaseId) -> Answer<CaseView> {
    desk.house().await?.stop_case(&case_id).await
}

/// Recheck: reads every line again and adds what was found to the receipt.
#[tauri::command]
#[specta::specta]
pub async fn recheck_case(desk: OnDesk<'_>, case_id: CaseId) -> Answer<CaseView> {
    desk.house().await?.recheck_case(&case_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn tick_residual(
    desk: OnDesk<'_>,
    case_id: CaseId,
    number: u32,
    done: bool,
    note: String,
) -> Answer<CaseView> {
    desk.house().await?.tick_residual(&case_id, number, Tick::of(done), &note).await
}

/// The release: access and groups as they were saved, unless something prevents it.
#[tauri::command]
#[specta::specta]
pub async fn plan_release(desk: OnDesk<'_>, case_id: CaseId) -> Answer<PlanView> {
    desk.house().await?.plan_release(&case_id).await
}

/// Writes the receipt into the folder of downloads, and says where.
#[tauri::command]
#[specta::specta]
pub async fn export_case<R: tauri::Runtime>(
    desk: OnDesk<'_>,
    app: tauri::AppHandle<R>,
    case_id: CaseId,
    format: CaseFormat,
) -> Answer<String> {
    let text = desk.house().await?.case_file(&case_id, format).await?;
    let ending = match format {
        CaseFormat::Html => "html",
        CaseFormat::Json => "json",
    };
    let path = new_download(&app, "rollcall-receipt", ending)?;
    crate::record::write_new(&path, text.as_bytes())?;
    Ok(path.to_string_lossy().into_owned())
}
