//! Time and ids come from here and are passed on, so that everything else can be tested without
//! waiting.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rollcall_store::Moment;
use std::sync::Arc;

/// Where times, days and ids come from.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// `None`: that of the computer, asked for each time, since a computer travels.
    zone: Option<TimeZone>,
}

impl Clock {
    /// The computer's clock.
    pub fn system() -> Self {
        Self::fixed(Timestamp::now)
    }

    /// A clock for tests.
    pub fn fixed(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), zone: None }
    }

    /// The same clock in another time zone.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone: Some(zone), ..self }
    }

    /// The current moment.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// The zone that days are counted in.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or_else(TimeZone::system)
    }

    /// The day where the computer is.
    pub fn today(&self) -> Date {
        self.now().to_zoned(self.zone()).date()
    }

    /// The zone as it is kept with days: `Pacific/Auckland`, or the offset of this moment as `+13:00`
    /// where the computer does not name its zone.
    pub fn zone_name(&self) -> String {
        let zone = self.zone();
        match zone.iana_name() {
            Some(name) => name.to_owned(),
            None => self.now().to_zoned(zone).strftime("%:z").to_string(),
        }
    }

    /// For a sentence about a run in progress, which shows date and milliseconds separately.
    pub fn time_of_day(&self) -> String {
        self.now().strftime("%H:%M:%S UTC").to_string()
    }

    /// As a sentence says it, with the day.
    pub fn day_and_time(&self) -> String {
        self.now().strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
    }

    /// The current moment, as it is kept and shown to programs.
    pub fn moment(&self) -> Moment {
        self.now().into()
    }
}

/// A zone as [`Clock::zone_name`] keeps it; `None` for a name that this computer does not know.
pub fn zone_of(name: &str) -> Option<TimeZone> {
    if let Ok(zone) = TimeZone::get(name) {
        return Some(zone);
    }
    let at: jiff::Zoned = format!("2000-01-01T00:00:00{name}[{name}]").parse().ok()?;
    Some(TimeZone::fixed(at.offset()))
}

/// When a day ends in a zone.
pub fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp())
}

/// Why a text is not a day from `today` on, and what to write; `None` when it is one.
pub fn no_day_ahead(text: &str, today: Date) -> Option<(String, &'static str)> {
    let as_written = text.len() == 10 && text.split('-').count() == 3;
    match text.parse::<Date>() {
        Ok(day) if as_written && day >= today => None,
        Ok(_) if as_written => Some((
            format!("“{text}” is in the past."),
            "Enter today or a later date, such as 2026-12-05.",
        )),
        _ => Some((
            format!("“{text}” is not a date."),
            "Enter the year, month and day, such as 2026-12-05.",
        )),
    }
}

/// A moment in a zone followed by UTC, for pages that people read.
pub fn in_zone_and_utc(at: Moment, zone: &str) -> String {
    let moment = at.timestamp();
    let utc = moment.strftime("%Y-%m-%d %H:%M:%S UTC");
    match zone_of(zone) {
        Some(zone) => {
            let local = moment.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S %:z").to_string();
            format!("{local} ({utc})")
        }
        None => utc.to_string(),
    }
}

/// A new id that sorts by time (UUID version 7).
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ahead_is_written_in_one_way_and_said_so() {
        let today: Date = "2026-11-30".parse().unwrap();
        assert_eq!(no_day_ahead("2026-11-30", today), None);
        assert_eq!(no_day_ahead("2026-12-31", today), None);
        let why = |text| no_day_ahead(text, today).map(|(why, _)| why).unwrap_or_default();
        assert_eq!(why("2026-11-29"), "“2026-11-29” is in the past.");
        for text in ["31.12.2026", "12/31/2026", "20261231", "2026-02-30", "2026-12-31T00:00", ""] {
            assert_eq!(why(text), format!("“{text}” is not a date."));
        }
    }

    #[test]
    fn a_moment_is_said_in_the_zone_and_in_utc() {
        let at = "2026-11-30T02:41:01.583Z".parse().unwrap();
        assert_eq!(
            in_zone_and_utc(at, "Europe/Berlin"),
            "2026-11-30 03:41:01 +01:00 (2026-11-30 02:41:01 UTC)"
        );
        assert_eq!(in_zone_and_utc(at, "nowhere"), "2026-11-30 02:41:01 UTC");
    }

    #[test]
    fn a_day_is_that_of_the_zone_and_the_zone_is_kept_by_its_name() {
        let noon = || "2026-11-29T12:00:00Z".parse().unwrap();
        for (name, today, ends) in [
            ("Pacific/Auckland", "2026-11-30", "2026-11-30T11:00:00Z"),
            ("America/Los_Angeles", "2026-11-29", "2026-11-30T08:00:00Z"),
            ("UTC", "2026-11-29", "2026-11-30T00:00:00Z"),
            ("+13:00", "2026-11-30", "2026-11-30T11:00:00Z"),
            ("-03:30", "2026-11-29", "2026-11-30T03:30:00Z"),
        ] {
            let clock = Clock::fixed(noon).in_zone(zone_of(name).unwrap());
            assert_eq!((clock.today().to_string(), clock.zone_name()), (today.into(), name.into()));
            let zone = zone_of(&clock.zone_name()).unwrap();
            assert_eq!(end_of(clock.today(), &zone).unwrap().to_string(), ends, "{name}");
        }
        assert!(zone_of("Atlantis/City").is_none() && zone_of("").is_none());
    }
}
