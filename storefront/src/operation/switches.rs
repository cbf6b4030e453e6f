//! The two switches in the header: language and large type. Each sets a cookie and leads back.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use crate::page::{is_ours, see};
use crate::render::Lang;

/// What to change, and where the switch leads back to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Preferences {
    lang: String,
    r#type: String,
    back: String,
}

/// Changes the language of pages, the size of type, or both.
pub async fn preferences(Query(wanted): Query<Preferences>, mut jar: CookieJar) -> Response {
    if let Some(lang) = Lang::from_tag(&wanted.lang) {
        jar = jar.add(kept("lang", lang.tag()));
    }
    if let Some(size) = ["large", "normal"]
        .into_iter()
        .find(|size| *size == wanted.r#type)
    {
        jar = jar.add(kept("type", size));
    }
    let back = if is_ours(&wanted.back) {
        wanted.back.as_str()
    } else {
        "/"
    };
    (jar, see(back)).into_response()
}

fn kept(name: &'static str, value: &'static str) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .same_site(SameSite::Lax)
        .permanent()
        .build()
}
