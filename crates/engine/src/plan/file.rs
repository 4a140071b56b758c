//! A plan as a file: saved on one day, reviewed by someone else, applied once, on the computer
//! and the store that it was made with.

use crate::core::Rollcall;
use crate::plan::Plan;
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::view::PlanView;
use rollcall_store::PlanId;
use serde::{Deserialize, Serialize};

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct PlanFile {
    rollcall_plan: u32,
    /// SHA-256 over the RFC 8785 form of `plan`.
    hash: String,
    plan: Plan,
}

impl Rollcall {
    /// The text of a plan's file.
    pub async fn plan_file(&self, plan_id: &PlanId) -> Result<String, Problem> {
        let (record, plan) = self.kept_plan(plan_id).await?;
        let file = PlanFile { rollcall_plan: FORMAT, hash: record.hash, plan };
        serde_json::to_string_pretty(&file)
            .map(|text| text + "\n")
            .map_err(|error| internal("Writing the plan's file", &error.to_string()))
    }

    /// The plan in a file, if it is one of this store and nothing in it was altered.
    ///
    /// # Errors
    /// When the text is not a plan file, when its content does not match its hash, and when the
    /// plan was made with another store.
    pub async fn open_plan_file(&self, text: &str) -> Result<PlanView, Problem> {
        let refuse = |why: &str, next: &str| {
            asked(ProblemCode::BadRequest, "Opening the plan's file failed.", why, next)
        };
        let file: PlanFile = serde_json::from_str(text).map_err(|error| {
            let why = format!("This is not a plan file: {error}.");
            refuse(&why, "Save the plan again with `rollcall plan … -o FILE`.")
        })?;
        if file.rollcall_plan != FORMAT {
            return Err(refuse(
                "The plan was saved by another version of Rollcall.",
                "Create the plan again.",
            ));
        }
        if file.plan.hash()? != file.hash {
            return Err(refuse(
                "The plan in the file was altered after it was saved.",
                "Create the plan again and compare the hash.",
            ));
        }
        let kept = match self.kept_plan(&file.plan.id).await {
            Ok((record, _)) => Some(record),
            Err(problem) if problem.code == ProblemCode::NotFound => None,
            Err(problem) => return Err(problem),
        };
        if kept.is_none_or(|record| record.hash != file.hash) {
            return Err(refuse(
                "This plan was created with another store.",
                "Apply the plan where it was created, or create it again here.",
            ));
        }
        self.plan(&file.plan.id).await
    }
}
