//! The table: one line for each claim, its limit, what was measured, and whether it holds.

use std::time::Duration;

/// What a line is held to.
#[derive(Clone, Copy)]
pub enum Limit {
    /// At most so many times the base.
    Times(f64),
    /// Less than this.
    Below(f64, &'static str),
    /// At most this.
    AtMost(f64, &'static str),
}

impl Limit {
    fn holds(self, measured: f64) -> bool {
        match self {
            Self::Times(most) | Self::AtMost(most, _) => measured <= most,
            Self::Below(end, _) => measured < end,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Times(most) => format!("{most} ×"),
            Self::Below(end, unit) => format!("< {end} {unit}"),
            Self::AtMost(most, unit) => format!("{most} {unit}"),
        }
    }

    fn shown(self, measured: f64) -> String {
        match self {
            Self::Times(_) => format!("{measured:.2} ×"),
            Self::Below(_, unit) | Self::AtMost(_, unit) => format!("{measured:.2} {unit}"),
        }
    }
}

pub struct Line {
    pub what: String,
    pub limit: Limit,
    pub measured: f64,
    /// What the figure is made of.
    pub from: String,
}

impl Line {
    fn holds(&self) -> bool {
        // A figure that is not a number proves nothing.
        self.measured.is_finite() && self.limit.holds(self.measured)
    }
}

/// Prints all lines; whether every one holds.
pub fn print(lines: &[Line]) -> bool {
    let rows: Vec<[String; 5]> = lines
        .iter()
        .map(|line| {
            let verdict = if line.holds() { "ok" } else { "MISSED" };
            [
                line.what.clone(),
                line.limit.words(),
                line.limit.shown(line.measured),
                verdict.to_owned(),
                line.from.clone(),
            ]
        })
        .collect();
    let head = ["What", "Limit", "Measured", "", "From"].map(str::to_owned);
    let widths: [usize; 4] = std::array::from_fn(|column| {
        let cells = rows.iter().chain([&head]).map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    });
    println!();
    for row in [&head].into_iter().chain(&rows) {
        let [what, limit, measured, verdict, from] = row;
        let [w, l, m, v] = widths;
        println!("{what:<w$}  {limit:>l$}  {measured:>m$}  {verdict:<v$}  {from}");
    }
    lines.iter().all(Line::holds)
}

/// The middle one; not a number when there is none.
pub fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
