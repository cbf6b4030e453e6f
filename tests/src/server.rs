//! A real server process on a free port and an empty folder, killed when dropped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The password of every demo sign-in.
pub const DEMO_PASSWORD: &str = "sanbao-demo-2026";

/// What a server is started with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `cn-spot` when `None`.
    pub profile: Option<String>,
    /// The embedded database when `None`.
    pub database_url: Option<String>,
    /// Further settings.
    pub settings: Vec<(String, String)>,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    base_url: String,
    data_dir: PathBuf,
}

impl Server {
    /// Starts `binary` (the path that `CARGO_BIN_EXE_storefront_under_test` names) on `data_dir` and
    /// waits until it prints its address.
    ///
    /// # Panics
    /// When it ends before it serves.
    pub fn start(binary: &str, data_dir: &Path, options: &Options) -> Self {
        let root = root();
        let mut command = Command::new(binary);
        command
            .current_dir(&root)
            .env("SANBAO_DATA_DIR", data_dir)
            .env("SANBAO_BIND", "127.0.0.1:0")
            .env("SANBAO_LOG", "warn,sqlx=error")
            .env_remove("SANBAO_BASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if let Some(profile) = &options.profile {
            command.env("SANBAO_MARKET_PROFILES", profile);
        }
        if let Some(url) = &options.database_url {
            command.env("SANBAO_DATABASE_URL", url);
        }
        command.envs(options.settings.iter().cloned());
        let mut child = command.spawn().expect("the server under test starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let mut lines = BufReader::new(stdout).lines();
        let base_url = loop {
            let line = lines.next().expect("the server ended before it served").expect("its output is text");
            if let Some(at) = line.find("http://") {
                break line[at..].split_whitespace().next().unwrap_or_default().to_owned();
            }
        };
        // What it prints later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, base_url, data_dir: data_dir.to_owned() }
    }

    /// Where it serves.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Its data folder.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as a power cut would, and waits for its end.
    ///
    /// # Panics
    /// When the process cannot be killed.
    pub fn kill(mut self) -> PathBuf {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server ends");
        self.data_dir.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}
