//! Dead letters that are read again: where another cluster is written to, what goes wrong says which one it is.

use crate::error::{ErrorKind, Result};
use crate::kafka::write::Reread;
use crate::record::RecordView;
use crate::replay::plan::Step;

/// Reads again, and where there are two clusters says of each error that it is one of the cluster that is read.
pub(super) struct FromSource {
    reread: Box<dyn Reread>,
    is_other: bool,
    is_denied: bool,
}

impl FromSource {
    /// Reads with this; `is_other` says whether records go to another cluster.
    pub(super) fn new(reread: Box<dyn Reread>, is_other: bool) -> Self {
        Self {
            reread,
            is_other,
            is_denied: false,
        }
    }

    /// Tells whether the cluster that is read refused, of two: then no right of the other one is missing.
    pub(super) fn is_denied(&self) -> bool {
        self.is_denied
    }
}

impl Reread for FromSource {
    fn read(&mut self, steps: &[Step], show: &mut dyn FnMut(usize, &RecordView<'_>)) -> Result<()> {
        self.reread.read(steps, show).map_err(|error| {
            if !self.is_other {
                return error;
            }
            self.is_denied |= error.kind() == ErrorKind::Denied;
            error.within("at the cluster that is read: ")
        })
    }
}
