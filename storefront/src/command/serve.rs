//! `serve` and `migrate`: from settings to a listening server, and down again in order.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::middleware;
use catalog::database::Database;
use exchange::clock::Clock;
use sea_orm_migration::MigratorTrait;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::{App, Parts};
use crate::config::{LogFormat, Settings};
use crate::{layers, mail, outbox, render, router, visitor};

/// Largest body that any route accepts: a season's import file.
const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;
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
    let (app, routes) = build(settings).await?;
    tokio::spawn(outbox::run(app.clone()));
    println!("Sanbao serves at {}", app.settings().base_url());
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped())
        .await?;
    Ok(())
}

async fn build(settings: Settings) -> anyhow::Result<(App, Router)> {
    let database = open_database(&settings).await?;
    let renderer =
        render::Renderer::load(&settings.themes_dir).context("the themes cannot be read")?;
    let (routes, described) = router::table().into_parts();
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new()
        .install_recorder()
        .context("the metrics recorder cannot be installed")?;
    let app = App::new(Parts {
        clock: Clock::default(),
        database,
        renderer,
        mailer: Arc::new(mail::Folder::open(settings.mail_dir())?),
        routes: described,
        metrics,
        settings,
    });
    let router = wrap(routes, &app);
    Ok((app, router))
}

/// Puts the layers around the routes; the last named runs first.
fn wrap(routes: Router<App>, app: &App) -> Router {
    let timeout = std::time::Duration::from_secs(REQUEST_SECONDS_MAX);
    routes
        .fallback(|| async { crate::error::Problem::not_found() })
        .layer(middleware::from_fn_with_state(
            app.clone(),
            layers::same_site,
        ))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
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
        .with_state(app.clone())
}

fn start_log(settings: &Settings) -> anyhow::Result<()> {
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

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
