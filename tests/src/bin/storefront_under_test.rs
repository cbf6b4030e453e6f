//! Today's `storefront`, built by `cargo test` itself.

fn main() -> std::process::ExitCode {
    storefront::main()
}
