//! People beside their cases: the table of people and the page of one person say whose case is open.

use crate::core::Rollcall;
use crate::problem::Problem;
use crate::view::{PeoplePage, PeopleQuery, PersonView};

impl Rollcall {
    /// The rows `offset..offset+limit` that match, and what the filters would find. Without an HR
    /// list nobody is *not listed*.
    pub async fn people(&self, query: PeopleQuery) -> Result<PeoplePage, Problem> {
        // The cases name people by the numbers that linking gives them.
        self.tied().await?;
        let open = self.people_in_cases().await?;
        self.people_page(query, &open).await
    }

    /// # Errors
    /// `NotFound` when no person has this number.
    pub async fn person(&self, id: u32) -> Result<PersonView, Problem> {
        let person = self.kept_person(id).await?;
        let open = self.people_in_cases().await?;
        let cases = self.cases_of(&person).await?;
        self.person_page(person, cases, &open).await
    }
}
