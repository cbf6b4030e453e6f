//! The composition root: every port is chosen here, once.

use std::sync::Arc;

use catalog::database::Database;
use exchange::clock::Clock;
use exchange::desk::Desk;
use exchange::worker::Exchange;

use crate::account::Pepper;
use crate::config::{Mode, Settings};
use crate::error::Problem;
use crate::idempotency::{self, Begun, InFlight, Keyed};
use crate::limits::Limits;
use crate::mail::Mailer;
use crate::payments::sandbox::Sandbox;
use crate::render::Renderer;
use crate::secret::Secret;
use crate::shop::Memory;

/// Everything a request needs; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts that [`App`] is put together from.
pub struct Parts {
    /// The settings of this process.
    pub settings: Settings,
    /// The database.
    pub database: Database,
    /// The clock.
    pub clock: Clock,
    /// Templates, words and pictures.
    pub renderer: Renderer,
    /// The market: its desk, its projection and its background work.
    pub exchange: Exchange,
    /// The way mail goes out.
    pub mailer: Arc<dyn Mailer>,
    /// What every other secret of the house is derived from.
    pub secret: Secret,
    /// Idempotency keys whose first request is at work.
    pub in_flight: InFlight,
    /// How often what may be tried.
    pub limits: Limits,
    /// The sandbox provider, in a demo.
    pub sandbox: Option<Sandbox>,
    /// The shops' pages that were written.
    pub memory: Memory,
    /// Renders `/metrics`.
    pub metrics: metrics_exporter_prometheus::PrometheusHandle,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The settings of this process.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Whether this is a demo.
    pub fn demo(&self) -> bool {
        self.0.settings.mode == Mode::Demo
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Now, by the one clock.
    pub fn now(&self) -> i64 {
        self.0.clock.now()
    }

    /// Templates, words and pictures.
    pub fn renderer(&self) -> &Renderer {
        &self.0.renderer
    }

    /// The market's desk.
    pub fn desk(&self) -> &dyn Desk {
        &*self.0.exchange.desk
    }

    /// The market's projection and background work.
    pub fn exchange(&self) -> &Exchange {
        &self.0.exchange
    }

    /// The way mail goes out.
    pub fn mailer(&self) -> &dyn Mailer {
        &*self.0.mailer
    }

    /// What every other secret of the house is derived from.
    pub fn secret(&self) -> &Secret {
        &self.0.secret
    }

    /// The house's part in the hash of a password; none where it was given no secret.
    pub fn pepper(&self) -> Pepper {
        let given = self.0.settings.secret.is_some();
        given.then(|| self.secret().sign("passwords", &[]))
    }

    /// How often what may be tried.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The sandbox provider's own side; none outside a demo.
    pub fn sandbox(&self) -> Option<&Sandbox> {
        self.0.sandbox.as_ref()
    }

    /// The shops' pages that were written.
    pub fn memory(&self) -> &Memory {
        &self.0.memory
    }

    /// The text of `/metrics`.
    pub fn metrics(&self) -> String {
        self.0.metrics.render()
    }

    /// Begins a keyed change.
    ///
    /// # Errors
    /// As [`idempotency::begin`].
    pub async fn begin(&self, keyed: Keyed) -> Result<Begun, Problem> {
        idempotency::begin(self.database(), &self.0.in_flight, keyed).await
    }
}
