//! The application's own packages, where the user names them.

/// Names of packages, modules or folders whose frames are the application's own.
///
/// Without any, every frame counts that is of no known framework. With some, a frame of theirs comes before any other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packages(Vec<Box<str>>);

impl Packages {
    /// Takes names such as `com.acme`, `Acme.Orders` or `github.com/acme`; a trailing `.` or `.*` is the same.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let trimmed = names.into_iter().map(|name| {
            name.trim()
                .trim_end_matches('*')
                .trim_end_matches(['.', '/'])
        });
        Self(
            trimmed
                .filter(|name| !name.is_empty())
                .map(Box::from)
                .collect(),
        )
    }

    /// Adds names to these.
    #[must_use]
    pub fn with<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut all = Self::new(names);
        all.0.extend(self.0.iter().cloned());
        all
    }

    /// Tells whether nobody named any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether a dotted name, or a path, begins with one of them; the name ends where a part of it ends.
    pub(super) fn own(&self, name: &str) -> bool {
        self.0.iter().any(|package| {
            name.strip_prefix(package.as_ref())
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    }

    /// Tells whether a part of a path begins with one of them, as the files of Python and Node do.
    pub(super) fn own_path(&self, path: &str) -> bool {
        self.0.iter().any(|package| {
            let folder = package.replace('.', "/");
            path.match_indices(folder.as_str()).any(|(at, _)| {
                let before = path[..at].chars().next_back();
                let after = path[at + folder.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric)
                    && !after.is_some_and(char::is_alphanumeric)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_a_part_ends() {
        let packages = Packages::new(["com.acme.", "github.com/acme", "Acme.*", " "]);
        for own in [
            "com.acme.Order.on",
            "com.acme$x",
            "github.com/acme/orders.Save",
            "Acme.Orders.Handle",
        ] {
            assert!(packages.own(own), "{own}");
        }
        for other in [
            "com.acmesoft.Order.on",
            "org.com.acme.X",
            "AcmeX.Y",
            "com.acm",
        ] {
            assert!(!packages.own(other), "{other}");
        }
        let packages = Packages::new(["orders.stock"]);
        assert!(packages.own_path("/srv/app/orders/stock/client.py"));
        assert!(!packages.own_path("/srv/app/reorders/stock/client.py"));
        assert!(Packages::new(["."]).is_empty());
    }
}
