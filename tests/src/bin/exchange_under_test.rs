//! Today's `exchange`, built by `cargo test` itself.

fn main() -> std::process::ExitCode {
    exchange::main()
}
