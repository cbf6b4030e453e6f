//! The goods against a real database: SQLite in a temporary folder, or what `SANBAO_TEST_DATABASE_URL` names.
//!
//! Every test gets a database of its own (on PostgreSQL a schema of its own), filled through the same
//! register that takes a cooperative's files.

mod catalogue;
mod certificates;
#[path = "../../../tests/src/cluster.rs"]
mod cluster;
mod grades;
mod households;
mod lots;
mod receipts;
mod register;
mod season;
mod stock;
mod verify;

use std::sync::atomic::{AtomicU32, Ordering};

use ledger::Grams;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};
use sea_orm_migration::MigratorTrait;

use crate::database::Database;
use crate::entity::{advance, lot, organisation};
use crate::import;
use crate::import::fault::RowError;
use crate::import::reason::Reason;
use crate::register::{Applied, RegisterError, Source, file_hash};
use crate::scope::Scope;

/// 2026-12-01 12:00 at UTC+8.
const NOW: i64 = 1_796_097_600_000;

#[test]
fn every_test_with_a_database_passes_on_postgresql_too() {
    cluster::run_tests_again(&["tests::"]);
}

/// A migrated database of one test's own.
struct House {
    db: Database,
    _dir: tempfile::TempDir,
}

async fn house() -> House {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let dir = tempfile::tempdir().unwrap();
    let url = match std::env::var(cluster::DATABASE_URL) {
        Ok(server) => {
            let schema = format!(
                "t{}_{}",
                std::process::id(),
                NUMBER.fetch_add(1, Ordering::Relaxed)
            );
            let admin = sea_orm::Database::connect(&server).await.unwrap();
            admin
                .execute_unprepared(&format!("CREATE SCHEMA {schema}"))
                .await
                .unwrap();
            admin.close().await.unwrap();
            format!("{server}?options[search_path]={schema}")
        }
        Err(_) => format!("sqlite://{}/t.db?mode=rwc", dir.path().display()),
    };
    let db = Database::connect(&url).await.unwrap();
    migrations::Migrator::up(db.read(), None).await.unwrap();
    House { db, _dir: dir }
}

/// A house with two cooperatives, their households, one product by weight and one by the stick.
struct Village {
    db: Database,
    wangcun: i64,
    taohong: i64,
    _house: House,
}

const ORGANISATIONS: &str = "code,kind,name_zh,name_en,town_zh,town_en,fee_bp,phone,bank_name,bank_account
SB,operator,三宝（示例）,Sanbao (example),吕梁,Lüliang,0,0358-0009001,示例农村信用社,0000000000000900007
WC,cooperative,王村（示例）,Wangcun (example),王村,Wangcun,300,0358-0009002,示例农村信用社,0000000000000900014
TH,cooperative,桃红坡（示例）,Taohongpo (example),桃红坡,Taohongpo,300,0358-0009003,示例农村信用社,0000000000000900021
JW,firm,晋味（示例）,Jinwei (example),太原,Taiyuan,0,0358-0009005,示例农村信用社,0000000000000900035
GX,carrier,运输（示例）,Carrier (example),吕梁,Lüliang,0,0358-0009006,示例农村信用社,0000000000000900042
JY,inspector,检验（示例）,Inspector (example),吕梁,Lüliang,0,0358-0009007,示例农村信用社,0000000000000900059
";

const PRODUCTS: &str = "code,shop,name_zh,name_en,unit,fresh
HS,sweetpotato,王村红薯,Wangcun sweet potato,g,yes
XGX,shiitake,鲜香菇,Fresh shiitake,g,yes
GB,shiitake,菌棒,Mushroom stick,stick,no
";

const INSTRUMENTS: &str = "number,code,product_code,name_zh,name_en,contract_quantity,contract_unit,price_unit,tick_yuan,tick_value_fen,basis_grade,grades,warehouse_zh,warehouse_en,modes,listing_hold_bp,continuous_hold_bp,freight_fen_per_t,inspection_fen_per_t,carrier_code,inspector_code,open,closed_reason
1,HS-1,HS,王村红薯,Wangcun sweet potato,5,t,kg,0.01,5000,YI,TE:12000|YI:10000|ER:8000,王村地窖,Wangcun cellar,listing|continuous,1000,10000,18000,2000,GX,JY,yes,
2,XG-F,XGX,鲜香菇,Fresh shiitake,500,kg,kg,0.05,2500,A,A:10000|B:8500,双池冷库,Shuangchi cold store,listing,1000,,18000,2000,GX,JY,no,process_later
4,GB,GB,菌棒,Mushroom stick,10000,stick,stick,0.01,10000,BZ,BZ:10000,园区,Park gate,negotiated,,,0,0,GX,JY,yes,
";

const MEMBERS_WC: &str = "code,name,village_zh,phone,bank_name,bank_account,mu,mu_contiguous
WC-0001,刘**,王村,0358-0000001,示例农村信用社,0000000000000000009,4.4,0.0
WC-0002,郭**,王村,0358-0000002,示例农村信用社,0000000000000000018,7.5,0.0
WC-0003,侯**,王村,0358-0000003,示例农村信用社,0000000000000000027,5.2,0.0
";

const MEMBERS_TH: &str = "code,name,village_zh,phone,bank_name,bank_account,mu,mu_contiguous
TH-0001,高**,桃红坡镇,0358-0001001,示例农村信用社,0000000000000010009,2.6,0.0
";

const TICKETS: &str = "ticket_no,household_code,lot_code,product_code,grade,quantity,unit,harvested_on,weighed_at,place";

async fn village() -> Village {
    let house = house().await;
    let db = house.db.clone();
    let tx = db.write().await.unwrap();
    let operator = source(None, ORGANISATIONS);
    let rows = import::organisations::parse(ORGANISATIONS.as_bytes()).unwrap();
    crate::register::organisations(&tx, &operator, &rows)
        .await
        .unwrap();
    let rows = import::products::parse(PRODUCTS.as_bytes()).unwrap();
    crate::register::products(&tx, &operator, &rows)
        .await
        .unwrap();
    let rows = import::instruments::parse(INSTRUMENTS.as_bytes()).unwrap();
    crate::register::instruments(&tx, &operator, &rows)
        .await
        .unwrap();
    let ids = organisation::Entity::find().all(&*tx).await.unwrap();
    let id = |code: &str| ids.iter().find(|row| row.code == code).unwrap().id;
    let (wangcun, taohong) = (id("WC"), id("TH"));
    for (cooperative, csv) in [(wangcun, MEMBERS_WC), (taohong, MEMBERS_TH)] {
        let rows = import::members::parse(csv.as_bytes()).unwrap();
        crate::register::members(&tx, &source(Some(cooperative), csv), &rows)
            .await
            .unwrap();
    }
    tx.execute_unprepared(
        "INSERT INTO person (email, password_hash, name_zh, name_en, role, created_at) \
         VALUES ('clerk@wc.example', '-', 'c', 'c', 'buyer', 0)",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    Village {
        db,
        wangcun,
        taohong,
        _house: house,
    }
}

fn source(organisation_id: Option<i64>, content: &str) -> Source {
    let content_hash = file_hash(content.as_bytes());
    Source {
        organisation_id,
        name: "file.csv".to_owned(),
        content_hash,
        person_id: None,
        now: NOW,
    }
}

/// Lines as `ticket,household,lot,grade,jin`, in a file of sweet potatoes.
fn sweet_potatoes(lines: &str) -> String {
    let mut csv = format!("{TICKETS}\n");
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let [ticket, household, lot, grade, jin] = cells[..] else {
            panic!("five cells: {line}")
        };
        csv += &format!(
            "{ticket},{household},{lot},HS,{grade},{jin},jin,2026-10-12,2026-10-12 08:10,王村地窖\n"
        );
    }
    csv
}

impl Village {
    fn scope(&self) -> Scope {
        Scope::Cooperative(self.wangcun)
    }

    /// Hands in a file of Wangcun's weigh tickets and commits it.
    async fn weigh(&self, lines: &str) -> Result<Applied, RegisterError> {
        self.weigh_for(self.wangcun, &sweet_potatoes(lines)).await
    }

    async fn weigh_for(&self, cooperative: i64, csv: &str) -> Result<Applied, RegisterError> {
        let grades = crate::register::grade_book(self.db.read()).await.unwrap();
        let rows = import::intakes::parse(csv.as_bytes(), &grades)?;
        let tx = self.db.write().await.unwrap();
        let applied = crate::register::intakes(&tx, &source(Some(cooperative), csv), &rows).await?;
        tx.commit().await.unwrap();
        Ok(applied)
    }

    async fn advance(&self, lines: &str) -> Result<(Applied, Vec<advance::Model>), RegisterError> {
        let csv = format!("number,household_code,item_zh,item_en,amount_yuan,given_on\n{lines}");
        let rows = import::advances::parse(csv.as_bytes())?;
        let tx = self.db.write().await.unwrap();
        let result =
            crate::register::advances(&tx, &source(Some(self.wangcun), &csv), &rows).await?;
        tx.commit().await.unwrap();
        Ok(result)
    }

    async fn lot(&self, code: &str) -> lot::Model {
        let lots = lot::Entity::find().all(self.db.read()).await.unwrap();
        lots.into_iter().find(|lot| lot.code == code).unwrap()
    }

    /// Runs SQL outside all rules, as a hand at the database would.
    async fn tamper(&self, sql: &str) {
        let tx = self.db.write().await.unwrap();
        tx.execute_unprepared(sql).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn person_id(&self) -> i64 {
        let sql = "SELECT id FROM person";
        number(&self.db, sql).await
    }
}

/// The one number that a query answers.
async fn number(db: &Database, sql: &str) -> i64 {
    let statement = sea_orm::Statement::from_string(db.backend(), sql);
    let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

fn faults(error: RegisterError) -> Vec<RowError> {
    match error {
        RegisterError::Faults(faults) => faults.listed().to_vec(),
        other => panic!("faults expected: {other:?}"),
    }
}

fn fault(line: usize, column: &'static str, reason: Reason) -> RowError {
    RowError {
        line,
        column: Some(column),
        reason,
    }
}

fn g(grams: i64) -> Grams {
    Grams::new(grams).unwrap()
}

fn jin(jin: i64) -> Grams {
    g(jin * 500)
}

/// Makes the check constraint of lots forget its duty, so that a test can break what it guards.
async fn without_checks(tx: &DatabaseTransaction, sql: &str) {
    if tx.get_database_backend() == sea_orm::DbBackend::Sqlite {
        tx.execute_unprepared("PRAGMA ignore_check_constraints = ON")
            .await
            .unwrap();
        tx.execute_unprepared(sql).await.unwrap();
        tx.execute_unprepared("PRAGMA ignore_check_constraints = OFF")
            .await
            .unwrap();
        return;
    }
    let drop = "DO $$ DECLARE name text; BEGIN FOR name IN SELECT conname FROM pg_constraint \
        WHERE conrelid = 'lot'::regclass AND contype = 'c' \
        LOOP EXECUTE 'ALTER TABLE lot DROP CONSTRAINT ' || quote_ident(name); END LOOP; END $$";
    tx.execute_unprepared(drop).await.unwrap();
    tx.execute_unprepared(sql).await.unwrap();
}
