//! The `dixit` binary: hands the command line to the library and its exit code to the system.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// An article makes thousands of small strings and lists on one thread that another drops; this allocator takes half the time of
/// the system's for them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    dixit::commands::main()
}
