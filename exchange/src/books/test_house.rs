//! A migrated database of its own for one test: a SQLite file, or a PostgreSQL database beside
//! the one that `SANBAO_TEST_DATABASE_URL` names. Both are removed when the house is dropped.

use std::sync::atomic::{AtomicU32, Ordering};

use catalog::database::Database;
use catalog::entity::{household, household_private, organisation};
use ledger::{AccountKey, Code, Money, Party, Reference, SetKind, Transfer, TransferSet};
use sea_orm::{ActiveValue, ConnectionTrait, EntityTrait, Statement};
use sea_orm_migration::MigratorTrait;

#[path = "../../../tests/src/cluster.rs"]
mod cluster;

static NEXT: AtomicU32 = AtomicU32::new(1);

/// Rooms of this crate whose tests need no database; all others run again.
const WITHOUT_DATABASE: [&str; 4] = ["journal::", "desk::", "split::", "clock::"];

#[test]
fn every_test_with_a_database_passes_on_postgresql_too() {
    let skipped: Vec<&str> = WITHOUT_DATABASE
        .iter()
        .flat_map(|room| ["--skip", room])
        .collect();
    cluster::run_tests_again(&skipped);
}

pub(crate) struct House {
    pub(crate) db: Database,
    server: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

impl House {
    pub(crate) async fn open() -> House {
        let folder = tempfile::tempdir().unwrap();
        let server = match std::env::var(cluster::DATABASE_URL) {
            Ok(url) => Some(beside(&url).await),
            Err(_) => None,
        };
        let url = match &server {
            Some((url, name)) => with_name(url, name),
            None => format!("sqlite://{}?mode=rwc", folder.path().join("t.db").display()),
        };
        let db = Database::connect(&url).await.unwrap();
        migrations::Migrator::up(db.read(), None).await.unwrap();
        House {
            db,
            server,
            _folder: folder,
        }
    }

    pub(crate) async fn run(&self, sql: &str) {
        self.db.read().execute_unprepared(sql).await.unwrap();
    }

    /// The guard against changing facts is lifted, as a corruption would.
    pub(crate) async fn unguard(&self, table: &str) {
        match self.server {
            Some(_) => {
                self.run(&format!("DROP TRIGGER {table}_no_change ON {table}"))
                    .await
            }
            None => {
                self.run(&format!("DROP TRIGGER {table}_no_update")).await;
                self.run(&format!("DROP TRIGGER {table}_no_delete")).await;
            }
        }
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let backend = self.db.backend();
        let row = self
            .db
            .read()
            .query_one_raw(Statement::from_string(backend, sql))
            .await;
        row.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    pub(crate) async fn organisation(&self, kind: organisation::Kind, code: &str) -> i64 {
        let row = organisation::ActiveModel {
            kind: ActiveValue::Set(kind),
            code: ActiveValue::Set(code.to_owned()),
            name_zh: ActiveValue::Set(format!("{code}(示例)")),
            name_en: ActiveValue::Set(format!("{code} (sample)")),
            town_zh: ActiveValue::Set(String::new()),
            town_en: ActiveValue::Set(String::new()),
            phone: ActiveValue::Set(String::new()),
            fee_bp: ActiveValue::Set(300),
            bank_name: ActiveValue::Set("示例银行".to_owned()),
            bank_account: ActiveValue::Set(format!("62220000{code}")),
            state: ActiveValue::Set(organisation::State::Active),
            created_at: ActiveValue::Set(0),
            ..Default::default()
        };
        organisation::Entity::insert(row)
            .exec(self.db.read())
            .await
            .unwrap()
            .last_insert_id
    }

    pub(crate) async fn person(&self, email: &str, organisation_id: i64) -> i64 {
        let sql = format!(
            "INSERT INTO person (email, password_hash, name_zh, name_en, role, organisation_id, \
             created_at) VALUES ('{email}', '', '', '', 'clerk', {organisation_id}, 0) RETURNING id"
        );
        self.number(&sql).await
    }

    pub(crate) async fn household(&self, cooperative_id: i64, code: &str) -> i64 {
        let row = household::ActiveModel {
            cooperative_id: ActiveValue::Set(cooperative_id),
            code: ActiveValue::Set(code.to_owned()),
            village: ActiveValue::Set("示例村".to_owned()),
            mu_hundredths: ActiveValue::Set(0),
            content_hash: ActiveValue::Set(String::new()),
            joined_at: ActiveValue::Set(0),
            ..Default::default()
        };
        let id = household::Entity::insert(row)
            .exec(self.db.read())
            .await
            .unwrap()
            .last_insert_id;
        let private = household_private::ActiveModel {
            household_id: ActiveValue::Set(id),
            name: ActiveValue::Set(format!("{code}户")),
            phone: ActiveValue::Set(String::new()),
            bank_name: ActiveValue::Set("示例信用社".to_owned()),
            bank_account: ActiveValue::Set(format!("6217000011112{code}")),
        };
        household_private::Entity::insert(private)
            .exec_without_returning(self.db.read())
            .await
            .unwrap();
        id
    }

    /// Posts one set of its own and commits.
    pub(crate) async fn post(&self, set: &TransferSet) {
        let tx = self.db.write().await.unwrap();
        super::post(&tx, set, 1).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn available(&self, key: &AccountKey) -> i64 {
        super::balance(self.db.read(), key)
            .await
            .unwrap()
            .available()
            .as_fen()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let Some((url, name)) = self.server.take() else {
            return;
        };
        let drop = async move {
            let connection = sea_orm::Database::connect(url).await?;
            connection
                .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .await
        };
        let runtime = || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
        };
        let worker = std::thread::spawn(move || runtime().map(|runtime| runtime.block_on(drop)));
        let _ = worker.join();
    }
}

async fn beside(url: &str) -> (String, String) {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let base = url
        .rsplit('/')
        .next()
        .unwrap_or("sanbao")
        .split('?')
        .next()
        .unwrap();
    let name = format!("{base}_{}_{number}", std::process::id());
    let connection = sea_orm::Database::connect(url).await.unwrap();
    connection
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    (url.to_owned(), name)
}

fn with_name(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

pub(crate) fn bank() -> AccountKey {
    AccountKey::custody(Code::Bank, Party::None).unwrap()
}

pub(crate) fn float() -> AccountKey {
    AccountKey::custody(Code::OperatorFloat, Party::None).unwrap()
}

pub(crate) fn cash(member: i64) -> AccountKey {
    AccountKey::custody(Code::MemberCash, Party::Member(member)).unwrap()
}

pub(crate) fn moved(debit: AccountKey, credit: AccountKey, fen: i64) -> Transfer {
    Transfer::new(debit, credit, Money::fen(fen)).unwrap()
}

pub(crate) fn set(key: &str, transfers: Vec<Transfer>) -> TransferSet {
    let reference = Reference::new(key, "test:1").unwrap();
    TransferSet::posted(&reference, SetKind::MemberPaidIn, transfers).unwrap()
}

pub(crate) fn pending(key: &str, transfers: Vec<Transfer>) -> TransferSet {
    let reference = Reference::new(key, "test:1").unwrap();
    TransferSet::pending(&reference, SetKind::MemberWithdrawal, transfers).unwrap()
}
