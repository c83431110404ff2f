//! Stopping when the user asks for it.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use tracing::warn;

use crate::exit::Exit;

/// Whether the user has asked for the run to stop.
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens for Ctrl-C and for the signals to terminate and to hang up. The first lets the documents in flight
    /// come to their end; the second ends the program at once.
    pub fn on_signals() -> anyhow::Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        let flag = asked.clone();
        let handler = move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(Exit::Stopped.code().into());
            }
            warn!("stopping when the documents in flight are done; once more to stop at once");
        };
        ctrlc::set_handler(handler).context("cannot listen for Ctrl-C")?;
        Ok(Self(asked))
    }

    /// Break, once it was asked for.
    pub fn asked(&self) -> ControlFlow<()> {
        if self.0.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}
