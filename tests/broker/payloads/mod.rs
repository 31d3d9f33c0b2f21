//! Keys and values as a user sees them: a real Kafka, a real schema registry, the built program.

mod before_replay;
mod by_files;
mod desk;
mod of_spring;
mod shown;
mod stopped;
mod untouched;
