//! What tests that span rooms share: [`world`] is a simulator with an engine beside it,
//! [`window`] drives the real window through WebDriver, [`foreign`] starts a SCIM server that
//! nobody here wrote.

pub mod foreign;
pub mod window;
pub mod world;
