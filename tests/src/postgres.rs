//! One real PostgreSQL for a test run: started on a free port in a temporary folder, stopped with the run.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

/// The switch that turns "not found, skipped" into a failure.
pub const SERVERS_REQUIRED: &str = "SANBAO_TESTS_NEED_SERVERS";

struct Cluster {
    port: u16,
    template: Mutex<bool>,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// The URL of a fresh database, a clone of the migrated template; `None` (and a printed line) where no
/// PostgreSQL is installed.
///
/// # Panics
/// When servers are required and none is found, or when the server misbehaves.
pub fn fresh_database(migrate: impl FnOnce(&str)) -> Option<String> {
    let cluster = CLUSTER.get_or_init(start).as_ref();
    let Some(cluster) = cluster else {
        assert!(std::env::var_os(SERVERS_REQUIRED).is_none(), "PostgreSQL is required and was not found");
        println!("skipped on PostgreSQL: no initdb found under /usr/lib/postgresql");
        return None;
    };
    let url = |name: &str| format!("postgres://postgres@127.0.0.1:{}/{name}", cluster.port);
    let mut made = cluster.template.lock().expect("no test panicked while it made the template");
    if !*made {
        sql(cluster.port, "CREATE DATABASE sanbao_template");
        migrate(&url("sanbao_template"));
        *made = true;
    }
    let name = format!("sanbao_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    sql(cluster.port, &format!("CREATE DATABASE {name} TEMPLATE sanbao_template"));
    Some(url(&name))
}

fn sql(port: u16, statement: &str) {
    let status = Command::new(tool("psql").expect("psql stands beside initdb"))
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "postgres", "-q", "-c", statement])
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("psql runs").success(), "psql refused {statement:?}");
}

fn tool(name: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions.flatten().map(|version| version.path().join("bin").join(name)).find(|path| path.exists())
}

/// Root may not run a cluster: as root everything goes through the postgres user.
fn as_postgres(program: &Path) -> Command {
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn start() -> Option<Cluster> {
    let initdb = tool("initdb")?;
    let parent = std::env::temp_dir().join(format!("sanbao-postgres-{}", std::process::id()));
    std::fs::create_dir_all(&parent).expect("a temporary folder can be made");
    std::fs::set_permissions(&parent, std::fs::Permissions::from_mode(0o777)).expect("its mode can be set");
    let data = parent.join("data");
    let run = |command: &mut Command| {
        let output = command.current_dir("/").output().expect("the tool runs");
        assert!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(as_postgres(&initdb).args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"]).arg(&data));
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let options = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off -c max_connections=300", parent.display());
    run(as_postgres(&tool("pg_ctl")?).arg("-D").arg(&data).arg("-l").arg(parent.join("log")).args(["-w", "-o", &options, "start"]));
    stop_with_this_process(&data, &parent);
    Some(Cluster { port, template: Mutex::new(false) })
}

/// A shell that outlives this process by a moment: it stops the cluster and removes the folder, also
/// after a panic or a kill.
fn stop_with_this_process(data: &Path, parent: &Path) {
    let stop = as_postgres(&tool("pg_ctl").expect("it started the cluster"));
    let words: Vec<String> = std::iter::once(stop.get_program())
        .chain(stop.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let script = format!(
        "tail --pid={} -f /dev/null; {} -D {} -m immediate stop; rm -rf {}",
        std::process::id(),
        words.join(" "),
        data.display(),
        parent.display()
    );
    let spawned = Command::new("setsid")
        .args(["sh", "-c", &script])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    spawned.expect("the watcher starts");
}
