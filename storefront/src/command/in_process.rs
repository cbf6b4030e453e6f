//! The demo platform in this process: for measurements beside something else in one run.

use std::path::Path;

use axum::Router;
use exchange::worker::Workers;

use super::serve;
use crate::config::Settings;

/// A platform that is open and not served yet.
pub struct InProcess {
    /// Every page and call.
    pub routes: Router,
    workers: Workers,
}

impl InProcess {
    /// Opens the demo season of this workspace in a folder, on SQLite there or on the database named.
    ///
    /// # Errors
    /// When something cannot be opened.
    pub async fn open(folder: &Path, database_url: Option<String>) -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let settings = Settings {
            data_dir: folder.to_owned(),
            database_url,
            themes_dir: root.join("themes"),
            season_dir: root.join("catalog/season"),
            ..Settings::default()
        };
        let (_, routes, workers) = serve::build(settings).await?;
        Ok(Self { routes, workers })
    }

    /// Lets the background work end.
    pub async fn stop(self) {
        self.workers.stop().await;
    }
}
