//! The command line: what the `storefront` binary does.

mod import;
mod in_process;
mod operator;
mod serve;
mod verify;

use std::process::ExitCode;

pub use in_process::InProcess;
pub use serve::BODY_BYTES_MAX;

use clap::{Parser, Subcommand};

use crate::config::Settings;
use crate::demo::{Play, demo};
use crate::render::Lang;

/// Sanbao: the storefront and the exchange in one process.
#[derive(Debug, Parser)]
#[command(name = "storefront", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrate, load the demo season on an empty folder, and serve (the default).
    Serve,
    /// Bring the database to the newest schema.
    Migrate,
    /// Hand in a cooperative's file or a statement of the custody account, all or nothing.
    Import(import::Import),
    /// Play a season over HTTP against the server at SANBAO_BASE_URL and print what each household received.
    Demo {
        /// The profile that the server was started with.
        #[arg(long, default_value = "cn-spot", value_parser = ["cn-spot", "open"])]
        profile: String,
        /// Stop after the first chapter, the Wangcun order.
        #[arg(long)]
        first_only: bool,
        /// The language of what is printed.
        #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
        lang: String,
    },
    /// Make an operator's sign-in and print the link, good once and for an hour, that chooses its password.
    Operator(operator::Operator),
    /// Recompute every invariant from rows and journal; exit 1 with the differences listed.
    Verify,
    /// List every route with its roles, scope and what it changes.
    Routes {
        /// As a JSON array.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command.unwrap_or(Command::Serve)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("storefront: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let settings = Settings::load()?;
    match command {
        Command::Serve => runtime()?.block_on(serve::serve(settings))?,
        Command::Migrate => runtime()?.block_on(serve::migrate(&settings))?,
        Command::Import(file) => return runtime()?.block_on(import::import(settings, file)),
        Command::Demo {
            profile,
            first_only,
            lang,
        } => {
            let lang = Lang::from_tag(&lang).unwrap_or_default();
            runtime()?.block_on(demo(
                &settings,
                Play {
                    profile,
                    first_only,
                    lang,
                },
            ))?;
        }
        Command::Operator(wanted) => {
            return runtime()?.block_on(operator::operator(settings, wanted));
        }
        Command::Verify => return runtime()?.block_on(verify::verify(&settings)),
        Command::Routes { json } => print_routes(json)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
}

fn print_routes(json: bool) -> anyhow::Result<()> {
    let (_, described) = crate::router::table().into_parts();
    if json {
        println!("{}", serde_json::to_string_pretty(&described)?);
        return Ok(());
    }
    for route in described {
        let roles = if route.roles.is_empty() {
            "anyone".to_owned()
        } else {
            route.roles.join(", ")
        };
        println!("{:4} {:48} {roles}", route.method, route.path);
    }
    Ok(())
}
