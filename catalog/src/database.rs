//! The database: SQLite by default, PostgreSQL when a URL says so, one way to read and one to write.
//!
//! SQLite has a single writer, so every write there waits in one fair in-process queue and begins
//! IMMEDIATE; a plain BEGIN that upgrades later fails at once with "database is locked", whatever the
//! busy time-out. PostgreSQL needs no queue but sees races that SQLite hides: guard with a conditional
//! UPDATE, or read with `lock_exclusive()`.
//!
//! Invariant: no write goes around [`Database::write`].

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Connections that one process keeps open.
const CONNECTIONS_MAX: u32 = 8;

/// A handle on the one database; cheap to clone.
#[derive(Clone)]
pub struct Database {
    connection: DatabaseConnection,
    writers: Arc<Mutex<()>>,
}

/// A write transaction; dropping it without [`Write::commit`] rolls back.
pub struct Write {
    transaction: DatabaseTransaction,
    // Declared last, so that the turn ends only after the transaction has.
    turn: Option<OwnedMutexGuard<()>>,
}

impl Database {
    /// Connects to `sqlite://…` or `postgres://…`.
    ///
    /// # Errors
    /// When the database cannot be reached or the URL is of another kind.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url);
        options.max_connections(CONNECTIONS_MAX).sqlx_logging(false);
        options.acquire_timeout(Duration::from_secs(30));
        // FULL, not NORMAL: in WAL mode NORMAL may lose an acknowledged commit at power loss.
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("cache_size", "-65536")
        });
        let connection = sea_orm::Database::connect(options).await?;
        Ok(Self {
            connection,
            writers: Arc::new(Mutex::new(())),
        })
    }

    /// The connection for reads outside a transaction.
    pub fn read(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// One consistent view for many reads (repeatable read on PostgreSQL, a WAL snapshot on SQLite).
    ///
    /// # Errors
    /// When the database does.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        self.connection
            .begin_with_config(
                Some(sea_orm::IsolationLevel::RepeatableRead),
                Some(sea_orm::AccessMode::ReadOnly),
            )
            .await
    }

    /// Begins a write, waiting its turn on SQLite.
    ///
    /// # Errors
    /// When the database does.
    pub async fn write(&self) -> Result<Write, DbErr> {
        let began = Instant::now();
        let turn = match self.backend() {
            DbBackend::Sqlite => Some(Arc::clone(&self.writers).lock_owned().await),
            _ => None,
        };
        metrics::histogram!("sanbao_write_wait_seconds").record(began.elapsed().as_secs_f64());
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(Write { transaction, turn })
    }

    /// Which of the two databases this is.
    pub fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }
}

impl Write {
    /// Makes the writes durable, then lets the next writer go.
    ///
    /// # Errors
    /// When the database does; nothing was written then.
    pub async fn commit(self) -> Result<(), DbErr> {
        let Self { transaction, turn } = self;
        let result = transaction.commit().await;
        drop(turn);
        result
    }
}

impl Deref for Write {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// The next number of a gapless sequence; its row stays locked until the transaction ends.
///
/// # Errors
/// When the database does.
pub async fn next_number(write: &DatabaseTransaction, counter: &str) -> Result<i64, DbErr> {
    let statement = Statement::from_sql_and_values(
        write.get_database_backend(),
        "INSERT INTO counter (name, value) VALUES ($1, 1) \
         ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
        [counter.into()],
    );
    let row = write.query_one_raw(statement).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(counter.to_owned()))?
        .try_get("", "value")
}
