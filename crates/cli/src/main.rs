//! The `onomast` command: arguments in, files, progress and exit codes out.
//!
//! One module a command; [`args`] has them all with their help texts, [`exit`] the exit codes.

mod args;
mod clean;
mod entities;
mod eval;
mod exit;
mod extract;
mod message;
mod stop;

use std::process::ExitCode;

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
        Command::Eval(args) => eval::run(&args),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "onomast", &mut std::io::stdout());
            Ok(Exit::Good)
        }
    };
    result.unwrap_or_else(|error| exit::of_error(&error)).into()
}
