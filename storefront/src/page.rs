//! From values to a page: the frame by who looks, a fresh idempotency key, the form as typed.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use exchange::causes::whole_story;
use serde::Serialize;

use crate::app::App;
use crate::entity::person::Role;
use crate::error::Problem;
use crate::form::{Form, FormView};
use crate::render::{self, Frame, NavItem};
use crate::token;
use crate::visitor::{Actor, Visitor};

#[derive(Serialize)]
struct Whole<'data, Data: Serialize> {
    frame: Frame,
    /// Prefix of this page's idempotency keys; each form appends its own name.
    key: String,
    form: FormView,
    #[serde(flatten)]
    data: &'data Data,
}

/// Renders a page in the frame that suits the visitor.
///
/// # Errors
/// `500` when the template or a message is at fault.
pub fn page(
    app: &App,
    visitor: &Visitor,
    template: &str,
    data: &impl Serialize,
) -> Result<Response, Problem> {
    page_after(app, visitor, template, data, None)
}

/// Renders a page again after a form was refused: same data, what was typed, and why.
///
/// # Errors
/// `500` when the template or a message is at fault.
pub fn page_after(
    app: &App,
    visitor: &Visitor,
    template: &str,
    data: &impl Serialize,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let form = refused
        .map(|(form, problem)| form.view(app, visitor, Some(problem)))
        .unwrap_or_default();
    let status = refused.map_or(StatusCode::OK, |(_, problem)| problem.status);
    let mut response = whole_page(app, visitor, template, (status, form, data))?;
    if let Some(seconds) = refused.and_then(|(_, problem)| problem.retry_after) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

fn whole_page(
    app: &App,
    visitor: &Visitor,
    template: &str,
    (status, form, data): (StatusCode, FormView, &impl Serialize),
) -> Result<Response, Problem> {
    let whole = Whole {
        frame: frame(app, visitor),
        key: token::request_id(),
        form,
        data,
    };
    let html = app
        .renderer()
        .page(visitor.lang, template, &whole)
        .map_err(|error| Problem::broken(whole_story(&error)))?;
    Ok((status, Html(html)).into_response())
}

#[allow(dead_code, reason = "the checkout page is the first to use it")]
/// Renders a page again because a button of its form asked for it: what was typed stays, nothing is wrong.
///
/// # Errors
/// `500` when the template or a message is at fault.
pub fn page_typed(
    app: &App,
    visitor: &Visitor,
    template: &str,
    data: &impl Serialize,
    form: &Form,
) -> Result<Response, Problem> {
    let form = form.view(app, visitor, None);
    whole_page(app, visitor, template, (StatusCode::OK, form, data))
}

/// Goes on to another page after a form did its work.
pub fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Whether a path leads to this site and no other host's.
pub fn is_ours(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains('\\')
}

/// The frame of a page: ink, navigation and greeting by role.
pub fn frame(app: &App, visitor: &Visitor) -> Frame {
    let path = visitor.path.clone();
    let actor = visitor.actor.as_ref();
    let public = Frame {
        large: visitor.large,
        demo: app.demo(),
        ..Frame::new(path.clone())
    };
    let Some(actor) = actor else {
        return market_frame(public, &path, &[]);
    };
    let links = links_of(actor.role);
    let signed_in = render::Visitor {
        name: name(visitor, actor),
        home: home(actor.role).to_owned(),
    };
    market_frame(
        Frame {
            visitor: Some(signed_in),
            ..public
        },
        &path,
        links,
    )
}

/// Data pages get the exchange's ink; everything else stays platform red.
fn market_frame(frame: Frame, path: &str, links: &[(&str, &str)]) -> Frame {
    const DATA: [&str; 7] = [
        "/market",
        "/deals",
        "/funds",
        "/office",
        "/operator",
        "/household",
        "/slips",
    ];
    let dense = DATA.iter().any(|prefix| path.starts_with(prefix));
    let at = listed_at(path);
    let nav = links
        .iter()
        .map(|(key, href)| NavItem::new(*key, *href, &at))
        .collect();
    let shop = if dense {
        "exchange".to_owned()
    } else {
        frame.shop.clone()
    };
    Frame {
        nav,
        dense,
        shop,
        ..frame
    }
}

/// Pages that are reached from another one's list and stand under its link, not under what their
/// paths begin with.
const REACHED_FROM: [(&str, &str); 2] = [
    ("/office/waybills", "/office/orders"),
    ("/office/claims", "/office/orders"),
];

/// The path by which a page is found among the links in the header.
fn listed_at(path: &str) -> String {
    let of = |(page, list): &(&str, &str)| {
        let rest = path.strip_prefix(page)?;
        let whole = rest.is_empty() || rest.starts_with(['/', '?']);
        whole.then(|| format!("{list}{rest}"))
    };
    let listed = REACHED_FROM.iter().find_map(of);
    listed.unwrap_or_else(|| path.to_owned())
}

fn links_of(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::Buyer => &[
            ("nav-shops", "/catalogue"),
            ("nav-cart", "/cart"),
            ("nav-purchases", "/orders"),
            ("nav-market", "/market"),
        ],
        Role::Trader => &[
            ("nav-market", "/market"),
            ("nav-deals", "/deals"),
            ("nav-funds", "/funds"),
        ],
        Role::Clerk | Role::Manager => &[
            ("nav-today", "/office"),
            ("nav-parcels", "/office/orders"),
            ("nav-lots", "/office/lots"),
            ("nav-shelves", "/office/shelves"),
            ("nav-market", "/market"),
            ("nav-deals", "/deals"),
            ("nav-households", "/office/households"),
            ("nav-payouts", "/office/payouts"),
            ("nav-imports", "/office/imports"),
        ],
        Role::Household => &[("nav-my-season", "/household")],
        Role::Operator => &[
            ("nav-operator", "/operator"),
            ("nav-members", "/operator/members"),
            ("nav-bank", "/operator/bank"),
            ("nav-deals", "/deals"),
            ("nav-payouts", "/operator/payouts"),
            ("nav-books", "/operator/books"),
            ("nav-market", "/market"),
        ],
    }
}

/// Where a person starts.
pub fn home(role: Role) -> &'static str {
    match role {
        Role::Buyer => "/",
        Role::Trader => "/market",
        Role::Clerk | Role::Manager => "/office",
        Role::Household => "/household",
        Role::Operator => "/operator",
    }
}

fn name(visitor: &Visitor, actor: &Actor) -> String {
    match visitor.lang {
        render::Lang::Chinese => actor.name.0.clone(),
        render::Lang::English => actor.name.1.clone(),
    }
}
