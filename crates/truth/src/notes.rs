//! Notes that many rows share are one note.

use std::collections::HashMap;

/// Rows that a note names.
pub(crate) const NAMED: usize = 5;
/// Different notes; a column that was mapped wrongly makes one per row.
const MOST: usize = 100;

/// Gathers notes; the order is that of their first row.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    groups: Vec<Group>,
    index: HashMap<String, usize>,
    left_out: usize,
}

#[derive(Debug)]
struct Group {
    text: String,
    rows: Vec<u32>,
    count: usize,
}

impl Notes {
    /// `text` goes on after “Row 7: ”.
    pub(crate) fn add(&mut self, text: &str, row: u32) {
        let at = match self.index.get(text) {
            Some(at) => *at,
            None if self.groups.len() >= MOST => {
                self.left_out += 1;
                return;
            }
            None => {
                self.groups.push(Group { text: text.to_owned(), rows: Vec::new(), count: 0 });
                self.index.insert(text.to_owned(), self.groups.len() - 1);
                self.groups.len() - 1
            }
        };
        if let Some(group) = self.groups.get_mut(at) {
            group.count += 1;
            if group.rows.len() < NAMED {
                group.rows.push(row);
            }
        }
    }

    /// One sentence each: “2 rows (4, 9): …”.
    pub(crate) fn words(self) -> Vec<String> {
        let mut words: Vec<String> = self.groups.iter().map(Group::words).collect();
        if self.left_out > 0 {
            words.push(format!("{} more rows have notes of their own.", self.left_out));
        }
        words
    }
}

impl Group {
    fn words(&self) -> String {
        let text = &self.text;
        if let ([row], 1) = (self.rows.as_slice(), self.count) {
            return format!("Row {row}: {text}.");
        }
        format!("{} rows ({}): {text}.", self.count, listed(&self.rows, self.count))
    }
}

/// “4, 9, 17 and 2 more”.
pub(crate) fn listed(rows: &[u32], count: usize) -> String {
    let named: Vec<String> = rows.iter().take(NAMED).map(u32::to_string).collect();
    match count.saturating_sub(named.len()) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_the_same_note_are_named_together_and_bounded() {
        let mut notes = Notes::default();
        notes.add("odd", 3);
        for row in 10..17 {
            notes.add("even", row);
        }
        let words = notes.words();
        assert_eq!(words, ["Row 3: odd.", "7 rows (10, 11, 12, 13, 14 and 2 more): even."]);
    }

    #[test]
    fn there_is_an_end_to_notes() {
        let mut notes = Notes::default();
        (0..1000).for_each(|row| notes.add(&row.to_string(), row));
        let words = notes.words();
        assert_eq!(words.len(), MOST + 1);
        assert_eq!(words[MOST], "900 more rows have notes of their own.");
    }
}
