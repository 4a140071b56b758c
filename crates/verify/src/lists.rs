//! Do the pages of a list called complete show that it is complete? A total is the word of the
//! app, and some apps state the size of the page.

use foldhash::HashSet;

/// One answer to a list, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet<'a> {
    pub(crate) pass: u64,
    /// `startIndex` and `count` as they were asked for.
    pub(crate) start: Option<u64>,
    pub(crate) count: Option<u64>,
    /// It was asked for by a cursor.
    pub(crate) by_cursor: bool,
    /// The app refused it.
    pub(crate) refused: bool,
    pub(crate) total: Option<u64>,
    /// It names a page that follows.
    pub(crate) goes_on: bool,
    pub(crate) ids: Vec<&'a str>,
}

impl<'a> Sheet<'a> {
    /// What was asked, from the query as it was sent.
    pub(crate) fn asked(pass: u64, query: &str) -> Self {
        let value = |name: &str| {
            query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)
        };
        let number = |name: &str| value(name).and_then(|(_, value)| value.parse().ok());
        Self {
            pass,
            start: number("startIndex"),
            count: number("count"),
            by_cursor: value("cursor").is_some(),
            ..Self::default()
        }
    }

    fn rows(&self) -> u64 {
        self.ids.len() as u64
    }
}

/// The passes of a list that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    All,
    /// What only an earlier pass had is gone.
    From(u64),
}

/// Which passes make the list, or why they do not show that it is complete.
pub(crate) fn whole(sheets: &[Sheet<'_>]) -> Result<Counts, String> {
    let Some(newest) = sheets.iter().map(|sheet| sheet.pass).max() else {
        return Err("no page of it is there".to_owned());
    };
    let last: Vec<&Sheet<'_>> = sheets.iter().filter(|sheet| sheet.pass == newest).collect();
    let counts = if newest > 1 { Counts::From(newest) } else { Counts::All };
    let Some(total) = one_total(&last)? else {
        return ended_without_total(&last).map(|()| counts);
    };
    let different = distinct(&last);
    if different > total {
        return Err(format!("{different} came, and the app states {total}"));
    }
    let counts = if different == total {
        counts
    } else {
        let all: Vec<&Sheet<'_>> = sheets.iter().collect();
        let united = distinct(&all);
        if one_total(&all)? != Some(total) || united != total {
            return Err(format!("{united} of the {total} that the app states came"));
        }
        Counts::All
    };
    tested(&last, total)?;
    Ok(counts)
}

fn distinct(sheets: &[&Sheet<'_>]) -> u64 {
    let ids: HashSet<&str> = sheets.iter().flat_map(|sheet| sheet.ids.iter().copied()).collect();
    ids.len() as u64
}

/// The total of all these answers.
fn one_total(sheets: &[&Sheet<'_>]) -> Result<Option<u64>, String> {
    let mut known = None;
    let mut before = 0;
    for sheet in sheets {
        // Some apps state a total of 0 when nothing follows.
        let behind = sheet.ids.is_empty() && before > 0;
        before += sheet.rows();
        let Some(total) = sheet.total.filter(|total| !(behind && *total == 0)) else { continue };
        match known {
            None => known = Some(total),
            Some(first) if first != total => {
                return Err(format!("its total changes from {first} to {total} within the read"));
            }
            Some(_) => {}
        }
    }
    Ok(known)
}

fn ended_without_total(last: &[&Sheet<'_>]) -> Result<(), String> {
    let answered: Vec<&&Sheet<'_>> = last.iter().filter(|sheet| !sheet.refused).collect();
    let Some((end, others)) = answered.split_last() else {
        return Err("no page of it was answered".to_owned());
    };
    let by_cursor = end.by_cursor || others.iter().any(|sheet| sheet.goes_on);
    if by_cursor {
        return if end.goes_on {
            Err("its last page names another one".to_owned())
        } else {
            Ok(())
        };
    }
    let known: HashSet<&str> = others.iter().flat_map(|sheet| sheet.ids.iter().copied()).collect();
    if !end.ids.is_empty() && (others.is_empty() || end.ids.iter().any(|id| !known.contains(id))) {
        return Err("it has no total, and no page shows that it ended".to_owned());
    }
    if end.start == Some(1) && !others.is_empty() {
        return Err("it has no total, and no page shows that it ended".to_owned());
    }
    // Each page was asked for from the last row of the one before.
    let mut rows = 0;
    let mut newest: Option<&str> = None;
    for sheet in answered {
        let overlaps = rows > 0 && sheet.start == Some(rows);
        if overlaps && sheet.ids.first().copied() != newest {
            return Err("it has no total, and rows moved while it was read".to_owned());
        }
        rows += sheet.rows() - u64::from(overlaps);
        newest = sheet.ids.last().copied().or(newest);
    }
    Ok(())
}

/// The total does not follow from the page or from what was asked for, and nothing comes behind it.
fn tested(last: &[&Sheet<'_>], total: u64) -> Result<(), String> {
    let by_cursor = last.iter().any(|sheet| sheet.by_cursor || sheet.goes_on);
    if total == 0 || by_cursor {
        return Ok(());
    }
    let behind = last.iter().find(|sheet| sheet.start.is_some_and(|start| start > total));
    let Some(behind) = behind else {
        return Err(format!("no page was asked for behind the {total} that the app states"));
    };
    let independent = last.iter().any(|sheet| {
        !sheet.refused
            && sheet.total.is_some()
            && total > sheet.rows()
            && sheet.count.is_none_or(|count| total > count)
    });
    if independent || total == 1 {
        return Ok(());
    }
    let one = last.iter().find(|sheet| sheet.start == Some(1) && sheet.count == Some(1));
    match one {
        None => Err(format!(
            "the total of {total} is the size of its page, and was not asked for with count=1"
        )),
        // Refused: that the app pages at all is the only other thing that vouches for its total.
        Some(one) if one.refused && !behind.ids.is_empty() => Err(format!(
            "the total of {total} is the size of its page, count=1 is refused, and the page behind \
             the end is the first one again"
        )),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn sheet(pass: u64, query: &str, total: Option<u64>, ids: &[&'static str]) -> Sheet<'static> {
        Sheet { total, ids: ids.to_vec(), ..Sheet::asked(pass, query) }
    }

    fn refused(query: &str) -> Sheet<'static> {
        Sheet { refused: true, ..Sheet::asked(1, query) }
    }

    #[test]
    fn a_tested_list_is_whole() {
        let one = sheet(1, "startIndex=1&count=9", Some(3), &IDS[..3]);
        let behind = sheet(1, "startIndex=4&count=9", Some(3), &[]);
        let count = sheet(1, "startIndex=1&count=1", Some(3), &IDS[..1]);
        let nothing = sheet(1, "startIndex=4&count=9", Some(0), &[]);
        let again = sheet(1, "startIndex=4&count=9", Some(3), &IDS[..3]);
        for pages in [
            vec![one.clone(), behind.clone(), count.clone()],
            vec![one.clone(), nothing, count.clone()],
            vec![one.clone(), again.clone(), count.clone()],
            vec![one.clone(), refused("startIndex=4&count=9"), refused("startIndex=1&count=1")],
            vec![sheet(1, "startIndex=1&count=9", Some(0), &[])],
        ] {
            assert_eq!(whole(&pages), Ok(Counts::All), "{pages:?}");
        }
        for (pages, words) in [
            (vec![one.clone()], "behind the 3"),
            (vec![one.clone(), behind.clone()], "was not asked for with count=1"),
            (vec![one.clone(), again, refused("startIndex=1&count=1")], "first one again"),
            (
                vec![one, behind, sheet(1, "startIndex=1&count=1", Some(1), &IDS[..1])],
                "changes from 3 to 1",
            ),
            (Vec::new(), "no page of it"),
        ] {
            let why = whole(&pages).unwrap_err();
            assert!(why.contains(words), "{why}");
        }
    }

    #[test]
    fn a_total_greater_than_its_pages_needs_no_count_of_one() {
        let mut pages = vec![
            sheet(1, "startIndex=1&count=2", Some(4), &IDS[..2]),
            sheet(1, "startIndex=3&count=2", Some(4), &IDS[2..4]),
        ];
        assert!(whole(&pages).unwrap_err().contains("behind the 4"));
        pages.push(sheet(1, "startIndex=5&count=2", Some(4), &[]));
        assert_eq!(whole(&pages), Ok(Counts::All));
        pages[1].total = Some(2);
        assert!(whole(&pages).unwrap_err().contains("changes from 4 to 2"));
        pages[1].total = Some(4);
        pages[1].ids.pop();
        assert!(whole(&pages).unwrap_err().contains("3 of the 4"));
    }

    #[test]
    fn a_pass_that_is_whole_counts_by_itself_and_others_only_under_one_total() {
        let pages = |first: u64| {
            vec![
                sheet(1, "startIndex=1&count=9", Some(first), &["a", "b", "gone"]),
                sheet(2, "startIndex=1&count=2", Some(3), &["a", "b"]),
                sheet(2, "startIndex=3&count=2", Some(3), &["c"]),
                sheet(2, "startIndex=4&count=2", Some(3), &[]),
            ]
        };
        assert_eq!(whole(&pages(4)), Ok(Counts::From(2)));
        let mut united = pages(3);
        united[0].ids = vec!["a", "b"];
        united[1].ids = vec!["a"];
        united[2].ids = vec!["c", "a"];
        assert_eq!(whole(&united), Ok(Counts::All));
        united[0].total = Some(4);
        assert!(whole(&united).is_err());
    }

    #[test]
    fn without_a_total_an_end_is_shown_by_rows_that_overlap_or_by_a_cursor() {
        let first = sheet(1, "startIndex=1&count=2", None, &["a", "b"]);
        let second = sheet(1, "startIndex=2&count=2", None, &["b", "c"]);
        let end = sheet(1, "startIndex=3&count=2", None, &["c"]);
        assert_eq!(whole(&[first.clone(), second.clone(), end.clone()]), Ok(Counts::All));
        assert!(whole(&[first.clone(), second.clone()]).is_err());
        let moved = sheet(1, "startIndex=2&count=2", None, &["c", "d"]);
        let end_of_moved = sheet(1, "startIndex=4&count=2", None, &["d"]);
        assert!(whole(&[first.clone(), moved, end_of_moved]).unwrap_err().contains("moved"));
        assert!(whole(std::slice::from_ref(&first)).is_err());
        let mut cursor = first;
        cursor.goes_on = true;
        let last = sheet(1, "cursor=x&count=2", None, &["c"]);
        assert_eq!(whole(&[cursor.clone(), last]), Ok(Counts::All));
        let mut on = sheet(1, "cursor=x&count=2", None, &["c"]);
        on.goes_on = true;
        assert!(whole(&[cursor, on]).is_err());
    }
}
