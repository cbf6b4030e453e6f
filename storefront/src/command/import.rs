//! `import`: a cooperative's own files and the operator's statements, from the command line.
//!
//! When a server answers at the base URL the file is posted to it. Else the platform is opened here,
//! which takes the journal's lock: a second writer is refused, whichever of the two came first.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;

use super::serve;
use crate::account::session;
use crate::app::App;
use crate::asked::Asked;
use crate::config::Settings;
use crate::demo::Client;
use crate::entity::person;
use crate::error::Problem;
use crate::form::row_views;
use crate::idempotency::Keyed;
use crate::office::{self, FileKind};
use crate::operator;
use crate::render::{Arg, Lang};
use crate::token;
use crate::visitor::{Actor, Visitor};

/// How long a server may take to say that it is there.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);
/// The kind of the operator's own files.
const STATEMENTS: &str = "statements";

/// What to hand in.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// members, intakes, advances, certificates, shelves, products, skus or statements.
    kind: String,
    /// The CSV file.
    file: PathBuf,
    /// The sign-in that hands it in: its cooperative is whose file it is.
    #[arg(long = "as")]
    sign_in: String,
    /// Say what would happen and list every bad row; write nothing.
    #[arg(long)]
    dry_run: bool,
    /// The language of what is printed.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    lang: String,
}

/// Hands a file in; the exit code is 1 when it was refused.
pub async fn import(settings: Settings, import: Import) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(&import.file)
        .with_context(|| format!("{} cannot be read", import.file.display()))?;
    if server_answers(&settings.base_url()).await {
        return post(&settings, &import, bytes).await;
    }
    serve::start_log(&settings)?;
    let (app, _, workers) = serve::build(settings).await?;
    let code = here(&app, &import, &bytes).await;
    workers.stop().await;
    code
}

async fn server_answers(base_url: &str) -> bool {
    let request = reqwest::Client::new()
        .get(format!("{base_url}/healthz"))
        .timeout(ANSWERS_WITHIN);
    request
        .send()
        .await
        .is_ok_and(|response| response.status().is_success())
}

async fn post(settings: &Settings, import: &Import, bytes: Vec<u8>) -> anyhow::Result<ExitCode> {
    let lang = Lang::from_tag(&import.lang).unwrap_or_default();
    let client = Client::sign_in(
        &settings.base_url(),
        &import.sign_in,
        &settings.import_password(),
        lang,
    )
    .await?;
    let path = match import.kind.as_str() {
        STATEMENTS => "/api/v1/operator/statements".to_owned(),
        kind => format!("/api/v1/office/imports/{kind}?dry_run={}", import.dry_run),
    };
    let key = format!("import-{}", token::request_id());
    let (accepted, answer) = client.answer_to(&path, &key, bytes).await?;
    if accepted {
        println!("{answer}");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{}", answer["title"].as_str().unwrap_or_default());
    for row in answer["rows"].as_array().into_iter().flatten() {
        let text = |name: &str| row[name].as_str().unwrap_or_default();
        eprintln!("{}\t{}\t{}", row["line"], text("column"), text("words"));
    }
    Ok(ExitCode::FAILURE)
}

async fn here(app: &App, import: &Import, bytes: &[u8]) -> anyhow::Result<ExitCode> {
    let visitor = visitor(app, import).await?;
    let actor = visitor.actor.clone().context("the sign-in has a person")?;
    let name = import
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let keyed = Keyed {
        actor: actor.key_space(),
        key: format!("import-{}", token::request_id()),
        body_hash: String::new(),
    };
    let asked = Asked {
        app,
        visitor: &visitor,
        actor: &actor,
    };
    let done = match (import.kind.as_str(), FileKind::named(&import.kind)) {
        (STATEMENTS, _) => operator::import_statement(app, &visitor, keyed, (&name, bytes))
            .await
            .map(|answer| answer.body),
        (_, Some(kind)) if import.dry_run => office::try_out(&asked, (kind, &name, bytes))
            .await
            .map(|imported| serde_json::json!(imported)),
        (_, Some(kind)) => office::import(&asked, keyed, (kind, &name, bytes))
            .await
            .map(|answer| answer.body),
        (kind, None) => bail!("there is no kind of file called {kind:?}"),
    };
    told(app, &visitor, done)
}

fn told(app: &App, visitor: &Visitor, done: Result<Value, Problem>) -> anyhow::Result<ExitCode> {
    match done {
        Ok(answer) => {
            println!("{answer}");
            Ok(ExitCode::SUCCESS)
        }
        Err(Problem {
            cause: Some(cause), ..
        }) => bail!(cause),
        Err(problem) => {
            let args: Vec<(&str, Arg<'_>)> = crate::form::args(&problem.args);
            eprintln!(
                "{}",
                app.renderer()
                    .message(visitor.lang, &format!("problem-{}", problem.code), &args)
            );
            for row in row_views(app, visitor, &problem) {
                eprintln!("{}\t{}\t{}", row.line, row.column, row.words);
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn visitor(app: &App, import: &Import) -> anyhow::Result<Visitor> {
    let person =
        person::Entity::find().filter(person::Column::Email.eq(import.sign_in.to_lowercase()));
    let person = person
        .one(app.database().read())
        .await?
        .context("there is no such sign-in")?;
    let actor: Actor = session::actor_of(person);
    Ok(Visitor {
        lang: Lang::from_tag(&import.lang).unwrap_or_default(),
        large: false,
        actor: Some(actor),
        request_id: token::request_id(),
        path: String::new(),
        secure: false,
        address: None,
    })
}
