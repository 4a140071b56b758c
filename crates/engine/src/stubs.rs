//! Placeholder until the modules are there.
use crate::home::Rollcall;
use crate::problem::Problem;
use crate::view::*;

fn none<T>() -> Result<T, Problem> {
    Err(crate::failure::internal("Doing this", "it is not there yet"))
}

impl Rollcall {
    pub async fn people(&self, _query: PeopleQuery) -> Result<PeoplePage, Problem> { none() }
    pub async fn person(&self, _id: u32) -> Result<PersonView, Problem> { none() }
    pub async fn find(&self, _text: &str) -> Result<Vec<Found>, Problem> { none() }
    pub async fn overview(&self) -> Result<OverviewView, Problem> { none() }
    pub async fn decide_tie(&self, _proposal: u32, _same: bool) -> Result<(), Problem> { none() }
    pub async fn cut_tie(&self, _person: u32, _connection: &str, _account: &str) -> Result<(), Problem> { none() }
    pub async fn link_people(&self, _one: u32, _other: u32) -> Result<(), Problem> { none() }
    pub async fn mark_account(&self, _connection: &str, _account: &str, _mark: AccountMark) -> Result<(), Problem> { none() }
    pub async fn set_holding_group(&self, _connection: &str, _group: Option<&str>) -> Result<(), Problem> { none() }
    pub async fn look_at_truth(&self, _name: &str, _bytes: &[u8]) -> Result<TruthLook, Problem> { none() }
    pub async fn map_truth(&self, _id: &str, _mapping: TruthMapping) -> Result<TruthLook, Problem> { none() }
    pub async fn import_truth(&self, _id: &str, _typed: Option<&str>) -> Result<TruthList, Problem> { none() }
    pub async fn drop_truth(&self, _id: &str) -> Result<(), Problem> { none() }
    pub async fn plan_lockdown(&self, _wanted: LockdownRequest) -> Result<CasePlan, Problem> { none() }
    pub async fn plan_quarantine(&self, _wanted: QuarantineRequest) -> Result<CasePlan, Problem> { none() }
    pub async fn start_case(&self, _case: &str, _typed: Option<&str>) -> Result<CaseView, Problem> { none() }
    pub async fn discard_case(&self, _case: &str) -> Result<(), Problem> { none() }
    pub async fn case(&self, _case: &str) -> Result<CaseView, Problem> { none() }
    pub async fn cases(&self) -> Result<Vec<CaseBrief>, Problem> { none() }
    pub async fn try_case_again(&self, _case: &str) -> Result<CaseView, Problem> { none() }
    pub async fn stop_case(&self, _case: &str) -> Result<CaseView, Problem> { none() }
    pub async fn recheck_case(&self, _case: &str) -> Result<CaseView, Problem> { none() }
    pub async fn tick_residual(&self, _case: &str, _number: u32, _done: bool, _note: &str) -> Result<CaseView, Problem> { none() }
    pub async fn plan_release(&self, _case: &str) -> Result<PlanView, Problem> { none() }
    pub async fn case_file(&self, _case: &str, _format: CaseFormat) -> Result<String, Problem> { none() }
}
