//! What identifiers look like, made from an index so that none has to be remembered.

use crate::dice::Dice;
use crate::plays::IdStyle;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Makes the identifiers of one kind of resource in one app.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    pub(crate) style: IdStyle,
    pub(crate) prefix: String,
    /// Of mixed styles, one identifier in this many is of decimal digits.
    pub(crate) digits_one_in: u32,
    pub(crate) first_number: u64,
    pub(crate) dice: Dice,
}

impl Ids {
    pub(crate) fn of(&self, index: u32) -> String {
        let index = u64::from(index);
        match self.style {
            IdStyle::Digits => self.digits(index),
            IdStyle::Uuid => self.uuid(index),
            IdStyle::UuidOrDigits if self.dice.one_in(index, self.digits_one_in) => {
                self.digits(index)
            }
            IdStyle::UuidOrDigits => self.uuid(index),
            IdStyle::Prefixed => self.prefixed(index),
            IdStyle::Awkward => format!("{}a/b?c={index}&d#e%2F é", self.prefix),
        }
    }

    fn digits(&self, index: u64) -> String {
        (self.first_number + index * 37 + self.dice.below(index, 37)).to_string()
    }

    fn uuid(&self, index: u64) -> String {
        let mut bytes = [0_u8; 16];
        bytes[..8].copy_from_slice(&self.dice.roll(index * 2).to_be_bytes());
        bytes[8..].copy_from_slice(&self.dice.roll(index * 2 + 1).to_be_bytes());
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    fn prefixed(&self, index: u64) -> String {
        let mut rest =
            u128::from(self.dice.roll(index * 2)) << 64 | u128::from(self.dice.roll(index * 2 + 1));
        let mut id = self.prefix.clone();
        for _ in 0..14 {
            let digit = usize::try_from(rest % 62).unwrap_or(0);
            id.push(char::from(BASE62[digit]));
            rest /= 62;
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_every_style_differ_from_each_other() {
        for style in [IdStyle::Digits, IdStyle::Uuid, IdStyle::UuidOrDigits, IdStyle::Prefixed] {
            let ids = Ids {
                style,
                prefix: "usr".into(),
                digits_one_in: 9,
                first_number: 90_000,
                dice: Dice::new(1, "ids"),
            };
            let all: std::collections::BTreeSet<String> = (0..5000).map(|i| ids.of(i)).collect();
            assert_eq!(all.len(), 5000, "{style:?}");
        }
    }
}
