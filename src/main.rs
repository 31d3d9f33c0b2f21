//! The `dltctl` binary.

fn main() {}
