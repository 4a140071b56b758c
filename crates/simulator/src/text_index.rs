//! Looking up invented texts without keeping them.

use crate::dice::hash_text;

/// From a text to the indices that may have it: hashes in a sorted list, 16 bytes each.
#[derive(Debug, Default)]
pub(crate) struct TextIndex(Vec<(u64, u32)>);

impl TextIndex {
    pub(crate) fn new(total: u32, text: impl Fn(u32) -> String) -> Self {
        let mut entries: Vec<(u64, u32)> =
            (0..total).map(|index| (hash_text(&text(index)), index)).collect();
        entries.sort_unstable();
        Self(entries)
    }

    pub(crate) fn candidates(&self, text: &str) -> impl Iterator<Item = u32> + '_ {
        let hash = hash_text(text);
        let first = self.0.partition_point(|(known, _)| *known < hash);
        self.0[first..].iter().take_while(move |(known, _)| *known == hash).map(|(_, index)| *index)
    }
}
