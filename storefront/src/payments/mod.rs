//! The payment providers, one file or folder each, behind the exchange's port.
//!
//! Layout: `sandbox` is another firm in miniature, with books, a pay page and notices of its own;
//! `transfer` is a bank transfer with a code in its memo; `notices` is where providers say that
//! something happened.
//!
//! Invariant: a browser that comes back and a notice are only reasons to look.

mod notices;
pub mod sandbox;
mod transfer;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use exchange::retail::payment::Providers;
use exchange::retail::provider::PaymentProvider;

use crate::router::Table;
use sandbox::Sandbox;
pub use transfer::Transfer;

/// The header that carries a notice's signature.
pub const SIGNATURE_HEADER: &str = "x-signature";

/// The routes of this slice.
pub(crate) fn routes() -> Table {
    Table::default()
        .merge(notices::routes())
        .merge(sandbox::page::routes())
}

/// The providers of this installation: transfers always, the sandbox in a demo.
pub(crate) fn providers(transfer: Transfer, sandbox: Option<&Sandbox>) -> Providers {
    let mut all: Vec<Arc<dyn PaymentProvider>> = vec![Arc::new(transfer)];
    if let Some(sandbox) = sandbox {
        all.push(Arc::new(sandbox.clone()));
    }
    Providers::new(all)
}

/// Where a provider in this house says that something happened, on the port that this process listens on.
pub(crate) fn notice_url(listening: SocketAddr, provider: &str) -> String {
    let mut address = listening;
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
            SocketAddr::V6(_) => IpAddr::from(Ipv6Addr::LOCALHOST),
        });
    }
    format!("http://{address}/payments/{provider}/notice")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_goes_to_an_address_that_can_be_called() {
        for (listening, called) in [
            (
                "0.0.0.0:8080",
                "http://127.0.0.1:8080/payments/sandbox/notice",
            ),
            ("[::]:8080", "http://[::1]:8080/payments/sandbox/notice"),
            ("10.0.0.7:80", "http://10.0.0.7:80/payments/sandbox/notice"),
        ] {
            let listening = listening.parse().unwrap();
            assert_eq!(notice_url(listening, "sandbox"), called);
        }
    }
}
