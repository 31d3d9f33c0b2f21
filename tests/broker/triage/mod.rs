//! An incident as it is on a real broker: a hundred thousand dead letters of twelve bugs in three services, one table.

mod bugs;
mod random;
mod services;
mod twelve;
