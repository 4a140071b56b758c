//! The catalogue, the addresses in it and the requests made from it.

mod address;
mod catalogue;
mod requests;
