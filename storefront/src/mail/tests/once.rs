//! The outbox's rows, on SQLite and on PostgreSQL.

use std::sync::atomic::{AtomicU32, Ordering};

use catalog::database::Database;
use sea_orm::{ConnectionTrait, EntityTrait};
use sea_orm_migration::MigratorTrait;

use super::*;
use crate::entity::outbox as row;
use crate::outbox;

#[test]
fn every_row_of_the_outbox_is_the_same_on_postgresql() {
    cluster::run_tests_again(&["mail::tests::once"]);
}

/// A migrated database of one test's own.
async fn database(dir: &Path) -> Database {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let url = match std::env::var(cluster::DATABASE_URL) {
        Ok(server) => {
            let schema = format!(
                "mail_{}_{}",
                std::process::id(),
                NUMBER.fetch_add(1, Ordering::Relaxed)
            );
            let admin = sea_orm::Database::connect(&server).await.unwrap();
            admin
                .execute_unprepared(&format!("CREATE SCHEMA {schema}"))
                .await
                .unwrap();
            format!("{server}?options[search_path]={schema}")
        }
        Err(_) => format!("sqlite://{}/t.db?mode=rwc", dir.display()),
    };
    let database = Database::connect(&url).await.unwrap();
    migrations::Migrator::up(database.read(), None)
        .await
        .unwrap();
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_with_a_key_is_written_once_however_many_tell_it() {
    let dir = tempfile::tempdir().unwrap();
    let database = database(dir.path()).await;
    let tell = |key: &'static str| {
        let database = database.clone();
        async move {
            let write = database.write().await.unwrap();
            let new = outbox::mail_once(&write, key, &Mail::default(), 1)
                .await
                .unwrap();
            write.commit().await.unwrap();
            new
        }
    };
    let told = futures::future::join_all((0..16).map(|_| tell("purchase:1:paid"))).await;
    assert_eq!(told.into_iter().filter(|new| *new).count(), 1);
    assert!(tell("purchase:2:paid").await);
    let write = database.write().await.unwrap();
    for _ in 0..2 {
        outbox::mail(&write, &Mail::default(), 1).await.unwrap();
    }
    write.commit().await.unwrap();
    let rows = row::Entity::find().all(database.read()).await.unwrap();
    let keys: Vec<Option<&str>> = rows.iter().map(|row| row.key.as_deref()).collect();
    assert_eq!(
        keys,
        [Some("purchase:1:paid"), Some("purchase:2:paid"), None, None]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_goes_back_with_what_caused_it() {
    let dir = tempfile::tempdir().unwrap();
    let database = database(dir.path()).await;
    let write = database.write().await.unwrap();
    assert!(
        outbox::mail_once(&write, "a", &Mail::default(), 1)
            .await
            .unwrap()
    );
    drop(write);
    let write = database.write().await.unwrap();
    assert!(
        outbox::mail_once(&write, "a", &Mail::default(), 1)
            .await
            .unwrap()
    );
    write.commit().await.unwrap();
    assert_eq!(
        row::Entity::find()
            .all(database.read())
            .await
            .unwrap()
            .len(),
        1
    );
}
