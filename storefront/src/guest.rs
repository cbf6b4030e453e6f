//! Whoever buys: a signed-in person, or a browser known by one random token in a cookie.
//!
//! A guest's row is made when the cart changes for the first time, never by looking. Programs send
//! the token as a header. Only its hash is stored.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use exchange::entity::guest;
use exchange::retail::cart::Owner;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::error::Problem;
use crate::token;
use crate::visitor::Visitor;

/// The cookie of a browser that buys without signing in.
pub const COOKIE: &str = "guest";
/// The header in which programs send the same token.
pub const HEADER: &str = "x-guest";
/// How long a browser keeps its cart: a year, in seconds.
const LASTS_S: u32 = 365 * 86_400;

/// Whoever buys.
pub struct Buyer {
    /// The application.
    pub app: App,
    /// The request's circumstances.
    pub visitor: Visitor,
    /// The row of this browser, if it has one.
    pub guest: Option<i64>,
    /// The signed-in person.
    pub person: Option<i64>,
    /// The token of a row that this request made.
    fresh: Option<String>,
}

impl FromRequestParts<App> for Buyer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let app = app.clone();
        let visitor = Visitor::from_request_parts(parts, &app).await?;
        let sent = parts
            .headers
            .get(HEADER)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let jar = CookieJar::from_headers(&parts.headers);
        let token = sent.or_else(|| jar.get(COOKIE).map(|cookie| cookie.value().to_owned()));
        let guest = match token {
            Some(token) => known(&app, &token).await?,
            None => None,
        };
        let person = visitor.actor.as_ref().map(|actor| actor.person_id);
        Ok(Self {
            app,
            visitor,
            guest,
            person,
            fresh: None,
        })
    }
}

impl Buyer {
    /// Whose cart this is: the person's before the browser's; nobody's before the first line.
    pub fn owner(&self) -> Option<Owner> {
        let person = self.person.map(Owner::Person);
        person.or(self.guest.map(Owner::Guest))
    }

    /// The same, making the browser's row if there is none.
    ///
    /// # Errors
    /// When the database does.
    pub async fn ensure(&mut self) -> Result<Owner, Problem> {
        match self.owner() {
            Some(owner) => Ok(owner),
            None => self.ensure_guest().await.map(Owner::Guest),
        }
    }

    /// The row of this browser, made if there is none: a signed-in person may need one too, to keep
    /// sight of a purchase that was found by phone and code.
    ///
    /// # Errors
    /// When the database does.
    pub async fn ensure_guest(&mut self) -> Result<i64, Problem> {
        if let Some(guest) = self.guest {
            return Ok(guest);
        }
        let (guest, token) = create(&self.app).await?;
        self.guest = Some(guest);
        self.fresh = Some(token);
        Ok(guest)
    }

    /// The token of a row that this request made, for programs that keep no cookies.
    pub fn fresh(&self) -> Option<&str> {
        self.fresh.as_deref()
    }

    /// The name under which idempotency keys of this buyer are kept.
    ///
    /// # Errors
    /// `409` for a browser that has nothing yet: no cart, no purchase, nothing to repeat.
    pub fn key_space(&self) -> Result<String, Problem> {
        match self.owner() {
            Some(Owner::Person(id)) => Ok(format!("person:{id}")),
            Some(Owner::Guest(id)) => Ok(format!("guest:{id}")),
            None => Err(Problem::conflict("cart-empty")),
        }
    }

    /// The same for changes of a purchase.
    ///
    /// # Errors
    /// `404` for a browser that has nothing yet: no purchase is its own.
    pub fn purchase_key_space(&self) -> Result<String, Problem> {
        self.key_space().map_err(|_| Problem::not_found())
    }

    /// The answer, with the cookie of a browser that was just made known.
    pub fn answer(&self, mut response: Response) -> Response {
        let Some(token) = &self.fresh else {
            return response;
        };
        let cookie = cookie(&self.visitor, token.clone());
        let cookie = HeaderValue::from_str(&format!("{cookie}; Max-Age={LASTS_S}"));
        if let Ok(value) = cookie {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

/// Makes a browser known; answers its row and its token.
///
/// # Errors
/// When the database does.
pub async fn create(app: &App) -> Result<(i64, String), Problem> {
    let token = token::secret();
    let row = guest::ActiveModel {
        token_hash: Set(token::hash(&token)),
        seen_at: Set(app.now()),
        ..Default::default()
    };
    let write = app.database().write().await?;
    let row = row.insert(&*write).await?;
    write.commit().await?;
    Ok((row.id, token))
}

/// The row of a token.
///
/// # Errors
/// When the database does.
pub async fn known(app: &App, token: &str) -> Result<Option<i64>, Problem> {
    let row = guest::Entity::find()
        .filter(guest::Column::TokenHash.eq(token::hash(token)))
        .one(app.database().read())
        .await?;
    Ok(row.map(|row| row.id))
}

fn cookie(visitor: &Visitor, token: String) -> Cookie<'static> {
    Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(visitor.secure)
        .build()
}
