//! What seats cost a month, by currency.

use std::collections::BTreeMap;

/// Amounts in hundredths, by currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Money(BTreeMap<String, u64>);

impl Money {
    /// Adds a price so many times; a price is "12.50 EUR", as a connection keeps it.
    pub(crate) fn add(&mut self, price: &str, times: u32) {
        let Some((amount, currency)) = price.split_once(' ') else { return };
        let (whole, part) = amount.split_once('.').unwrap_or((amount, "0"));
        let (Ok(whole), Ok(part)) = (whole.parse::<u64>(), format!("{part:0<2}").parse::<u64>())
        else {
            return;
        };
        if times > 0 {
            let sum = self.0.entry(currency.to_owned()).or_default();
            *sum = sum.saturating_add((whole * 100 + part).saturating_mul(u64::from(times)));
        }
    }

    /// "61.00 EUR", "12.00 EUR + 4.00 USD", or empty.
    pub(crate) fn words(&self) -> String {
        let sums: Vec<String> = self
            .0
            .iter()
            .map(|(currency, sum)| format!("{}.{:02} {currency}", sum / 100, sum % 100))
            .collect();
        sums.join(" + ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_add_up_by_currency() {
        let mut money = Money::default();
        assert_eq!(money.words(), "");
        money.add("12.50 EUR", 2);
        money.add("0.05 EUR", 1);
        money.add("4 USD", 1);
        money.add("nothing", 3);
        assert_eq!(money.words(), "25.05 EUR + 4.00 USD");
    }
}
