//! What is typed about a connection: address, token, price of a seat.

use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use rollcall_providers::Profile;
use rollcall_scim::Endpoint;
use secrecy::{ExposeSecret, SecretString};

pub(crate) fn check_address(profile: &Profile, address: &str) -> Result<Endpoint, Problem> {
    let endpoint = Endpoint::parse(address.trim()).map_err(|error| {
        asked(
            ProblemCode::AddressRefused,
            "Using the address failed.",
            &format!("{error}."),
            "Copy the SCIM address from the app. It starts with https://.",
        )
    })?;
    profile.check_address(&endpoint).map_err(|why| {
        asked(
            ProblemCode::AddressRefused,
            "Using the address failed.",
            &why,
            "Copy the SCIM address from the app's administration again.",
        )
    })?;
    Ok(endpoint)
}

/// What the smallest of the keychains takes: 2,560 bytes in the Windows Credential Manager.
const LONGEST_TOKEN: usize = 2_560;

pub(super) fn check_token(token: &SecretString) -> Result<SecretString, Problem> {
    // EXPOSE: only its shape is looked at; a token with a line break would end up as two headers.
    let text = token.expose_secret().trim();
    let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
    if text.len() > LONGEST_TOKEN {
        return Err(asked(
            ProblemCode::BadRequest,
            "Using the token failed.",
            &format!(
                "The token is longer than {LONGEST_TOKEN} characters, more than a keychain can \
            store."
            ),
            "Copy only the token, without anything around it.",
        ));
    }
    if text.is_empty() || text.chars().any(|c| !('!'..='~').contains(&c)) {
        return Err(asked(
            ProblemCode::BadRequest,
            "Using the token failed.",
            "A token is one line of letters, digits and signs without spaces.",
            "Copy it again, without line breaks.",
        ));
    }
    Ok(SecretString::from(text.to_owned()))
}

/// "12.50EUR", "EUR 12.50", "12,50 €" → "12.50 EUR"; empty → none.
pub(super) fn seat_price(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let amount: String =
        text.chars().filter(|c| c.is_ascii_digit() || *c == '.' || *c == ',').collect();
    let currency: String = text
        .chars()
        .filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',') && !c.is_whitespace())
        .collect();
    let currency = match currency.as_str() {
        "€" => "EUR".to_owned(),
        "$" => "USD".to_owned(),
        "£" => "GBP".to_owned(),
        other => other.to_ascii_uppercase(),
    };
    let amount = amount.replace(',', ".");
    let (whole, cents) = amount.split_once('.').unwrap_or((amount.as_str(), ""));
    let sound = !whole.is_empty()
        && whole.len() <= 7
        && whole.chars().all(|c| c.is_ascii_digit())
        && cents.len() <= 2
        && cents.chars().all(|c| c.is_ascii_digit())
        && currency.len() == 3
        && currency.chars().all(|c| c.is_ascii_alphabetic());
    if !sound {
        return Err(asked(
            ProblemCode::BadRequest,
            "Reading the license cost failed.",
            &format!("“{text}” is not an amount with a currency."),
            "Write it like 12.50EUR, per seat and month, or leave it empty.",
        ));
    }
    Ok(Some(format!("{whole}.{cents:0<2} {currency}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seat_prices_are_read_as_people_write_them() {
        for (typed, kept) in [
            ("12.50EUR", Some("12.50 EUR")),
            ("€ 45", Some("45.00 EUR")),
            ("12,5 usd", Some("12.50 USD")),
            ("  ", None),
        ] {
            assert_eq!(seat_price(typed).unwrap().as_deref(), kept, "{typed}");
        }
        for wrong in ["cheap", "12.50", "1.2.3EUR", "-4EUR", "12.505EUR"] {
            assert_eq!(seat_price(wrong).unwrap_err().code, ProblemCode::BadRequest, "{wrong}");
        }
    }

    #[test]
    fn tokens_lose_the_bearer_word_and_never_hold_a_line_break() {
        let token = check_token(&SecretString::from(" Bearer abc.def \n")).unwrap();
        assert_eq!(token.expose_secret(), "abc.def");
        let long = "x".repeat(LONGEST_TOKEN + 1);
        for wrong in ["", "a b", "a\nX-Header: b", "é", long.as_str()] {
            assert!(check_token(&SecretString::from(wrong)).is_err());
        }
    }
}
