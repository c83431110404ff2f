//! Exit codes.

use std::io;
use std::process::ExitCode;

use onomast_pipeline::PipelineError;
use tracing::{error, warn};

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: all good.
    Good,
    /// 1: finished, but some documents failed or a score is under its floor.
    SomeFailed,
    /// 2: could not run.
    CouldNotRun,
    /// 130: stopped by the user before the end, as shells count Ctrl-C.
    Stopped,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::SomeFailed => 1,
            Self::CouldNotRun => 2,
            Self::Stopped => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Says why the program could not run. A reader that went away is no error: the exit is quiet.
pub fn of_error(error: &anyhow::Error) -> Exit {
    if error.chain().any(is_closed_pipe) {
        return Exit::Good;
    }
    if let Some(PipelineError::Interrupted { .. }) = error.downcast_ref() {
        warn!("{error}");
        return Exit::Stopped;
    }
    error!("{error:#}");
    Exit::CouldNotRun
}

fn is_closed_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    cause.downcast_ref::<io::Error>().is_some_and(closed)
        || cause
            .downcast_ref::<PipelineError>()
            .is_some_and(PipelineError::is_closed_pipe)
}
