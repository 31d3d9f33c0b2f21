//! Files that schemas in registries import without a reference: Confluent's clients have them built in.

/// Returns the text of a file by the path it is imported as.
pub(super) fn text(_name: &str) -> Option<&'static str> {
    None
}
