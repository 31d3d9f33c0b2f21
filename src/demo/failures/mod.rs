//! The catalogue of what goes wrong in the shop, one file a service.
//!
//! Belongs here: classes, texts and frames as the libraries and the services write them, and when it happens. Does not
//! belong here: the bytes of headers (`spring.rs`). In a text, `{id}` stands for the record's key, `{sku}` for the article,
//! `{n}` for the quantity, `{left}` for what is in stock and `{wait}` for some milliseconds.

pub(super) mod inventory;
mod kind;
pub(super) mod orders;
pub(super) mod payments;

pub(super) use kind::{Episode, Kind, Link, Spoiled, Stage};
