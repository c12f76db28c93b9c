//! The `dixit` binary: hands the command line to the library and its exit code to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    dixit::commands::main()
}
