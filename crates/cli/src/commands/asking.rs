//! The question before something is sent, and what is said where nobody can answer it.

use crate::ending::Stop;
use crate::screen::plain;
use rollcall_engine::view::Confirmation;
use std::io::IsTerminal;

const NO_TERMINAL: &str = "There is no terminal to ask in. Nothing was planned or sent; --yes \
runs the plan without asking.";

/// Ends a command that has to ask where nobody can answer. Called when everything that was typed is
/// known to be right: a wrong argument would otherwise stay hidden behind this.
pub fn can_ask(asks: bool) -> Result<(), Stop> {
    if asks && !std::io::stdin().is_terminal() { Err(Stop::usage(NO_TERMINAL)) } else { Ok(()) }
}

pub const NOT_CONFIRMED: &str = "Not confirmed. Nothing was sent, and the plan was discarded.";

pub const ALREADY: &str = "Nothing to do: already inactive (checked just now).";

pub const ALREADY_SO: &str = "Nothing to do: already done (checked just now).";

pub const DRY_RUN: &str = "A dry run: nothing was sent.";

/// What the admin said to the question. Everything that is not a clear yes is a no.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Confirmed { typed: Option<String> },
    NotConfirmed,
}

impl Answer {
    /// The answer of `--yes`.
    pub fn yes_to(confirmation: &Confirmation) -> Self {
        Self::Confirmed { typed: confirmation.type_this.clone() }
    }

    /// `None`: the question was canceled.
    fn of_yes_or_no(said: Option<bool>) -> Self {
        if said == Some(true) { Self::Confirmed { typed: None } } else { Self::NotConfirmed }
    }

    fn of_typed(said: Option<&str>, wanted: &str) -> Self {
        match said.map(str::trim) {
            Some(typed) if typed == wanted => Self::Confirmed { typed: Some(wanted.to_owned()) },
            _ => Self::NotConfirmed,
        }
    }
}

pub fn ask(confirmation: &Confirmation) -> Result<Answer, Stop> {
    let failed = |error| Stop::failed(format!("Asking failed: {error}. Nothing was sent."));
    match &confirmation.type_this {
        Some(wanted) => {
            let question =
                format!("Type {} to {}:", plain(wanted), lower_first(&confirmation.button));
            let said = inquire::Text::new(&question).prompt_skippable();
            let said = interrupted_is_no(said).map_err(failed)?;
            Ok(Answer::of_typed(said.as_deref(), wanted))
        }
        None => {
            let question = format!("{}?", plain(&confirmation.button));
            let said = inquire::Confirm::new(&question).with_default(false).prompt_skippable();
            Ok(Answer::of_yes_or_no(interrupted_is_no(said).map_err(failed)?))
        }
    }
}

fn interrupted_is_no<T>(
    said: Result<Option<T>, inquire::InquireError>,
) -> Result<Option<T>, inquire::InquireError> {
    match said {
        Err(
            inquire::InquireError::OperationInterrupted | inquire::InquireError::OperationCanceled,
        ) => Ok(None),
        said => said,
    }
}

pub fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().collect::<String>() + characters.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_confirms() {
        assert_eq!(Answer::of_yes_or_no(Some(true)), Answer::Confirmed { typed: None });
        assert_eq!(Answer::of_yes_or_no(Some(false)), Answer::NotConfirmed);
        assert_eq!(Answer::of_yes_or_no(None), Answer::NotConfirmed);
        let typed = Answer::Confirmed { typed: Some("jo@x".to_owned()) };
        assert_eq!(Answer::of_typed(Some(" jo@x "), "jo@x"), typed);
        for said in [None, Some(""), Some("y"), Some("jo"), Some("JO@x")] {
            assert_eq!(Answer::of_typed(said, "jo@x"), Answer::NotConfirmed, "{said:?}");
        }
    }

    #[test]
    fn yes_on_the_command_line_types_what_is_wanted() {
        let confirmation = |type_this: Option<&str>| Confirmation {
            type_this: type_this.map(str::to_owned),
            button: "Deactivate 1 user".to_owned(),
            destructive: true,
        };
        assert_eq!(Answer::yes_to(&confirmation(None)), Answer::Confirmed { typed: None });
        let typed = Answer::Confirmed { typed: Some("jo@x".to_owned()) };
        assert_eq!(Answer::yes_to(&confirmation(Some("jo@x"))), typed);
    }
}
