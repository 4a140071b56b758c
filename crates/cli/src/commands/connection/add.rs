//! `rollcall connection add`: tests address and token rung by rung, and keeps them only when all hold.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use clap::builder::PossibleValuesParser;
use rollcall_engine::{ConnectRequest, Rollcall};
use secrecy::SecretString;
use std::io::{IsTerminal, Read};

/// Maximum of bytes read from standard input; more is not a token.
const LONGEST_INPUT: u64 = 64 * 1024;

/// Connect an app; the token comes from standard input or a prompt
#[derive(Debug, Args)]
#[command(after_help = example("rollcall connection add --provider scim --name Acme --url https://acme.example.com/scim/v2 < token.txt"))]
pub struct Add {
    /// The app to connect
    #[arg(long, value_parser = providers())]
    pub provider: String,
    /// Name of the connection in Rollcall
    #[arg(long)]
    pub name: String,
    /// SCIM address of the app
    #[arg(long)]
    pub url: String,
    /// License cost per seat and month, such as 12.50EUR
    #[arg(long, default_value = "", hide_default_value = true)]
    pub seat_price: String,
}

pub fn providers() -> PossibleValuesParser {
    let providers = rollcall_engine::providers();
    PossibleValuesParser::new(
        providers
            .into_iter()
            .map(|provider| clap::builder::PossibleValue::new(provider.id).help(provider.name)),
    )
}

pub async fn run(rollcall: &Rollcall, options: Add, screen: &Screen) -> Result<Ending, Stop> {
    let name = options.name.clone();
    let request = ConnectRequest {
        provider: options.provider,
        name: options.name,
        address: options.url,
        token: token("SCIM token:")?,
        seat_price: options.seat_price,
    };
    let made = super::test::with_progress(rollcall, screen, rollcall.connect(request)).await?;
    if !screen.json() {
        made.test.rungs.iter().try_for_each(|rung| screen.line(words::rung_line(rung)))?;
    }
    let Some(connection) = made.connection else {
        return Err(super::test::first_problem(made.test));
    };
    if screen.json() {
        screen.value(&Listing::whole(vec![connection], true))?;
    } else {
        screen.line(format!("Connected {name}. Its token is in this computer's keychain."))?;
        screen.line(format!("Read it with: rollcall read {}", quoted(&name)))?;
    }
    Ok(Ending::Done)
}

/// From a hidden prompt on a terminal, else all of standard input. Never an argument or the
/// environment, which other programs of this user can see.
pub fn token(question: &str) -> Result<SecretString, Stop> {
    let text = if std::io::stdin().is_terminal() {
        inquire::Password::new(question)
            .without_confirmation()
            .with_display_mode(inquire::PasswordDisplayMode::Hidden)
            .with_help_message("Goes straight to this computer's keychain")
            .prompt()
            .map_err(|_| Stop::usage("No token was given; nothing was changed."))?
    } else {
        let mut text = String::new();
        std::io::stdin().take(LONGEST_INPUT).read_to_string(&mut text).map_err(|_| {
            Stop::usage("Standard input holds no text; the token is expected there.")
        })?;
        text
    };
    let token = SecretString::from(text.trim().to_owned());
    if text.trim().is_empty() {
        return Err(Stop::usage(
            "The token is expected on standard input, but standard input was \
        empty.",
        ));
    }
    Ok(token)
}

pub fn quoted(name: &str) -> String {
    let simple = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.chars().all(simple) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_name_is_quoted_for_the_shell() {
        assert_eq!(quoted("acme"), "acme");
        assert_eq!(quoted("Acme – Example's"), r"'Acme – Example'\''s'");
    }
}
