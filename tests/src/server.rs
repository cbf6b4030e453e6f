//! A real server process on a free port and a folder of its own, killed when dropped.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

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

impl Options {
    /// A market with a continuous book beside the board.
    pub fn open() -> Self {
        Self {
            profile: Some("open".to_owned()),
            ..Self::default()
        }
    }

    /// Where a server listens whose settings say so; what it prints may be another address, that of a
    /// proxy before it.
    fn bound(&self) -> Option<String> {
        let bind = self
            .settings
            .iter()
            .find(|(name, _)| name == "SANBAO_BIND")?;
        Some(format!("http://{}", bind.1))
    }

    /// `binary` with these settings on `data_dir`, at the workspace's root.
    pub fn command(&self, binary: &str, data_dir: &Path) -> Command {
        let mut command = Command::new(binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SANBAO_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(root())
            .env("SANBAO_DATA_DIR", data_dir)
            .env("SANBAO_BIND", "127.0.0.1:0")
            .env("SANBAO_LOG", "warn,sqlx=error")
            .stdin(Stdio::null());
        if let Some(profile) = &self.profile {
            command.env("SANBAO_MARKET_PROFILES", profile);
        }
        if let Some(url) = &self.database_url {
            command.env("SANBAO_DATABASE_URL", url);
        }
        command.envs(self.settings.iter().cloned());
        command
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    binary: String,
    base_url: String,
    data_dir: PathBuf,
    options: Options,
}

impl Server {
    /// Starts `binary` (the path that `CARGO_BIN_EXE_storefront_under_test` names) on `data_dir` and
    /// waits until it prints its address. Its log is `data_dir`'s `server.log`.
    ///
    /// # Panics
    /// When it ends before it serves; its log is in the message.
    pub fn start(binary: &str, data_dir: &Path, options: &Options) -> Self {
        std::fs::create_dir_all(data_dir).expect("the data folder can be made");
        let log = data_dir.join("server.log");
        let to = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .expect("the log can be written");
        let mut command = options.command(binary, data_dir);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(to)
            .spawn()
            .expect("the server under test starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let mut lines = BufReader::new(stdout).lines();
        let base_url = loop {
            let Some(line) = lines.next() else {
                panic!("the server ended before it served: {}", said(&log));
            };
            let line = line.expect("its output is text");
            if let Some(at) = line.find("http") {
                let printed = line[at..].split_whitespace().next().unwrap_or_default();
                break options.bound().unwrap_or_else(|| printed.to_owned());
            }
        };
        // What it prints later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let data_dir = data_dir.to_owned();
        Self {
            child,
            binary: binary.to_owned(),
            base_url,
            data_dir,
            options: options.clone(),
        }
    }

    /// Where it serves.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Its data folder.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// What it was started with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Runs a subcommand of the same binary on the same folder and database, and towards this server.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn run(&self, args: &[&str]) -> Output {
        let mut command = self.options.command(&self.binary, &self.data_dir);
        let told = |(name, _): &(String, String)| name == "SANBAO_BASE_URL";
        if !self.options.settings.iter().any(told) {
            command.env("SANBAO_BASE_URL", &self.base_url);
        }
        command.args(args).output().expect("the command runs")
    }

    /// `verify` finds nothing.
    ///
    /// # Panics
    /// When it finds a difference.
    pub fn proves_itself(&self) {
        let proof = self.run(&["verify"]);
        let (found, said) = (
            String::from_utf8_lossy(&proof.stdout),
            String::from_utf8_lossy(&proof.stderr),
        );
        assert!(proof.status.success(), "verify: {found}{said}");
    }

    /// Kills it as the end of its process would, and waits for that.
    ///
    /// # Panics
    /// When the process cannot be killed.
    pub fn kill(&mut self) {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server ends");
    }

    /// The next server on the same folder and database.
    ///
    /// # Panics
    /// When this one cannot be killed, or the next does not start.
    #[must_use]
    pub fn restarted(mut self) -> Self {
        self.kill();
        Self::start(&self.binary, &self.data_dir, &self.options)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!(
                "the server's log:\n{}",
                said(&self.data_dir.join("server.log"))
            );
        }
    }
}

/// The end of a log.
fn said(log: &Path) -> String {
    const LINES: usize = 40;
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}
