//! A photograph that a buyer handed in: bytes of somebody else, so a browser may only show or keep them.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use exchange::entity::claim_photo;
use exchange::retail::claim::view::{Whose, photo};

use crate::caller::Caller;
use crate::error::Problem;

/// Nothing in it is run, whatever it says it is.
const SANDBOX: &str = "default-src 'none'; sandbox";

/// A photograph of a claim of the asker's cooperative.
pub async fn show(
    caller: Caller,
    Path((claim, id)): Path<(i64, i64)>,
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let whose = Whose::Office(asked.scope()?);
    let found = photo(caller.app.database().read(), whose, (claim, id)).await?;
    Ok(download(&found.ok_or_else(Problem::not_found)?))
}

/// A photograph as a download that a page of ours may also show.
pub fn download(photo: &claim_photo::Model) -> Response {
    let ending = match photo.content_type.as_str() {
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "jpg",
    };
    let name = format!(
        "attachment; filename=\"claim-{}-{}.{ending}\"",
        photo.claim_id, photo.id
    );
    let head = [
        (header::CONTENT_TYPE, photo.content_type.clone()),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    (head, photo.bytes.clone()).into_response()
}
