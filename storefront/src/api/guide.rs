//! The page that tells people which calls there are, with one worked through.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::OpenApi;

use crate::app::App;
use crate::error::Problem;
use crate::page::page;
use crate::visitor::Visitor;

/// The description of the calls that belong to no slice: a program's sign-in.
#[derive(OpenApi)]
#[openapi(paths(crate::account::sign_in::token))]
pub struct Described;

#[derive(Serialize)]
struct Guide {
    base: String,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    tag: String,
    calls: Vec<Call>,
}

#[derive(Serialize)]
struct Call {
    method: String,
    path: String,
    operation: String,
    keyed: bool,
}

/// The guide.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let guide = Guide {
        base: app.settings().base_url(),
        groups: groups()?,
    };
    page(&app, &visitor, "api/guide.html", &guide)
}

/// The calls by tag, in the order of their paths.
fn groups() -> Result<Vec<Group>, Problem> {
    let description = serde_json::to_value(super::description()).map_err(Problem::broken)?;
    let mut groups: Vec<Group> = Vec::new();
    let paths = description["paths"].as_object().into_iter().flatten();
    for (path, item) in paths {
        for (method, call) in item.as_object().into_iter().flatten() {
            let word = |name: &str| call[name].as_str().unwrap_or_default().to_owned();
            let tag = call["tags"][0].as_str().unwrap_or("other").to_owned();
            let parameters = call["parameters"].as_array().into_iter().flatten();
            let call = Call {
                method: method.to_uppercase(),
                path: path.clone(),
                operation: word("operationId"),
                keyed: parameters
                    .into_iter()
                    .any(|one| one["name"] == "Idempotency-Key"),
            };
            match groups.iter_mut().find(|group| group.tag == tag) {
                Some(group) => group.calls.push(call),
                None => groups.push(Group {
                    tag,
                    calls: vec![call],
                }),
            }
        }
    }
    Ok(groups)
}
