//! People over several apps, and the HR list.

mod hr_list;
mod people;
mod people_closed_here;
mod people_kept;
mod reconciling;
