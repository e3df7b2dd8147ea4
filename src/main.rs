//! The command line's door.

fn main() -> std::process::ExitCode {
    oppkeur::cli::main()
}
