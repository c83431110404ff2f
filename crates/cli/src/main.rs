//! The `onomast` command: arguments in, files, progress and exit codes out.
//!
//! One module a command; [`args`] has them all with their help texts, [`exit`] the exit codes.

mod args;
mod clean;
mod entities;
mod eval;
mod exit;
mod explain;
mod export;
mod extract;
mod message;
mod report;
mod show;
mod stop;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::{CommandFactory, Parser};

use crate::args::{Cli, Command};
use crate::exit::Exit;

fn main() -> ExitCode {
    // A faulty document is caught by its stage and named there; the panic message would only double it.
    std::panic::set_hook(Box::new(|_| {}));
    let Cli { command, messages } = Cli::parse();
    message::listen(&messages);
    let result = match command {
        Command::Extract(args) => extract::run(&args, messages.quiet),
        Command::Clean(args) => clean::run(&args),
        Command::Entities(args) => entities::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "onomast", &mut std::io::stdout());
            Ok(Exit::Good)
        }
        Command::Man { folder } => manual(&folder),
    };
    result.unwrap_or_else(|error| exit::of_error(&error)).into()
}

/// Writes `onomast.1`, `onomast-extract.1` and so on.
fn manual(folder: &Path) -> anyhow::Result<Exit> {
    let written =
        std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.with_context(|| format!("cannot write manual pages to {}", folder.display()))?;
    Ok(Exit::Good)
}
