//! Every URL, grouped by who calls it.
//!
//! A route is described once: method, path, roles, scope and what it changes. The description guards
//! the route and is printed by `storefront routes --json`, so that the two cannot differ.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use serde::Serialize;

use crate::app::App;
use crate::entity::person::Role;
use crate::error::Problem;
use crate::visitor::Visitor;

/// What a request may change.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Changes {
    /// Reads only.
    None,
    /// Money: an idempotency key is required.
    Money,
    /// Goods: an idempotency key is required.
    Stock,
    /// Something else.
    Other,
}

/// Whose rows a route shows or changes.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// What everybody may see.
    Public,
    /// The signed-in person's own.
    Own,
    /// The person's organisation's: a firm's or a cooperative's.
    Organisation,
    /// The household's own.
    Household,
    /// Everybody's.
    Operator,
}

/// One route as operators and auditors read it.
#[derive(Clone, Debug, Serialize)]
pub struct Described {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path with `{parameters}`.
    pub path: &'static str,
    /// Who may call it; empty means everybody.
    pub roles: &'static [&'static str],
    /// Whose rows.
    pub scope: Reach,
    /// What it changes.
    pub changes: Changes,
}

/// Everybody, signed in or not.
pub const ANYONE: &[Role] = &[];
/// Any signed-in person.
pub const SIGNED_IN: &[Role] = &[
    Role::Buyer,
    Role::Trader,
    Role::Clerk,
    Role::Manager,
    Role::Household,
    Role::Operator,
];
/// A wholesaler's people.
pub const TRADER: &[Role] = &[Role::Trader];
/// Those who list and take: wholesalers and cooperatives.
pub const MARKET: &[Role] = &[Role::Trader, Role::Clerk, Role::Manager];
/// A cooperative's people.
pub const OFFICE: &[Role] = &[Role::Clerk, Role::Manager];
/// A cooperative's manager.
pub const MANAGER: &[Role] = &[Role::Manager];
/// A household.
pub const HOUSEHOLD: &[Role] = &[Role::Household];
/// The platform's operator.
pub const OPERATOR: &[Role] = &[Role::Operator];
/// The parties of a deal and the operator.
pub const PARTIES: &[Role] = &[Role::Trader, Role::Clerk, Role::Manager, Role::Operator];

/// Routes with their descriptions, gathered slice by slice.
#[derive(Default)]
pub struct Table {
    router: Router<App>,
    described: Vec<Described>,
}

impl Table {
    /// Adds a page or a read.
    #[must_use]
    pub fn get(
        self,
        path: &'static str,
        who: (&'static [Role], Reach),
        handler: MethodRouter<App>,
    ) -> Self {
        self.route("GET", path, (who.0, who.1, Changes::None), handler)
    }

    /// Adds a change.
    #[must_use]
    pub fn post(
        self,
        path: &'static str,
        who: (&'static [Role], Reach, Changes),
        handler: MethodRouter<App>,
    ) -> Self {
        self.route("POST", path, who, handler)
    }

    fn route(
        mut self,
        method: &'static str,
        path: &'static str,
        who: (&'static [Role], Reach, Changes),
        handler: MethodRouter<App>,
    ) -> Self {
        let (roles, scope, changes) = who;
        let names: Vec<&'static str> = roles.iter().map(|role| role.as_str()).collect();
        self.described.push(Described {
            method,
            path,
            roles: names.leak(),
            scope,
            changes,
        });
        let guarded = handler.route_layer(middleware::from_fn(move |request, next| {
            guard(roles, request, next)
        }));
        self.router = self.router.route(path, guarded);
        self
    }

    /// Joins the routes of another slice.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.described.extend(other.described);
        self
    }

    /// The routes and their descriptions, apart.
    pub fn into_parts(self) -> (Router<App>, Vec<Described>) {
        (self.router, self.described)
    }
}

async fn guard(roles: &'static [Role], request: Request, next: Next) -> Response {
    if roles.is_empty() {
        return next.run(request).await;
    }
    let role = request
        .extensions()
        .get::<Visitor>()
        .and_then(|visitor| visitor.actor.as_ref())
        .map(|actor| actor.role);
    match role {
        None => Problem::new(StatusCode::UNAUTHORIZED, "sign-in-first").into_response(),
        Some(role) if roles.contains(&role) => next.run(request).await,
        Some(_) => Problem::new(StatusCode::FORBIDDEN, "forbidden").into_response(),
    }
}

/// The whole table, grouped by who calls it.
pub fn table() -> Table {
    Table::default()
        .merge(crate::front::routes())
        .merge(crate::shop::routes())
        .merge(crate::account::routes())
        .merge(crate::address::routes())
        .merge(crate::cart::routes())
        .merge(crate::checkout::routes())
        .merge(crate::orders::routes())
        .merge(crate::trace::routes())
        .merge(crate::market::routes())
        .merge(crate::funds::routes())
        .merge(crate::deals::routes())
        .merge(crate::office::routes())
        .merge(crate::payouts::routes())
        .merge(crate::payments::routes())
        .merge(crate::household::routes())
        .merge(crate::api::routes())
        .merge(crate::operator::routes())
        .merge(crate::operation::routes())
}
