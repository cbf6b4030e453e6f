//! `serve` and `migrate`: from settings to a listening server, and down again in order.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::middleware;
use catalog::database::Database;
use catalog::entity::organisation;
use exchange::clock::Clock;
use exchange::desk::embedded::DeskOptions;
use exchange::desk::venue::VenuePlan;
use exchange::entity::setting;
use exchange::retail::payment::Providers;
use exchange::worker::{Exchange, Opening, Workers};
use sea_orm::EntityTrait;
use sea_orm_migration::MigratorTrait;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::{App, Parts};
use crate::config::{LogFormat, Mode, Settings};
use crate::idempotency::InFlight;
use crate::limits::Limits;
use crate::mail::Mailer;
use crate::operator::CLOCK_OFFSET;
use crate::outbox::Postman;
use crate::payments::sandbox::Sandbox;
use crate::payments::{self, Transfer};
use crate::render::{Arg, Lang};
use crate::secret::Secret;
use crate::{account, body, layers, mail, render, router, shop, stop, visitor};

/// Largest body that any route accepts: a season's import file.
pub const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Longest that a request may take.
const REQUEST_SECONDS_MAX: u64 = 60;

/// Opens the database and brings it to the newest schema.
pub async fn open_database(settings: &Settings) -> anyhow::Result<Database> {
    std::fs::create_dir_all(&settings.data_dir).with_context(|| {
        format!(
            "the data folder {} cannot be made",
            settings.data_dir.display()
        )
    })?;
    let database = Database::connect(&settings.database_url())
        .await
        .context("the database cannot be opened")?;
    migrations::Migrator::up(database.read(), None)
        .await
        .context("the database cannot be migrated")?;
    Ok(database)
}

/// `migrate`.
pub async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    open_database(settings).await.map(drop)
}

/// `serve`.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    start_log(&settings)?;
    let listener = TcpListener::bind(settings.bind)
        .await
        .with_context(|| format!("{} cannot be listened on", settings.bind))?;
    let address = listener.local_addr()?;
    let settings = Settings {
        bind: address,
        ..settings
    };
    let (app, routes, workers) = build(settings).await?;
    let postman = Postman::start(app.clone());
    let notices = app
        .sandbox()
        .cloned()
        .map(|sandbox| tokio::spawn(sandbox.deliver(payments::notice_url(address, Sandbox::NAME))));
    greet(&app);
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop::asked())
        .await?;
    if let Some(notices) = notices {
        notices.abort();
    }
    postman.stop().await;
    workers.stop().await;
    Ok(())
}

/// Says where the platform is, and in a demo who can sign in.
fn greet(app: &App) {
    let words =
        |key: &str, args: &[(&str, Arg<'_>)]| app.renderer().message(Lang::Chinese, key, args);
    println!(
        "{}",
        words(
            "serve-address",
            &[("url", Arg::Text(&app.settings().base_url()))]
        )
    );
    if app.demo() {
        println!(
            "{}",
            words(
                "serve-sign-ins",
                &[("password", Arg::Text(account::season::PASSWORD))]
            )
        );
    }
}

/// Opens everything that the settings name: database, season, market, pages.
pub async fn build(settings: Settings) -> anyhow::Result<(App, Router, Workers)> {
    let database = open_database(&settings).await?;
    let renderer =
        render::Renderer::load(&settings.themes_dir).context("the themes cannot be read")?;
    let clock = Clock::with_offset(clock_offset(&database).await?);
    if settings.mode == Mode::Demo {
        open_season(&settings, &database, &clock).await?;
    }
    let secret = Secret::open(&settings)?;
    let sandbox = settings
        .sandbox_payments()
        .then(|| Sandbox::new(database.clone(), clock.clone(), secret.clone()));
    let providers = payments::providers(Transfer::new(database.clone()), sandbox.as_ref());
    let (exchange, workers) = open_exchange(&settings, (&database, &clock), providers).await?;
    let (routes, _) = router::table().into_parts();
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new()
        .install_recorder()
        .context("the metrics recorder cannot be installed")?;
    let app = App::new(Parts {
        clock,
        database,
        exchange,
        mailer: open_mailer(&settings)?,
        secret,
        in_flight: InFlight::default(),
        limits: Limits::new(&settings),
        sandbox,
        memory: shop::Memory::new(renderer.shops().len()),
        metrics,
        renderer,
        settings,
    });
    let router = wrap(routes, &app);
    Ok((app, router, workers))
}

/// The mail server that the settings name, else the mail folder.
fn open_mailer(settings: &Settings) -> anyhow::Result<Arc<dyn Mailer>> {
    let sender = settings.sender()?;
    let Some(relay) = settings.relay()? else {
        return Ok(Arc::new(mail::Folder::open(settings.mail_dir(), sender)?));
    };
    let options = mail::SmtpOptions {
        relay,
        authority: settings.smtp_ca.clone(),
        greets_as: settings.host(),
        sender,
    };
    Ok(Arc::new(mail::Smtp::open(options)?))
}

/// How far the demo clock was moved before.
async fn clock_offset(database: &Database) -> anyhow::Result<i64> {
    let row = setting::Entity::find_by_id(CLOCK_OFFSET)
        .one(database.read())
        .await?;
    Ok(row.and_then(|row| row.value.parse().ok()).unwrap_or(0))
}

/// Loads the demo season into an empty database, with its sign-ins and the opening statement.
async fn open_season(
    settings: &Settings,
    database: &Database,
    clock: &Clock,
) -> anyhow::Result<()> {
    if organisation::Entity::find()
        .one(database.read())
        .await?
        .is_some()
    {
        return Ok(());
    }
    let now = clock.now();
    let loaded = exchange::season::open(database, &settings.season_dir, now)
        .await
        .context("the season cannot be opened")?;
    let statement = settings.season_dir.join("bank_statement_opening.csv");
    let bytes = std::fs::read(&statement)
        .with_context(|| format!("{} cannot be read", statement.display()))?;
    let lines = catalog::import::statements::parse(&bytes)
        .context("the opening statement cannot be taken")?;
    let write = database.write().await?;
    account::season::record(&write, &loaded.people, now)
        .await
        .map_err(|problem| {
            anyhow::anyhow!(
                "the season's people cannot be recorded: {:?}",
                problem.cause
            )
        })?;
    let statement = exchange::bank::BankStatement {
        lines: &lines,
        imported_by: None,
        now,
    };
    exchange::bank::import_statement(&write, &statement)
        .await
        .context("the opening statement cannot be posted")?;
    write.commit().await?;
    Ok(())
}

/// Opens the market on its journal, with the instruments that trade here.
async fn open_exchange(
    settings: &Settings,
    (database, clock): (&Database, &Clock),
    providers: Providers,
) -> anyhow::Result<(Exchange, Workers)> {
    let profiles = settings.profiles()?;
    let profile = *profiles.first().context("a market profile")?;
    let plan = VenuePlan {
        venue: engine::VenueNo::new(exchange::funds::VENUE),
        profile,
        allowed: profiles,
        instruments: exchange::season::rules(database.read(), profile).await?,
    };
    let seconds = clock.clone();
    let desk = DeskOptions::in_folder(&settings.journal_dir(), seconds)
        .context("the journal cannot be opened")?;
    let desk = DeskOptions {
        lag_max: settings.projection_lag_max,
        ..desk
    };
    let opening = Opening {
        db: database.clone(),
        clock: clock.clone(),
        desk,
        plan,
        providers,
    };
    Exchange::open(opening)
        .await
        .context("the market cannot be opened")
}

/// Puts the layers around the routes, the last named running first, and the pages from memory before all.
fn wrap(routes: Router<App>, app: &App) -> Router {
    let timeout = std::time::Duration::from_secs(REQUEST_SECONDS_MAX);
    let routes = routes
        .fallback(|| async { crate::error::Problem::not_found() })
        .layer(middleware::from_fn_with_state(
            app.clone(),
            layers::same_site,
        ))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .layer(middleware::from_fn(body::bounded))
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::REQUEST_TIMEOUT,
            timeout,
        ))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), layers::words))
        .layer(middleware::from_fn_with_state(app.clone(), layers::log))
        .layer(middleware::from_fn_with_state(app.clone(), visitor::find))
        .layer(middleware::from_fn(layers::headers))
        .layer(CompressionLayer::new())
        .with_state(app.clone());
    shop::FromMemory::before(routes, app)
}

/// Starts the log.
pub fn start_log(settings: &Settings) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log)
        .context("SANBAO_LOG is not a log filter")?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Json => subscriber.json().init(),
        LogFormat::Text => subscriber.with_target(false).init(),
    }
    Ok(())
}
