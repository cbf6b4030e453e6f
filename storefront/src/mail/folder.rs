//! The embedded mail port: a folder of `.eml` files, one per outbox row, readable in the office.

use std::path::PathBuf;

use lettre::Message;
use lettre::message::Mailbox;

use super::{Mail, MailError, Mailer};

/// The address that mail of this platform comes from.
const FROM: &str = "Sanbao <no-reply@sanbao.example>";

/// A folder of mails.
#[derive(Clone, Debug)]
pub struct Folder {
    dir: PathBuf,
}

impl Folder {
    /// A mail folder, made when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(dir: PathBuf) -> Result<Self, MailError> {
        std::fs::create_dir_all(&dir)?;
        Ok(Self { dir })
    }
}

fn mailbox(address: &str) -> Result<Mailbox, MailError> {
    address.parse().map_err(|_| MailError::Address {
        address: address.to_owned(),
    })
}

#[async_trait::async_trait]
impl Mailer for Folder {
    async fn send(&self, id: i64, mail: &Mail) -> Result<(), MailError> {
        let message = Message::builder()
            .from(mailbox(FROM)?)
            .to(mailbox(&mail.to)?)
            .subject(&mail.subject)
            .body(mail.text.clone())?;
        // Named by the outbox row, and renamed into place: a mail sent again replaces itself.
        let unfinished = self.dir.join(format!("{id:010}.part"));
        tokio::fs::write(&unfinished, message.formatted()).await?;
        let plain = self.dir.join(format!("{id:010}.json"));
        tokio::fs::write(
            &plain,
            serde_json::to_vec(mail).map_err(std::io::Error::other)?,
        )
        .await?;
        tokio::fs::rename(&unfinished, self.dir.join(format!("{id:010}.eml"))).await?;
        Ok(())
    }

    async fn newest(&self, most: usize) -> Result<Vec<Mail>, MailError> {
        let mut names = Vec::new();
        let mut entries = tokio::fs::read_dir(&self.dir).await?;
        while let Some(entry) = entries.next_entry().await? {
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                names.push(entry.path());
            }
        }
        names.sort();
        let mut mails = Vec::new();
        for path in names.into_iter().rev().take(most) {
            let bytes = tokio::fs::read(path).await?;
            mails.push(serde_json::from_slice(&bytes).map_err(std::io::Error::other)?);
        }
        Ok(mails)
    }
}
