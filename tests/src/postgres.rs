//! Databases of the test run's PostgreSQL: each test gets one of its own, migrated.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::cluster::server;

/// Databases are copies of this one, so that the schema is made once.
const TEMPLATE: &str = "sanbao_template";

static TEMPLATE_MADE: Mutex<bool> = Mutex::new(false);
static NEXT: AtomicU32 = AtomicU32::new(1);

/// The URL of a fresh database, a copy of the template that `migrate` brought to the newest schema;
/// `None` (and a printed line) where no PostgreSQL is installed.
///
/// # Panics
/// When servers are required and none is found, or when the server misbehaves.
pub fn fresh_database(migrate: impl FnOnce(&str)) -> Option<String> {
    let server = server()?;
    let url = |name: &str| {
        server
            .strip_suffix("postgres")
            .map(|base| format!("{base}{name}"))
    };
    // One copy at a time: a template must not be in use while it is copied.
    let mut made = TEMPLATE_MADE
        .lock()
        .expect("no test panicked while it made the template");
    if !*made {
        sql(server, &format!("CREATE DATABASE {TEMPLATE}"));
        migrate(&url(TEMPLATE)?);
        *made = true;
    }
    let name = format!("sanbao_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    sql(
        server,
        &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}"),
    );
    url(&name)
}

/// Runs SQL as a hand at the database would.
///
/// # Panics
/// When the server refuses.
pub fn sql(url: &str, statement: &str) {
    let mut psql = Command::new(PathBuf::from("psql"));
    psql.args([url, "-q", "-v", "ON_ERROR_STOP=1", "-c", statement])
        .stdout(Stdio::null());
    let output = psql.output().expect("psql runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "psql refused {statement:?}: {said}"
    );
}
