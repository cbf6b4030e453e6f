//! Mail through a mail server, one connection a mail.
//!
//! No connection is kept for the next mail: a time-out in the middle of one mail would leave its late
//! answer to be read as the answer to another.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use reqwest::Url;

use super::{MailError, Mailer, Outgoing, Sender};

/// Longest wait for a connection to one address.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Longest wait for a whole mail, from the greeting to the answer that it was taken. Too short a time
/// would send mails twice that a slow server had taken.
const TAKEN_WITHIN: Duration = Duration::from_secs(120);
/// Longest wait for the answer whether the server lets us in at all.
const LETS_IN_WITHIN: Duration = Duration::from_secs(20);

/// How the way to a mail server is kept private.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, or no mail.
    StartTls,
    /// None.
    Plain,
}

/// A mail server, as `SANBAO_SMTP_URL` names it.
///
/// `smtps://` is TLS from the first byte. `smtp://` is STARTTLS, or no mail; to this machine itself it
/// is plain. `?tls=required` and `?tls=none` say otherwise.
#[derive(Clone)]
pub struct Relay {
    url: Url,
    host: String,
    privacy: Privacy,
}

/// Why an address names no mail server. It never repeats the address: a password is in it.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// No address, or of another kind.
    #[error("SANBAO_SMTP_URL is no address such as smtp://user:password@host:587 or smtps://host")]
    Unreadable,
    /// A name without a password, which would sign in as nobody.
    #[error("SANBAO_SMTP_URL names a user and no password")]
    NoPassword,
    /// An unknown value of `tls`.
    #[error("SANBAO_SMTP_URL has ?tls={value}; there are required and none")]
    Privacy {
        /// What was asked for.
        value: String,
    },
    /// The certificate cannot be read.
    #[error("the certificate {path} that SANBAO_SMTP_CA names cannot be read")]
    Certificate {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The client cannot be made.
    #[error("the mail server's client cannot be made")]
    Client(#[from] Error),
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address holds a password.
        f.debug_struct("Relay")
            .field("host", &self.host)
            .field("privacy", &self.privacy)
            .finish_non_exhaustive()
    }
}

impl Relay {
    /// Reads the address of a mail server.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, RelayError> {
        let mut url = Url::parse(text).map_err(|_| RelayError::Unreadable)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if host.is_empty() {
            return Err(RelayError::Unreadable);
        }
        if !url.username().is_empty() && url.password().is_none() {
            return Err(RelayError::NoPassword);
        }
        let asked = url.query_pairs().find(|(name, _)| name == "tls");
        let asked = asked.map(|(_, value)| value.into_owned());
        let privacy = match (url.scheme(), asked.as_deref()) {
            ("smtps", None | Some("required")) => Privacy::Tls,
            ("smtp", Some("required")) => Privacy::StartTls,
            ("smtp", Some("none")) => Privacy::Plain,
            ("smtp", None) if is_this_machine(&host) => Privacy::Plain,
            ("smtp", None) => Privacy::StartTls,
            ("smtp" | "smtps", Some(value)) => {
                let value = value.to_owned();
                return Err(RelayError::Privacy { value });
            }
            _ => return Err(RelayError::Unreadable),
        };
        url.set_query(None);
        url.set_path("");
        Ok(Self { url, host, privacy })
    }

    /// Whether what is sent there can be read by others on the way.
    pub fn is_exposed(&self) -> bool {
        self.privacy == Privacy::Plain && !is_this_machine(&self.host)
    }

    fn port(&self) -> u16 {
        self.url.port().unwrap_or(match self.privacy {
            Privacy::Tls => SUBMISSIONS_PORT,
            Privacy::StartTls => SUBMISSION_PORT,
            Privacy::Plain => SMTP_PORT,
        })
    }

    fn tls(&self, authority: Option<PathBuf>) -> Result<Tls, RelayError> {
        if self.privacy == Privacy::Plain {
            return Ok(Tls::None);
        }
        let mut parameters = TlsParameters::builder(self.host.clone());
        if let Some(path) = authority {
            let unreadable = |source| RelayError::Certificate {
                path: path.clone(),
                source,
            };
            let pem = std::fs::read(&path).map_err(unreadable)?;
            parameters = parameters.add_root_certificate(Certificate::from_pem(&pem)?);
        }
        let parameters = parameters.build()?;
        Ok(match self.privacy {
            Privacy::Tls => Tls::Wrapper(parameters),
            _ => Tls::Required(parameters),
        })
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<IpAddr> = bare.parse().ok();
    bare == "localhost" || address.is_some_and(|address| address.is_loopback())
}

/// What a mail server is opened with.
#[derive(Clone, Debug)]
pub struct SmtpOptions {
    /// Where it is.
    pub relay: Relay,
    /// A certificate to trust beside the usual ones, of a house's own authority.
    pub authority: Option<PathBuf>,
    /// The name that this server greets with: its own host.
    pub greets_as: Option<String>,
    /// Whom mail comes from.
    pub sender: Sender,
}

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
}

impl Smtp {
    /// Prepares the way to a mail server; nothing is sent yet.
    ///
    /// # Errors
    /// When the certificate cannot be read.
    pub fn open(options: SmtpOptions) -> Result<Self, RelayError> {
        let relay = &options.relay;
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(relay.url.as_str())?
            .port(relay.port())
            .tls(relay.tls(options.authority)?)
            .timeout(Some(CONNECT_WITHIN));
        if let Some(name) = options.greets_as {
            transport = transport.hello_name(ClientId::Domain(name));
        }
        Ok(Self {
            transport: transport.build(),
            sender: options.sender,
        })
    }

    /// Whether the server lets us in.
    ///
    /// Asked after a mail did not go: a server that does has something against this mail, one that
    /// does not would take no other either.
    async fn lets_us_in(&self) -> bool {
        let asked = tokio::time::timeout(LETS_IN_WITHIN, self.transport.test_connection());
        matches!(asked.await, Ok(Ok(true)))
    }
}

#[async_trait::async_trait]
impl Mailer for Smtp {
    async fn send(&self, outgoing: Outgoing<'_>) -> Result<(), MailError> {
        let message = self.sender.message(outgoing)?;
        let seconds = TAKEN_WITHIN.as_secs();
        let taken = tokio::time::timeout(TAKEN_WITHIN, self.transport.send(message)).await;
        if matches!(taken, Ok(Ok(_))) {
            return Ok(());
        }
        let lets_us_in = self.lets_us_in().await;
        Err(match taken {
            Ok(Err(error)) if !lets_us_in => MailError::Unreachable(error),
            Ok(Err(error)) if error.is_permanent() || error.is_client() => {
                MailError::Refused(error)
            }
            Ok(Err(error)) => MailError::Delayed(error),
            _ if lets_us_in => MailError::Slow { seconds },
            _ => MailError::Silent { seconds },
        })
    }

    fn stays_here(&self) -> bool {
        false
    }
}
