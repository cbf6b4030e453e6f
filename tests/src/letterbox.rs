//! A real mail server: Debian's aiosmtpd on a free port, keeping what it takes in a folder of its own,
//! killed when dropped; and a reader of mails that is not the one who wrote them.
//!
//! Taken in by its path by the unit tests of `storefront` too, beside `cluster`.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::cluster::SERVERS_REQUIRED;

/// How long a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the way to the server is kept private.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Not at all.
    Plain,
    /// From the first byte.
    Tls,
    /// After a greeting in the clear.
    StartTls,
}

/// A mail server with its folder.
#[derive(Debug)]
pub struct Letterbox {
    python: PathBuf,
    line: Line,
    port: u16,
    child: Option<Child>,
    folder: tempfile::TempDir,
}

impl Letterbox {
    /// Starts a server; `None` (and a printed line) where none is installed.
    ///
    /// # Panics
    /// When servers are required and none is found, or when it does not start.
    pub fn open(line: Line) -> Option<Self> {
        let Some(python) = python("aiosmtpd") else {
            let required = std::env::var_os(SERVERS_REQUIRED).is_some();
            assert!(!required, "a mail server is required and was not found");
            println!("skipped on a mail server: no python3 knows aiosmtpd");
            return None;
        };
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let folder = tempfile::tempdir().expect("a temporary folder");
        if line != Line::Plain {
            certify(folder.path());
        }
        let mut letterbox = Self {
            python,
            line,
            port: free.expect("a port is free").port(),
            child: None,
            folder,
        };
        letterbox.start();
        Some(letterbox)
    }

    /// The server at the same port once more, with what it keeps.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(&mut self) {
        let certificate = self.beside("certificate.pem").display().to_string();
        let key = self.beside("key.pem").display().to_string();
        let mut command = Command::new(&self.python);
        command
            .args(["-m", "aiosmtpd", "-n", "-c", "letterbox.Letterbox", "-l"])
            .arg(format!("127.0.0.1:{}", self.port));
        match self.line {
            Line::Plain => {}
            Line::Tls => drop(command.args(["--smtpscert", &certificate, "--smtpskey", &key])),
            Line::StartTls => drop(command.args(["--tlscert", &certificate, "--tlskey", &key])),
        }
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.beside("log"))
            .expect("the log can be written");
        let child = command
            .arg(self.beside("mails"))
            .env(
                "PYTHONPATH",
                Path::new(script()).parent().unwrap_or(Path::new(".")),
            )
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        self.child = Some(child.expect("the mail server starts"));
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(
                since.elapsed() < PATIENCE,
                "the mail server does not listen"
            );
            std::thread::yield_now();
        }
    }

    /// Kills the server; what it keeps stays.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("the mail server can be killed");
            child.wait().expect("the mail server ends");
        }
    }

    /// The address for `SANBAO_SMTP_URL`.
    pub fn url(&self) -> String {
        match self.line {
            Line::Plain => format!("smtp://127.0.0.1:{}", self.port),
            Line::Tls => format!("smtps://127.0.0.1:{}", self.port),
            Line::StartTls => format!("smtp://127.0.0.1:{}?tls=required", self.port),
        }
    }

    /// The certificate that it shows.
    pub fn certificate(&self) -> PathBuf {
        self.beside("certificate.pem")
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn list(&self, name: &str, addresses: &[&str]) {
        std::fs::write(self.beside(name), addresses.join("\n")).expect("a file can be written");
    }

    /// From now on these addresses, and no others, are refused for good.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn refuse(&self, addresses: &[&str]) {
        self.list("refused", addresses);
    }

    /// From now on these addresses, and no others, are put off.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn delay(&self, addresses: &[&str]) {
        self.list("delayed", addresses);
    }

    /// From now on mails are kept, and not acknowledged.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn hold(&self) {
        self.list("held", &[]);
    }

    /// From now on mails are acknowledged again.
    ///
    /// # Panics
    /// When the file cannot be removed.
    pub fn release(&self) {
        std::fs::remove_file(self.beside("held")).expect("it was held");
    }

    /// Every mail that it keeps, in the order in which they came.
    ///
    /// # Panics
    /// When one cannot be read.
    pub fn mails(&self) -> Vec<Value> {
        read(&files(&self.beside("mails").join("new")))
    }

    /// The mails once there are at least so many.
    ///
    /// # Panics
    /// When there are not within a minute.
    pub fn wait_for(&self, count: usize) -> Vec<Value> {
        let since = Instant::now();
        loop {
            let found = files(&self.beside("mails").join("new"));
            if found.len() >= count {
                return read(&found);
            }
            let elapsed = since.elapsed();
            assert!(
                elapsed < PATIENCE,
                "{} mails came, not {count}",
                found.len()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Letterbox {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The files of a folder in the order in which they were written; none where there is no folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort_by_cached_key(|path| {
        let written = std::fs::metadata(path).and_then(|found| found.modified());
        (written.ok(), path.clone())
    });
    paths
}

/// Mails as Python's own library reads them: `headers` in small letters, `type`, `parts` with `type` and
/// `text`, and `defects`.
///
/// # Panics
/// When there is no Python, or one cannot be read.
pub fn read(paths: &[PathBuf]) -> Vec<Value> {
    if paths.is_empty() {
        return Vec::new();
    }
    let python = python("email").expect("python3 is there");
    let output = Command::new(python).arg(script()).args(paths).output();
    let output = output.expect("the reader runs");
    let erred = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{erred}");
    serde_json::from_slice(&output.stdout).expect("the reader prints JSON")
}

/// The text of a mail's part.
///
/// # Panics
/// When there is none of that type.
pub fn part<'a>(mail: &'a Value, kind: &str) -> &'a str {
    let parts = mail["parts"].as_array().into_iter().flatten();
    let found = parts.into_iter().find(|part| part["type"] == kind);
    found
        .and_then(|part| part["text"].as_str())
        .unwrap_or_else(|| panic!("no {kind} in {mail}"))
}

fn script() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/src/letterbox.py")
}

/// A Python that knows `module`: Debian's before whatever the search path has.
fn python(module: &str) -> Option<PathBuf> {
    let known = |python: &&&str| {
        let mut command = Command::new(python);
        command
            .args(["-c", &format!("import {module}")])
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let pythons = ["/usr/bin/python3", "python3"];
    pythons.iter().find(known).map(PathBuf::from)
}

/// A certificate that vouches for itself, for two days.
fn certify(folder: &Path) {
    let mut command = Command::new("openssl");
    command.args([
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
    ]);
    command.args(["-subj", "/CN=letterbox"]);
    command.args(["-addext", "subjectAltName=IP:127.0.0.1"]);
    command.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
    command.arg("-keyout").arg(key).arg("-out").arg(certificate);
    let output = command.output().expect("openssl runs");
    let erred = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{erred}");
}
