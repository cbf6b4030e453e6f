//! What every request passes through: the visitor, the log, refusals of cross-site posts, headers,
//! and at last the words of a problem in the visitor's language.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::Problem;
use crate::form;
use crate::page::{frame, home};
use crate::render::Frame;
use crate::visitor::Visitor;
use exchange::causes::whole_story;

/// Only our own styles, scripts and pictures; no inline script or style, no frames.
const CONTENT_SECURITY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the paths begin with that only programs ask for; a provider that sends a notice is one.
const PROGRAMS: [&str; 2] = ["/api/", "/payments/"];

/// Logs one line a request, counts it, and carries the request id back.
pub async fn log(State(_): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let request_id = request
        .extensions()
        .get::<Visitor>()
        .map(|visitor| visitor.request_id.clone())
        .unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let cause = response
        .extensions()
        .get::<Problem>()
        .and_then(|problem| problem.cause.clone());
    match cause {
        Some(cause) => {
            tracing::error!(%method, path, status, took_ms, request_id, cause, "request failed")
        }
        None => tracing::info!(%method, path, status, took_ms, request_id, "request"),
    }
    metrics::counter!("sanbao_requests_total", "status" => status.to_string()).increment(1);
    metrics::histogram!("sanbao_request_seconds").record(began.elapsed().as_secs_f64());
    set(response.headers_mut(), "x-request-id", &request_id);
    response
}

/// Refuses a change that another site asks for in the visitor's name.
///
/// A bearer token is never sent by a browser on its own, so programs pass.
pub async fn same_site(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if reads
        || request.headers().contains_key(header::AUTHORIZATION)
        || is_ours(&app, request.headers())
    {
        return next.run(request).await;
    }
    Problem::new(StatusCode::FORBIDDEN, "cross-site").into_response()
}

fn is_ours(app: &App, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    match text(header::ORIGIN) {
        // Neither header: a program of the caller's own, or a browser older than both.
        None => true,
        Some(origin) => {
            let host = text(header::HOST).unwrap_or_default();
            origin == app.settings().base_url()
                || origin
                    .split_once("://")
                    .is_some_and(|(_, rest)| rest == host)
        }
    }
}

/// Sets the headers that every answer carries.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    secure(headers);
    if !headers.contains_key(header::CACHE_CONTROL) {
        set(headers, "cache-control", "no-store");
    }
    response
}

/// Sets what keeps a page from running, showing or telling what is not ours.
pub fn secure(headers: &mut HeaderMap) {
    // The preview of a mail alone brings its own: a mail has inline styles, and nothing else there.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        set(headers, "content-security-policy", CONTENT_SECURITY);
    }
    set(headers, "x-content-type-options", "nosniff");
    set(headers, "referrer-policy", "same-origin");
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

#[derive(Serialize)]
struct ProblemPage {
    frame: Frame,
    moved_key: &'static str,
    moved_kind: &'static str,
    title_key: &'static str,
    reason: String,
    way_href: &'static str,
    way_key: &'static str,
    code: String,
}

/// Gives a problem its words: problem details for programs, a page for people.
pub async fn words(State(app): State<App>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let path = request.uri().path();
    let program = PROGRAMS.iter().any(|begins| path.starts_with(begins));
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let carried = response.extensions().get::<Problem>().cloned();
    let already_worded = carried.is_none()
        && response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(is_page);
    let (Some(visitor), false) = (visitor, already_worded) else {
        return response;
    };
    let problem = carried.unwrap_or_else(|| Problem::of_status(status));
    let mut answer = match (program, status) {
        (true, _) => details(&app, &visitor, &problem),
        (false, StatusCode::UNAUTHORIZED) => to_sign_in(&visitor),
        (false, _) => problem_page(&app, &visitor, &problem),
    };
    if let Some(seconds) = problem.retry_after {
        set(answer.headers_mut(), "retry-after", &seconds.to_string());
    }
    answer.extensions_mut().insert(problem);
    answer
}

fn is_page(content_type: &HeaderValue) -> bool {
    content_type
        .to_str()
        .is_ok_and(|text| text.starts_with("text/html") || text.starts_with("application/"))
}

fn to_sign_in(visitor: &Visitor) -> Response {
    let back = serde_urlencoded::to_string([("to", visitor.path.as_str())]).unwrap_or_default();
    crate::page::see(&format!("/sign-in?{back}"))
}

fn sentence(app: &App, visitor: &Visitor, problem: &Problem) -> String {
    app.renderer().message(
        visitor.lang,
        &format!("problem-{}", problem.code),
        &form::args(&problem.args),
    )
}

fn details(app: &App, visitor: &Visitor, problem: &Problem) -> Response {
    let mut body = json!({
        "type": format!("/problems/{}", problem.code),
        "title": sentence(app, visitor, problem),
        "status": problem.status.as_u16(),
        "code": problem.code,
        "instance": format!("urn:request:{}", visitor.request_id),
    });
    for (name, value) in &problem.args {
        body[name.as_str()] = Value::String(value.clone());
    }
    let fields: Vec<Value> = problem
        .fields
        .iter()
        .map(|field| {
            let words = app.renderer().message(
                visitor.lang,
                &format!("field-{}", field.code),
                &form::args(&field.args),
            );
            json!({ "field": field.field, "code": field.code, "detail": words })
        })
        .collect();
    if !fields.is_empty() {
        body["errors"] = Value::Array(fields);
    }
    let rows = form::row_views(app, visitor, problem);
    if !rows.is_empty() {
        body["rows"] = serde_json::to_value(rows).unwrap_or_default();
    }
    let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
    (problem.status, content_type, Body::from(body.to_string())).into_response()
}

fn problem_page(app: &App, visitor: &Visitor, problem: &Problem) -> Response {
    let mut reasons = vec![sentence(app, visitor, problem)];
    reasons.extend(problem.fields.iter().map(|field| {
        app.renderer().message(
            visitor.lang,
            &format!("field-{}", field.code),
            &form::args(&field.args),
        )
    }));
    let ours = problem.status.is_server_error();
    let (way_href, way_key) = match (problem.code, &visitor.actor) {
        ("link-spent", _) => ("/recover", "error-way-recover"),
        (_, Some(actor)) => (home(actor.role), "error-way-front"),
        (_, None) => ("/", "error-way-front"),
    };
    let page = ProblemPage {
        frame: frame(app, visitor),
        moved_key: if ours {
            "error-unknown-moved"
        } else {
            "error-nothing-moved"
        },
        moved_kind: if ours { "warn" } else { "good" },
        title_key: title_key(problem.status),
        reason: reasons.join(" "),
        way_href,
        way_key,
        code: visitor.request_id.clone(),
    };
    match app.renderer().page(visitor.lang, "error.html", &page) {
        Ok(html) => (problem.status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(cause = whole_story(&error), "the error page is broken");
            (problem.status, visitor.request_id.clone()).into_response()
        }
    }
}

fn title_key(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "error-not-found-title",
        StatusCode::GONE => "error-gone-title",
        StatusCode::FORBIDDEN => "error-forbidden-title",
        status if status.is_server_error() => "error-internal-title",
        StatusCode::CONFLICT => "error-conflict-title",
        _ => "error-bad-request-title",
    }
}
