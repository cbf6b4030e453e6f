//! Who asks, in which language, and under which request id: found once per request.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use catalog::scope::Scope;

use crate::account::session;
use crate::app::App;
use crate::entity::person::Role;
use crate::error::Problem;
use crate::render::Lang;

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person's row.
    pub person_id: i64,
    /// What the person may do.
    pub role: Role,
    /// The firm, cooperative or operator that the person acts for.
    pub organisation_id: Option<i64>,
    /// The household of a household's sign-in.
    pub household_id: Option<i64>,
    /// The name to greet by, Chinese and English.
    pub name: (String, String),
}

impl Actor {
    /// The organisation that this person acts for.
    ///
    /// # Errors
    /// `403` for a person of no organisation.
    pub fn organisation(&self) -> Result<i64, Problem> {
        self.organisation_id
            .ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, "forbidden"))
    }

    /// The rows of cooperatives and households that this person may see.
    ///
    /// # Errors
    /// `403` for people who see no such rows.
    pub fn scope(&self) -> Result<Scope, Problem> {
        let forbidden = || Problem::new(StatusCode::FORBIDDEN, "forbidden");
        match self.role {
            Role::Operator => Ok(Scope::Operator),
            Role::Clerk | Role::Manager => self
                .organisation_id
                .map(Scope::Cooperative)
                .ok_or_else(forbidden),
            Role::Household => self
                .household_id
                .map(Scope::Household)
                .ok_or_else(forbidden),
            Role::Buyer | Role::Trader => Err(forbidden()),
        }
    }

    /// The name under which idempotency keys of this person are kept.
    pub fn key_space(&self) -> String {
        format!("person:{}", self.person_id)
    }
}

/// One request's circumstances.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language of the answer.
    pub lang: Lang,
    /// Large type asked for.
    pub large: bool,
    /// Nobody, or a signed-in person.
    pub actor: Option<Actor>,
    /// The id in the log and on error pages.
    pub request_id: String,
    /// The path asked for, for links that come back here.
    pub path: String,
    /// Whether the visitor reached us over TLS.
    pub secure: bool,
    /// The address that asks: the peer's, or the one that the trusted proxy names.
    pub address: Option<IpAddr>,
}

/// Finds the visitor and leaves it in the request's extensions.
pub async fn find(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let request_id = crate::token::request_id();
    let headers = request.headers();
    let jar = CookieJar::from_headers(headers);
    let token = bearer(headers).or_else(|| {
        jar.get(session::COOKIE)
            .map(|cookie| cookie.value().to_owned())
    });
    let actor = match token {
        Some(token) => session::actor(&app, &token).await.unwrap_or_else(|cause| {
            tracing::error!(%cause, "a session could not be read");
            None
        }),
        None => None,
    };
    let visitor = Visitor {
        lang: language(headers),
        large: large(headers),
        actor,
        secure: app.settings().base_url().starts_with("https://") || behind_tls(&app, &request),
        address: address(&app, &request),
        path: request
            .uri()
            .path_and_query()
            .map(|path| path.as_str().to_owned())
            .unwrap_or_default(),
        request_id,
    };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value
        .strip_prefix("Bearer ")
        .map(|token| token.trim().to_owned())
}

/// The language of the answer: as switched, else what the browser asks for.
pub fn language(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, "lang").and_then(Lang::from_tag);
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    chosen.unwrap_or_else(|| Lang::from_accept(accepted))
}

/// Whether large type was switched on.
pub fn large(headers: &HeaderMap) -> bool {
    cookie(headers, "type") == Some("large")
}

/// A cookie of plain letters, as both switches set them.
fn cookie<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    let lines = headers.get_all(header::COOKIE).into_iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

fn peer(request: &Request) -> Option<IpAddr> {
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map(|info| info.0.ip())
}

fn by_proxy(app: &App, request: &Request) -> bool {
    peer(request).is_some_and(|peer| app.settings().trusted_proxy == Some(peer))
}

/// Of the addresses that the trusted proxy passes on only the last is its own word.
fn address(app: &App, request: &Request) -> Option<IpAddr> {
    let passed_on = request.headers().get("x-forwarded-for");
    let last = passed_on
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|text| text.trim().parse().ok());
    match last {
        Some(address) if by_proxy(app, request) => Some(address),
        _ => peer(request),
    }
}

fn behind_tls(app: &App, request: &Request) -> bool {
    by_proxy(app, request)
        && request
            .headers()
            .get("x-forwarded-proto")
            .is_some_and(|proto| proto == "https")
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::broken("no visitor in the request"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        visitor
            .actor
            .ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "sign-in-first"))
    }
}
