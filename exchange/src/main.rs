//! The `exchange` binary; see `exchange --help`.

fn main() -> std::process::ExitCode {
    exchange::main()
}
