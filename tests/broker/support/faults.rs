//! What can happen to a broker.

use super::broker::Broker;

impl Broker {
    /// Ends the broker at once, as a power cut would.
    pub(crate) fn kill(&self) {
        self.jvm().kill();
    }

    /// Ends the broker in an orderly way.
    pub(crate) fn stop(&self) {
        self.jvm().stop();
    }

    /// Starts the broker again after [`kill`](Self::kill) or [`stop`](Self::stop), at the same addresses.
    ///
    /// # Panics
    /// If it does not start.
    pub(crate) fn start_again(&self) {
        let mut jvm = self.jvm();
        *jvm = self.spawn(&[]).unwrap_or_else(|e| panic!("{e}"));
        self.wait_until_ready(&mut jvm)
            .unwrap_or_else(|e| panic!("the broker does not start again: {e}"));
    }

    /// Ends the broker in an orderly way and starts it again.
    ///
    /// # Panics
    /// If it does not start.
    pub(crate) fn restart(&self) {
        self.stop();
        self.start_again();
    }

    /// Stops the broker's process without ending it: connections stay open and nothing answers.
    pub(crate) fn pause(&self) {
        self.signal("-STOP");
    }

    /// Lets a paused broker go on.
    pub(crate) fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.jvm().id().to_string();
        let done = std::process::Command::new("kill")
            .args([signal, &id])
            .status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "kill {signal} {id}"
        );
    }
}
