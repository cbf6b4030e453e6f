//! A signed-in person's request, as the slices of offices and households pass it on.

use catalog::entity::organisation;
use catalog::scope::Scope;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use serde_json::Value;

use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Problem;
use crate::render::{Arg, Lang};
use crate::visitor::{Actor, Visitor};

/// Who asks, and in which language the answer is written.
#[derive(Copy, Clone)]
pub struct Asked<'request> {
    /// The application.
    pub app: &'request App,
    /// Who asks.
    pub visitor: &'request Visitor,
    /// The same, signed in.
    pub actor: &'request Actor,
}

impl Asked<'_> {
    /// The rows that the person may see.
    ///
    /// # Errors
    /// `403` for people who see no cooperative's or household's rows.
    pub fn scope(&self) -> Result<Scope, Problem> {
        self.actor.scope()
    }

    /// The words of a message in the person's language.
    pub fn words(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.app.renderer().message(self.visitor.lang, key, args)
    }

    /// Of a Chinese and an English name the one to show.
    pub fn named(&self, chinese: &str, english: &str) -> String {
        match self.visitor.lang {
            Lang::Chinese => chinese.to_owned(),
            Lang::English => english.to_owned(),
        }
    }

    /// A grade as people call it.
    pub fn grade(&self, grade: &str) -> String {
        self.words(&format!("grade-{}", grade.to_ascii_lowercase()), &[])
    }

    /// An organisation's name; empty for none.
    ///
    /// # Errors
    /// When the database does.
    pub async fn organisation_name(&self, id: Option<i64>) -> Result<String, DbErr> {
        let Some(id) = id else {
            return Ok(String::new());
        };
        let row = organisation::Entity::find_by_id(id)
            .one(self.app.database().read())
            .await?;
        Ok(row
            .map(|row| self.named(&row.name_zh, &row.name_en))
            .unwrap_or_default())
    }

    /// Writes down what was done; `what` names it to people: a ticket's number, a file's name.
    ///
    /// # Errors
    /// When the database does.
    pub async fn noted(
        &self,
        connection: &impl ConnectionTrait,
        (action, subject): (&str, &str),
        detail: Value,
    ) -> Result<(), DbErr> {
        audit::write(
            connection,
            self.visitor,
            &Deed {
                action,
                subject,
                detail,
            },
            self.app.now(),
        )
        .await
    }
}
