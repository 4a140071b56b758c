//! Who is who: rules, properties and labeled people.

mod labeled;
mod properties;
mod rules;
