//! One real PostgreSQL for a test process: started on a free port in a temporary folder, stopped with it.
//!
//! The file needs nothing but the standard library, so that the unit tests of `catalog` and `exchange`
//! take it in by its path, with [`run_tests_again`], and no crate gains a dependency for it.

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The switch that turns "not found, skipped" into a failure.
pub const SERVERS_REQUIRED: &str = "SANBAO_TESTS_NEED_SERVERS";

/// The URL of the server's own database `postgres`; `None` (and a printed line) where none is installed.
///
/// The first call starts the cluster, which takes a second or two.
///
/// # Panics
/// When servers are required and none is found, or when the server does not start.
pub fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    let url = SERVER.get_or_init(start).as_deref();
    if url.is_none() {
        let required = std::env::var_os(SERVERS_REQUIRED).is_some();
        assert!(!required, "PostgreSQL is required and was not found");
        println!("skipped on PostgreSQL: no initdb found under /usr/lib/postgresql");
    }
    url
}

/// Where tests of the rooms find their database server; the embedded database when it is not set.
pub const DATABASE_URL: &str = "SANBAO_TEST_DATABASE_URL";

/// Runs the calling test binary once more, all its databases on PostgreSQL; `args` choose the tests.
///
/// Where [`DATABASE_URL`] is set already this is that run, or a person's own choice: nothing is repeated.
///
/// # Panics
/// When a test fails there, with all that it said.
pub fn run_tests_again(args: &[&str]) {
    if std::env::var_os(DATABASE_URL).is_some() {
        return;
    }
    let Some(server) = server() else { return };
    let own = std::env::current_exe().expect("a process knows its own program");
    let output = Command::new(own)
        .args(args)
        .env(DATABASE_URL, server)
        .output();
    let output = output.expect("the tests start");
    let (said, erred) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    println!(
        "on PostgreSQL: {}",
        said.lines()
            .rfind(|line| line.starts_with("test result"))
            .unwrap_or_default()
    );
    assert!(output.status.success(), "on PostgreSQL:\n{said}{erred}");
}

/// A program that Debian keeps with each version of the server, off the search path.
fn tool(name: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let paths = versions
        .flatten()
        .map(|version| version.path().join("bin").join(name));
    paths.filter(|path| path.exists()).max()
}

/// The words that begin a command: root may not run a cluster, so as root all goes through the postgres user.
fn as_postgres(program: &Path) -> Vec<String> {
    let own = std::fs::metadata("/proc/self").expect("a process sees itself");
    let mut words = Vec::new();
    if own.uid() == 0 {
        words.extend(["runuser", "-u", "postgres", "--"].map(str::to_owned));
    }
    words.push(program.display().to_string());
    words
}

fn run(program: &Path, args: &[&str]) {
    let words = as_postgres(program);
    let output = Command::new(&words[0])
        .args(&words[1..])
        .args(args)
        .current_dir("/")
        .output();
    let output = output.expect("the tool runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{} {args:?} failed: {said}",
        program.display()
    );
}

fn start() -> Option<String> {
    let (initdb, pg_ctl) = (tool("initdb")?, tool("pg_ctl")?);
    let folder = std::env::temp_dir().join(format!("sanbao-postgres-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    let everybody = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(&folder, everybody).expect("the postgres user may write into it");
    let (data, log) = (
        folder.join("data").display().to_string(),
        folder.join("log").display().to_string(),
    );
    stop_with_this_process(&pg_ctl, &data, &folder);
    let how = [
        "-A",
        "trust",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        "-D",
        &data,
    ];
    run(&initdb, &how);
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = free.expect("a port is free").port();
    let settings = [
        format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={}",
            folder.display()
        ),
        // A power cut is not what these tests are about; the crash test kills the process, not the machine.
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400"
            .to_owned(),
    ];
    run(
        &pg_ctl,
        &[
            "-D",
            &data,
            "-l",
            &log,
            "-w",
            "-o",
            &settings.join(" "),
            "start",
        ],
    );
    Some(format!("postgres://postgres@127.0.0.1:{port}/postgres"))
}

/// A shell that outlives this process by a moment: it stops the cluster and removes the folder, also
/// after a panic or a kill.
fn stop_with_this_process(pg_ctl: &Path, data: &str, folder: &Path) {
    let script = format!(
        "(tail --pid={} -f /dev/null; cd /; {} -D {data} -m immediate stop; rm -rf {}) &",
        std::process::id(),
        as_postgres(pg_ctl).join(" "),
        folder.display()
    );
    let mut watcher = Command::new("setsid");
    watcher
        .args(["sh", "-c", &script])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    assert!(
        watcher.status().expect("the watcher starts").success(),
        "the watcher starts"
    );
}
