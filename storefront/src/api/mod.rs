//! The JSON interface for what members automate, under `/api/v1`, and its description.
//!
//! Layout: a file for each slice, with `routes()` and a `Described` that derives `OpenApi`; both
//! are joined here, in [`routes`] and [`description`]. A test sees that no route lacks a
//! description. The pages' slices hold the work: a handler here reads JSON, calls the same action
//! as the page and answers JSON.

mod deals;
mod fulfilment;
mod funds;
mod guide;
mod household;
mod market;
mod office;
mod operator;
mod payouts;
mod purchases;
mod shop;
mod trace;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};

use crate::error::Problem;
use crate::idempotency::Answer;
use crate::router::{ANYONE, Reach, Table};

/// Every JSON route, grouped by who calls it.
pub fn routes() -> Table {
    let seen = (ANYONE, Reach::Public);
    Table::default()
        // Used by people who write programs
        .get("/api", seen, get(guide::show))
        .get("/api/openapi.json", seen, get(openapi))
        .merge(market::routes())
        .merge(funds::routes())
        .merge(deals::routes())
        .merge(office::routes())
        .merge(fulfilment::routes())
        .merge(payouts::routes())
        .merge(household::routes())
        .merge(trace::routes())
        .merge(operator::routes())
        .merge(shop::routes())
        .merge(purchases::routes())
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sanbao",
        description = "Money is in fen, weight in grams, time in milliseconds since 1970 (UTC). \
            Sign in with `POST /api/v1/session` and send the token as `Authorization: Bearer`. \
            A change of money or goods needs a header `Idempotency-Key`: the same key and body \
            answer as the first time and do nothing twice. A refusal is a problem detail (RFC 9457) \
            with a `code`, and with `errors` beside the members at fault. Whoever buys without signing \
            in asks `POST /api/v1/guests` for a token and sends it as `X-Guest`."
    ),
    components(schemas(ProblemDetails, FieldDetail))
)]
struct Whole;

/// A body without members, `{}`, for calls that need nothing but their path.
#[derive(Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A refusal, as RFC 9457 has it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ProblemDetails {
    /// `/problems/` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, in the language of `Accept-Language`.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A word for programs.
    pub code: String,
    /// The request's id, for whoever is asked about it.
    pub instance: String,
    /// Members that must change.
    pub errors: Option<Vec<FieldDetail>>,
}

/// A member that must change.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct FieldDetail {
    /// Which one.
    pub field: String,
    /// A word for programs.
    pub code: String,
    /// What to change.
    pub detail: String,
}

/// The description of every call, joined from the slices' own.
pub fn description() -> utoipa::openapi::OpenApi {
    let mut whole = Whole::openapi();
    for part in [
        market::Described::openapi(),
        funds::Described::openapi(),
        deals::Described::openapi(),
        office::Described::openapi(),
        fulfilment::Described::openapi(),
        payouts::Described::openapi(),
        household::Described::openapi(),
        trace::Described::openapi(),
        operator::Described::openapi(),
        shop::Described::openapi(),
        purchases::Described::openapi(),
        guide::Described::openapi(),
    ] {
        whole.merge(part);
    }
    let components = whole.components.get_or_insert_default();
    components.add_security_scheme(
        "token",
        SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
    );
    components.add_security_scheme(
        "guest",
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-Guest"))),
    );
    whole
}

async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(description())
}

/// The answer of a keyed change, as it was the first time.
fn told(answer: Answer) -> Result<Response, Problem> {
    let status = StatusCode::from_u16(answer.status).map_err(Problem::broken)?;
    Ok((status, Json(answer.body)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_json_route_is_described_and_every_description_has_a_route() {
        let description = serde_json::to_value(description()).unwrap();
        let mut described = Vec::new();
        for (path, item) in description["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                described.push(format!("{} {path}", method.to_uppercase()));
            }
        }
        let (_, routes) = crate::router::table().into_parts();
        let mut routed: Vec<String> = routes
            .iter()
            .filter(|route| route.path.starts_with("/api/v1/"))
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        described.sort();
        routed.sort();
        assert_eq!(described, routed);
    }

    #[test]
    fn every_type_that_is_named_is_described_as_what_it_is() {
        let description = serde_json::to_value(description()).unwrap();
        let types = description["components"]["schemas"].as_object().unwrap();
        let text = description.to_string();
        let named = text.split("\"#/components/schemas/").skip(1);
        let named: std::collections::BTreeSet<&str> = named
            .map(|rest| rest.split('"').next().unwrap_or_default())
            .collect();
        for name in &named {
            assert!(types.contains_key(*name), "{name} is named and not there");
        }
        // A line of a payout has an account, one of a purchase a price: neither stands for the other.
        let has = |name: &str, member: &str| !types[name]["properties"][member].is_null();
        assert!(has("PayoutLineRow", "amount_fen") && has("PurchaseLineRow", "packs"));
        assert!(!has("PayoutLineRow", "packs"));
    }

    #[test]
    fn a_change_of_money_or_goods_asks_for_an_idempotency_key() {
        let description = serde_json::to_value(description()).unwrap();
        let (_, routes) = crate::router::table().into_parts();
        let keyed = routes.iter().filter(|route| {
            use crate::router::Changes;
            route.path.starts_with("/api/v1/")
                && matches!(route.changes, Changes::Money | Changes::Stock)
        });
        for route in keyed {
            let call = &description["paths"][route.path][route.method.to_lowercase()];
            let parameters = call["parameters"].to_string();
            assert!(
                parameters.contains("Idempotency-Key"),
                "{} {}",
                route.method,
                route.path
            );
        }
    }

    #[test]
    fn every_call_has_a_name_of_its_own_and_words_in_both_languages() {
        let themes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes");
        let renderer = crate::render::Renderer::load(&themes).unwrap();
        let description = serde_json::to_value(description()).unwrap();
        let mut names = std::collections::BTreeSet::new();
        for item in description["paths"].as_object().unwrap().values() {
            for call in item.as_object().unwrap().values() {
                let name = call["operationId"].as_str().unwrap();
                assert!(names.insert(name.to_owned()), "two calls are named {name}");
                let tag = call["tags"][0].as_str().unwrap();
                for key in [format!("api-call-{name}"), format!("api-tag-{tag}")] {
                    for lang in crate::render::Lang::ALL {
                        assert_ne!(renderer.message(lang, &key, &[]), key, "{}", lang.tag());
                    }
                }
            }
        }
    }
}
