//! Everything has a bound.

/// Bytes of a file.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;
/// Rows that are not empty, title lines and header included.
pub const MOST_ROWS: usize = 500_000;
/// Columns of a row.
pub const MOST_COLUMNS: usize = 500;
/// Cells of all rows together; half a million rows of forty columns.
pub const MOST_CELLS: usize = 20_000_000;
/// Characters of one cell, the same as in Excel.
pub const LONGEST_CELL: usize = 32_767;

/// Files inside a workbook.
pub(crate) const MOST_PARTS: usize = 2_000;
/// Bytes of everything inside a workbook, unpacked.
pub(crate) const MOST_UNPACKED: u64 = 1024 * 1024 * 1024;
/// Unpacked bytes per packed byte of one file inside a workbook; real sheets stay far below.
pub(crate) const MOST_RATIO: u64 = 250;
/// A file inside a workbook may unpack to this much at any ratio.
pub(crate) const ALWAYS_UNPACKED: u64 = 16 * 1024 * 1024;
/// Sheets that are looked at for one with people in it.
pub(crate) const MOST_SHEETS: usize = 50;
