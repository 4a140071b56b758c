//! `rollcall connection`: connects apps, lists and tests the connections, changes and removes them.

pub mod add;
pub mod change;
pub mod list;
pub mod remove;
pub mod since;
pub mod test;

pub use add::Connect;
pub use change::Connection;
pub use remove::Disconnect;
pub use since::Since;
