//! The port for mail: one way out, a folder by default, a mail server where one is set.
//!
//! `letter` writes a mail in the reader's language; `account` and `shop` hold the mails of a person's
//! account and of a purchase, `samples` each of them with invented facts. `message` puts together what
//! is carried, `smtp` and `folder` carry it.

pub mod account;
mod folder;
pub mod letter;
mod message;
pub mod samples;
pub mod shop;
mod smtp;
#[cfg(test)]
mod tests;

pub use folder::Folder;
pub use message::{Sender, SenderError};
pub use smtp::{Relay, RelayError, Smtp, SmtpOptions};

/// One mail, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mail {
    /// The reader's address.
    pub to: String,
    /// The reader's name; empty where none is known.
    #[serde(default)]
    pub name: String,
    /// The subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same in the same order as HTML; empty for plain text alone.
    #[serde(default)]
    pub html: String,
}

/// A mail on its way out, named for ever by its row of the outbox.
#[derive(Copy, Clone, Debug)]
pub struct Outgoing<'a> {
    /// The row's number.
    pub id: i64,
    /// When the row was written, in milliseconds since 1970.
    pub at: i64,
    /// The mail.
    pub mail: &'a Mail,
}

/// Who must change something before a mail can go.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The mail itself: it is refused for good.
    Mail,
    /// Nobody: this mail cannot go now and may go later.
    Moment,
    /// The way out: no mail can go.
    Way,
}

/// Why a mail could not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address that is none.
    #[error("{address:?} is not a mail address")]
    Address {
        /// The address.
        address: String,
    },
    /// A name or a subject that would reach into the next header.
    #[error("the {header} holds a control character")]
    Header {
        /// Which header.
        header: &'static str,
    },
    /// The mail could not be put together.
    #[error("the mail could not be put together")]
    Malformed(#[from] lettre::error::Error),
    /// The folder could not be written.
    #[error("the mail folder could not be written")]
    Folder(#[from] std::io::Error),
    /// The mail server will never take this mail.
    #[error("the mail server refused the mail")]
    Refused(#[source] lettre::transport::smtp::Error),
    /// The mail server does not take this mail now.
    #[error("the mail server put the mail off")]
    Delayed(#[source] lettre::transport::smtp::Error),
    /// The mail server lets us in and did not take this mail in time.
    #[error("the mail server did not take the mail within {seconds} seconds")]
    Slow {
        /// How long was waited.
        seconds: u64,
    },
    /// The mail server cannot be reached, or lets us in no more.
    #[error("the mail server cannot be reached")]
    Unreachable(#[source] lettre::transport::smtp::Error),
    /// The mail server says nothing.
    #[error("the mail server did not answer within {seconds} seconds")]
    Silent {
        /// How long was waited.
        seconds: u64,
    },
}

impl MailError {
    /// Who must change something before this mail can go.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Address { .. } | Self::Header { .. } | Self::Malformed(_) | Self::Refused(_) => {
                Fault::Mail
            }
            Self::Delayed(_) | Self::Slow { .. } => Fault::Moment,
            Self::Folder(_) | Self::Unreachable(_) | Self::Silent { .. } => Fault::Way,
        }
    }

    /// What happened in one line, as the operator reads it.
    ///
    /// The first cause is enough: a mail server's errors repeat theirs.
    pub fn reason(&self) -> String {
        match std::error::Error::source(self) {
            Some(cause) => format!("{self}: {cause}"),
            None => self.to_string(),
        }
    }
}

/// Carries mail. Sent twice, a mail bears the same Message-ID twice: only a crash between the moment
/// it was taken and the moment that was written down sends one again.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one mail over.
    async fn send(&self, outgoing: Outgoing<'_>) -> Result<(), MailError>;

    /// Whether mail stays in this house, where the operator may read it; on its way to real people it
    /// is for their eyes alone.
    fn stays_here(&self) -> bool;
}
