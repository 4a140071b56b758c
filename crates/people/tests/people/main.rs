//! Who is who: rules, properties and labelled people.

mod labelled;
mod properties;
mod rules;
