//! Starts, the store and its disk, the clock, the record.

mod clock;
mod full_disk;
mod read_only;
mod record;
mod starting;
