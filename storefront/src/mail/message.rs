//! From a mail to the message that is carried, the same through every port.

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::{MailError, Outgoing};

/// Whom mail comes from, and where an answer goes.
#[derive(Clone, Debug)]
pub struct Sender {
    from: Mailbox,
}

/// A sender's address that is none.
#[derive(Debug, thiserror::Error)]
#[error(
    "{address:?} is no address that mail can come from, such as Sanbao <service@sanbao.example>"
)]
pub struct SenderError {
    /// What was given.
    pub address: String,
}

impl Sender {
    /// Reads `Name <address>` or a bare address.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, SenderError> {
        let from = text.parse().map_err(|_| SenderError {
            address: text.to_owned(),
        })?;
        Ok(Self { from })
    }

    /// The message of a mail: text first, then the same as HTML.
    ///
    /// Its Message-ID is made from the outbox row alone, so that a mail sent again after a crash is
    /// recognised as the same.
    ///
    /// # Errors
    /// When the address is none, or a name or subject would reach into the next header.
    pub fn message(&self, outgoing: Outgoing<'_>) -> Result<Message, MailError> {
        let Outgoing { id, at, mail } = outgoing;
        let domain = self.from.email.domain();
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .message_id(Some(format!("<{id}.{at}@{domain}>")))
            .from(self.from.clone())
            .to(reader(&mail.to, &mail.name)?)
            .subject(one_line("subject", &mail.subject)?)
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
        let text = mail.text.clone();
        let message = match mail.html.as_str() {
            "" => message.singlepart(lettre::message::SinglePart::plain(text)),
            html => message.multipart(MultiPart::alternative_plain_html(text, html.to_owned())),
        };
        Ok(message?)
    }
}

fn reader(address: &str, name: &str) -> Result<Mailbox, MailError> {
    let parsed: Result<Address, _> = address.parse();
    let parsed = parsed.map_err(|_| MailError::Address {
        address: address.to_owned(),
    })?;
    let name = one_line("name", name)?.trim();
    let name = (!name.is_empty()).then(|| name.to_owned());
    Ok(Mailbox::new(name, parsed))
}

/// Text that stays in its header.
fn one_line<'a>(header: &'static str, text: &'a str) -> Result<&'a str, MailError> {
    if text.contains(char::is_control) {
        return Err(MailError::Header { header });
    }
    Ok(text)
}
