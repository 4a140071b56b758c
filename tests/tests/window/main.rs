//! The real window, and the pages that leave Rollcall in real browsers.

mod cases;
mod changes;
mod connection;
mod journeys;
mod packet;
mod packets;
mod paper;
mod people;
mod reconcile;
mod review;
