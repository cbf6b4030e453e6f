//! What a household agrees to, on its own page: given and taken back by itself.

use axum::extract::Path;
use axum::response::Response;
use catalog::households as people;
use serde::Serialize;
use serde_json::json;

use crate::asked::Asked;
use crate::caller::Caller;
use crate::consents::{self, ConsentRow, OWN_PAGE, PURPOSES, VERSION};
use crate::error::Problem;
use crate::form::Form;
use crate::page::{page_after, see};

/// Longest name that a household gives itself in public, in characters.
const ALIAS_LENGTH_MAX: usize = 20;
/// Longest story, in characters.
const STORY_LENGTH_MAX: usize = 300;

/// One purpose with what the household said about it.
#[derive(Serialize)]
struct Purpose {
    name: &'static str,
    /// The message with the text that is agreed to today.
    text: String,
    /// The consent that stands.
    given: Option<ConsentRow>,
}

#[derive(Serialize)]
struct Story {
    alias: String,
    words: String,
}

#[derive(Serialize)]
struct Show {
    purposes: Vec<Purpose>,
    withdrawn: Vec<ConsentRow>,
    story: Story,
}

/// The household's consents.
pub async fn show(caller: Caller) -> Result<Response, Problem> {
    render(&caller.asked(), None).await
}

fn household_of(asked: &Asked<'_>) -> Result<i64, Problem> {
    asked.actor.household_id.ok_or_else(Problem::not_found)
}

async fn render(
    asked: &Asked<'_>,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let household = household_of(asked)?;
    let rows = consents::consents(asked, household).await?;
    let stands = |name: &str| {
        let of_it = |row: &&ConsentRow| row.purpose == name && row.withdrawn_at.is_none();
        rows.iter().find(of_it).cloned()
    };
    let purpose = |(name, _, _): &(&'static str, &str, &str)| Purpose {
        name,
        text: format!("consent-text-{name}-{VERSION}"),
        given: stands(name),
    };
    let story = people::story(asked.app.database().read(), asked.scope()?, household).await?;
    let show = Show {
        purposes: PURPOSES.iter().map(purpose).collect(),
        story: story.map_or_else(
            || Story {
                alias: String::new(),
                words: String::new(),
            },
            |row| Story {
                alias: row.alias,
                words: row.words,
            },
        ),
        withdrawn: rows
            .into_iter()
            .filter(|row| row.withdrawn_at.is_some())
            .collect(),
    };
    page_after(
        asked.app,
        asked.visitor,
        "household/consents.html",
        &show,
        refused,
    )
}

/// Agrees to one purpose; the box beside its text must have been ticked.
pub async fn give(caller: Caller, mut form: Form) -> Result<Response, Problem> {
    let asked = caller.asked();
    let purpose = form.get("purpose").to_owned();
    let tick = format!("agree_{purpose}");
    if form.get(&tick) != "yes" {
        form.fault(&tick, "consent-tick", Vec::new());
    }
    let given = async {
        form.check()?;
        let write = asked.app.database().write().await?;
        let household = household_of(&asked)?;
        consents::give(&asked, &write, (household, &purpose, OWN_PAGE)).await?;
        write.commit().await?;
        Ok::<(), Problem>(())
    };
    match given.await {
        Ok(()) => Ok(see("/household/consents")),
        Err(problem) => render(&asked, Some((&form, &problem))).await,
    }
}

/// Keeps what the household says of itself, with its consent to show it.
pub async fn tell(caller: Caller, mut form: Form) -> Result<Response, Problem> {
    let asked = caller.asked();
    let household = household_of(&asked)?;
    let alias = form.text("alias", ALIAS_LENGTH_MAX);
    let words = form.text("words", STORY_LENGTH_MAX);
    let rows = consents::consents(&asked, household).await?;
    let stands = rows
        .iter()
        .any(|row| row.purpose == "story" && row.withdrawn_at.is_none());
    if !stands && form.get("agree_story") != "yes" {
        form.fault("agree_story", "consent-tick", Vec::new());
    }
    let told = async {
        form.check()?;
        let (scope, now) = (asked.scope()?, asked.app.now());
        let write = asked.app.database().write().await?;
        let code = people::household(&*write, scope, household).await?.code;
        people::tell_story(&write, scope, (household, &alias, &words), now).await?;
        let subject = format!("household:{household}");
        let detail = json!({ "what": code });
        asked
            .noted(&*write, ("story-told", &subject), detail)
            .await?;
        consents::give(&asked, &write, (household, "story", OWN_PAGE)).await?;
        write.commit().await?;
        Ok::<(), Problem>(())
    };
    match told.await {
        Ok(()) => Ok(see("/household/consents#story")),
        Err(problem) => render(&asked, Some((&form, &problem))).await,
    }
}

/// Takes a consent back.
pub async fn withdraw(
    caller: Caller,
    (Path(consent), _): (Path<i64>, Form),
) -> Result<Response, Problem> {
    consents::withdraw(&caller.asked(), consent).await?;
    Ok(see("/household/consents"))
}
