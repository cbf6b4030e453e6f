//! The one frozen history of the one database schema, run on every start.
//!
//! Layout: one folder of plain SQL per migration. The two databases share every statement;
//! what they cannot share is `{id}`, the self-numbering key, and the guards that refuse to
//! rewrite the past. README.md tells a stranger how to recompute every balance.
//!
//! Invariant: a migration that a release has carried is never edited.

mod house;

use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};

/// Every migration, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(house::House)]
    }
}
