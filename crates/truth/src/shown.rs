//! Whole numbers as a sheet shows them: `00000` makes 00417 of 417.

/// The part of a number format that adds zeros or text to a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Token>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Text(char),
    /// A digit that is always shown.
    Zero,
    /// A digit that is shown where there is one.
    Digit,
}

impl Pattern {
    /// None for formats of amounts, dates and texts, and for those that change nothing.
    pub(crate) fn of(format: &str) -> Option<Self> {
        let mut tokens = Vec::new();
        let mut letters = format.trim().chars();
        while let Some(letter) = letters.next() {
            match letter {
                ';' => break,
                '"' => tokens.extend(letters.by_ref().take_while(|c| *c != '"').map(Token::Text)),
                '\\' => tokens.push(Token::Text(letters.next()?)),
                // The width of the next letter, and a letter that fills the cell.
                '_' | '*' => {
                    letters.next()?;
                }
                '0' => tokens.push(Token::Zero),
                '#' | '?' => tokens.push(Token::Digit),
                '-' | '/' | ' ' | '(' | ')' | ':' | '+' => tokens.push(Token::Text(letter)),
                'G' if letters.as_str().starts_with("eneral") => {
                    letters = letters.as_str().strip_prefix("eneral")?.chars();
                    tokens.push(Token::Digit);
                }
                _ => return None,
            }
        }
        let zeros = tokens.iter().filter(|token| **token == Token::Zero).count();
        let digits = tokens.iter().filter(|token| !matches!(token, Token::Text(_))).count();
        let text = tokens.iter().any(|token| matches!(token, Token::Text(c) if *c != ' '));
        (digits > 0 && (zeros > 1 || text)).then_some(Self(tokens))
    }

    /// `None` for anything but an integer of usual length.
    pub(crate) fn show(&self, number: f64) -> Option<String> {
        if number.fract() != 0.0 || !(0.0..1e15).contains(&number) {
            return None;
        }
        let digits = if number == 0.0 { String::new() } else { number.to_string() };
        let mut digits = digits.chars().rev();
        let first = self.0.iter().position(|token| !matches!(token, Token::Text(_)))?;
        let mut shown = Vec::new();
        for (at, token) in self.0.iter().enumerate().rev() {
            match token {
                Token::Text(letter) => shown.push(*letter),
                Token::Zero => shown.push(digits.next().unwrap_or('0')),
                Token::Digit => shown.extend(digits.next()),
            }
            if at == first {
                shown.extend(digits.by_ref());
            }
        }
        Some(shown.into_iter().rev().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_and_texts_are_added_as_the_format_says() {
        for (format, number, shown) in [
            ("00000", 417.0, "00417"),
            ("00000", 1_234_567.0, "1234567"),
            ("\"E\"00000", 417.0, "E00417"),
            ("\\E\\-00000", 417.0, "E-00417"),
            ("\"E-\"0", 417.0, "E-417"),
            ("000-000", 4711.0, "004-711"),
            ("###-000", 4711.0, "4-711"),
            ("General\" ext\"", 417.0, "417 ext"),
            ("00000;-00000", 0.0, "00000"),
            ("00000_)", 7.0, "00007"),
        ] {
            let pattern = Pattern::of(format).unwrap();
            assert_eq!(pattern.show(number).as_deref(), Some(shown), "{format}");
        }
        assert_eq!(Pattern::of("00000").unwrap().show(1.5), None);
        assert_eq!(Pattern::of("00000").unwrap().show(-1.0), None);
    }

    #[test]
    fn amounts_dates_and_plain_numbers_stay() {
        for format in
            ["General", "0", "0.00", "#,##0", "@", "0%", "0.00E+00", "dd/mm/yyyy", "[Red]00"]
        {
            assert_eq!(Pattern::of(format), None, "{format}");
        }
    }
}
