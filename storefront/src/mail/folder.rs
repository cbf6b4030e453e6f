//! The embedded mail port: a folder of `.eml` files, one per outbox row.

use std::path::PathBuf;

use super::{MailError, Mailer, Outgoing, Sender};

/// A folder of mails.
#[derive(Clone, Debug)]
pub struct Folder {
    dir: PathBuf,
    sender: Sender,
}

impl Folder {
    /// A mail folder, made when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(dir: PathBuf, sender: Sender) -> Result<Self, MailError> {
        std::fs::create_dir_all(&dir)?;
        Ok(Self { dir, sender })
    }
}

#[async_trait::async_trait]
impl Mailer for Folder {
    async fn send(&self, outgoing: Outgoing<'_>) -> Result<(), MailError> {
        let message = self.sender.message(outgoing)?;
        // Named by the outbox row, and renamed into place: a mail sent again replaces itself.
        let name = format!("{:010}", outgoing.id);
        let unfinished = self.dir.join(format!("{name}.part"));
        tokio::fs::write(&unfinished, message.formatted()).await?;
        tokio::fs::rename(&unfinished, self.dir.join(format!("{name}.eml"))).await?;
        Ok(())
    }

    fn stays_here(&self) -> bool {
        true
    }
}
