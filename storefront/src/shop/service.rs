//! Answers a page from memory before any other layer runs, and passes everything else on.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use futures::future::{BoxFuture, Either};
use tower::{Service, ServiceExt};

use super::Ask;
use crate::app::App;

/// The pages at hand, and everything else behind them.
#[derive(Clone)]
pub struct FromMemory {
    app: App,
    rest: Router,
    answered: metrics::Counter,
}

impl FromMemory {
    /// Puts the pages of `app` before `rest`.
    pub fn before(rest: Router, app: &App) -> Router {
        let service = Self {
            app: app.clone(),
            rest,
            answered: metrics::counter!("sanbao_pages_from_memory_total"),
        };
        Router::new().fallback_service(service)
    }

    fn at_hand(&self, request: &Request) -> Option<Response> {
        let shops = self.app.renderer().shops();
        let ask = Ask::of(shops, request.uri(), request.headers())?;
        let page = self.app.memory().at_hand(&self.app, ask)?;
        self.answered.increment(1);
        Some(page.answer(request.method(), request.headers()))
    }
}

impl Service<Request> for FromMemory {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<
        Ready<Result<Response, Infallible>>,
        BoxFuture<'static, Result<Response, Infallible>>,
    >;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        if reads && let Some(response) = self.at_hand(&request) {
            return Either::Left(ready(Ok(response)));
        }
        let (app, rest) = (self.app.clone(), self.rest.clone());
        Either::Right(Box::pin(async move {
            let response = rest.oneshot(request).await;
            if !reads {
                app.memory().changed();
            }
            response
        }))
    }
}
