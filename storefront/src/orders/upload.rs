//! A form that carries photographs.

use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use exchange::retail::claim::{PHOTO_BYTES_MAX, PHOTOS_MAX};

use crate::app::App;
use crate::error::Problem;
use crate::form::Form;

/// The field of the photographs.
pub const PHOTOS: &str = "photos";
/// Room for the other fields.
const WORDS_BYTES_MAX: usize = 64 * 1024;

/// The fields and the photographs of one posted form.
pub struct Photographed {
    /// What was typed.
    pub form: Form,
    /// The photographs, as they were handed in; an empty choice of file is none.
    pub photos: Vec<Vec<u8>>,
}

impl FromRequest<App> for Photographed {
    type Rejection = Problem;

    async fn from_request(mut request: Request, state: &App) -> Result<Self, Problem> {
        let most = (PHOTOS_MAX + 1) * PHOTO_BYTES_MAX + WORDS_BYTES_MAX;
        DefaultBodyLimit::max(most).apply(&mut request);
        let path = request.uri().path().to_owned();
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|rejection| Problem::of_status(rejection.status()))?;
        let (mut values, mut photos) = (Vec::new(), Vec::new());
        while let Some(field) = parts.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == PHOTOS {
                let bytes = field.bytes().await.map_err(unreadable)?;
                if !bytes.is_empty() {
                    photos.push(bytes.to_vec());
                }
            } else {
                values.push((name, field.text().await.map_err(unreadable)?));
            }
        }
        let form = Form::filled(values).at(path);
        Ok(Self { form, photos })
    }
}

/// A form that breaks off, or is larger than photographs may be.
fn unreadable(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::field(PHOTOS, "photos-too-large"),
        status => Problem::of_status(status),
    }
}
