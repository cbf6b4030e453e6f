//! The port for mail: one way out, a folder by default.

mod folder;

pub use folder::Folder;

/// One mail, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mail {
    /// The reader's address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// Why a mail could not go out; it stays in the outbox and is tried again.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address that is none.
    #[error("{address:?} is not a mail address")]
    Address {
        /// The address.
        address: String,
    },
    /// The mail could not be put together.
    #[error("the mail could not be put together")]
    Malformed(#[from] lettre::error::Error),
    /// The folder could not be written.
    #[error("the mail folder could not be written")]
    Folder(#[from] std::io::Error),
}

/// Sends mail. Sending the same `id` twice may deliver twice only after a crash in between.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one mail over; `id` names it for ever.
    async fn send(&self, id: i64, mail: &Mail) -> Result<(), MailError>;

    /// The newest mails, for the operator's page; empty where the port cannot read them back.
    async fn newest(&self, most: usize) -> Result<Vec<Mail>, MailError>;
}
