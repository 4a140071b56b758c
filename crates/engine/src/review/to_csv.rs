//! The CSV file that goes out to a reviewer, to be filled in.

use super::cells::{cell, marked};
use super::deciding::{frozen, reviewer, shown};
use super::to_view::{decision_body, word};
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::problem::failure::internal;
use rollcall_store::{GroupId, ReviewItem};

/// Columns of the file.
const HEAD: [&str; 18] = [
    "review",
    "item",
    "decision",
    "drop",
    "reason",
    "name",
    "user name",
    "app",
    "group",
    "active",
    "privileged",
    "groups",
    "title",
    "department",
    "list",
    "flag",
    "since last review",
    "reviewer",
];

/// Which items a CSV file lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvItems {
    /// Every item.
    All,
    /// Those that are undecided or decided both ways.
    Undecided,
}

impl Rollcall {
    /// The items of a reviewer (all when `None`) as CSV with a byte order mark, to be filled in and
    /// imported.
    ///
    /// # Errors
    /// [`crate::ProblemCode::NotFound`] for the review.
    pub async fn review_csv(&self, review: &str, of: Option<u32>) -> Result<String, Problem> {
        self.review_csv_of(review, of, CsvItems::All).await
    }

    /// The same, of some of the items.
    ///
    /// # Errors
    /// As [`Rollcall::review_csv`].
    pub async fn review_csv_of(
        &self,
        review: &str,
        of: Option<u32>,
        which: CsvItems,
    ) -> Result<String, Problem> {
        let review = self.kept_review(review).await?;
        if let Some(number) = of {
            reviewer(&review, number, "The CSV file was not written.")?;
        }
        let items = self.items_of(&review).await?;
        let failed =
            |error: &dyn std::fmt::Display| internal("Writing the CSV", &error.to_string());
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(HEAD).map_err(|error| failed(&error))?;
        let open = |item: &ReviewItem| {
            let decided = item.decided.as_ref().is_some_and(|made| shown(made.decision).is_some());
            !decided || review.conflicts.iter().any(|one| one.item == item.item)
        };
        for item in items.iter().filter(|item| of.is_none_or(|of| item.reviewer == of)) {
            if which == CsvItems::Undecided && !open(item) {
                continue;
            }
            let one = frozen(item)?;
            let body = decision_body(item);
            let named = |id: &GroupId| {
                let group = one.groups.iter().find(|group| group.id == *id);
                group.map_or_else(|| id.to_string(), |group| group.name.clone())
            };
            let decided = item.decided.as_ref().map_or("", |decided| word(decided.decision));
            let app = review.connections.iter().find(|app| app.id == item.connection_id);
            let groups: Vec<&str> = one.groups.iter().map(|group| group.name.as_str()).collect();
            let whose = review.reviewers.iter().find(|one| one.number == item.reviewer);
            let list = serde_json::to_value(one.list).unwrap_or_default();
            let row = [
                review.id.to_string(),
                item.item.to_string(),
                decided.to_owned(),
                cell(&body.drop.iter().map(named).collect::<Vec<_>>().join("; ")),
                cell(&body.reason),
                cell(&one.name),
                cell(&one.user_name),
                cell(app.map_or("", |app| app.name.as_str())),
                cell(one.group.as_ref().map_or("", |group| group.name.as_str())),
                if one.active { "active" } else { "inactive" }.to_owned(),
                cell(&one.role),
                cell(&groups.join("; ")),
                cell(&one.title),
                cell(&one.department),
                list.as_str().unwrap_or_default().to_owned(),
                flag(&body.kept_although).to_owned(),
                cell(&one.since_last),
                cell(whose.map_or("", |one| one.name.as_str())),
            ];
            out.write_record(row).map_err(|error| failed(&error))?;
        }
        let bytes = out.into_inner().map_err(|error| failed(&error))?;
        String::from_utf8(marked(&bytes)).map_err(|error| failed(&error))
    }
}

/// How a keep is flagged that the HR list is against.
fn flag(kept_although: &str) -> &'static str {
    match kept_although {
        "left" => "leaver kept",
        "not-listed" => "kept, not on the HR list",
        "not-known" => "kept, HR list leaves it open",
        _ => "",
    }
}
