//! Whoever calls, signed in, with what the request needs.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::app::App;
use crate::asked::Asked;
use crate::error::Problem;
use crate::market::Trade;
use crate::payload::Payload;
use crate::visitor::{Actor, Visitor};

/// Whoever calls, signed in.
pub struct Caller {
    /// The application.
    pub app: App,
    /// The request's circumstances.
    pub visitor: Visitor,
    /// The person.
    pub actor: Actor,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let app = app.clone();
        let visitor = Visitor::from_request_parts(parts, &app).await?;
        let actor = Actor::from_request_parts(parts, &app).await?;
        Ok(Self {
            app,
            visitor,
            actor,
        })
    }
}

impl Caller {
    /// The request, as the slices of offices and households pass it on.
    pub fn asked(&self) -> Asked<'_> {
        Asked {
            app: &self.app,
            visitor: &self.visitor,
            actor: &self.actor,
        }
    }

    /// A change that the caller asks for, with its key.
    ///
    /// # Errors
    /// `400` without a key.
    pub fn trade<T>(&self, payload: &Payload<T>) -> Result<Trade<'_>, Problem> {
        let keyed = payload.keyed(&self.actor)?;
        Ok(Trade {
            app: &self.app,
            visitor: &self.visitor,
            actor: &self.actor,
            keyed,
        })
    }
}
