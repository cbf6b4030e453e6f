//! The `storefront` binary; see `storefront --help`.

fn main() -> std::process::ExitCode {
    storefront::main()
}
