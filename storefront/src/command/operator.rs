//! `operator`: a sign-in for whoever runs the platform, where nobody can make one on a page yet.
//!
//! It needs what the server itself has, settings and database, and works beside a running one. Its
//! password is nobody's: a link, good once and for an hour, lets the person choose one.

use std::process::ExitCode;

use catalog::database::Write;
use catalog::entity::organisation;
use exchange::clock::Clock;
use lettre::Address;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    SqlErr,
};
use serde_json::json;

use super::serve;
use crate::account;
use crate::audit::{self, Deed};
use crate::config::{Mode, Settings};
use crate::entity::person;
use crate::error::Problem;
use crate::render::{Arg, Lang, Renderer};
use crate::token;
use crate::visitor::Visitor;

/// The code of the organisation that runs the platform, in the demo too.
const HOUSE_CODE: &str = "SB";

/// Whom to make an operator.
#[derive(Debug, clap::Args)]
pub struct Operator {
    /// The address with which the person will sign in.
    email: String,
    /// The person's name in Chinese; the first part of the address when left out.
    #[arg(long)]
    name_zh: Option<String>,
    /// The person's name in English; the first part of the address when left out.
    #[arg(long)]
    name_en: Option<String>,
    /// Beside the operators that are there already; the first needs no such word.
    #[arg(long)]
    another: bool,
    /// The bank of the custody account that members and buyers transfer to; the first operator names it.
    #[arg(long)]
    bank_name: Option<String>,
    /// The number of that account.
    #[arg(long)]
    bank_account: Option<String>,
    /// The language of what is printed, of the page behind the link and of the person's mails.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    lang: String,
}

/// Why nobody is made an operator; each is a message.
enum Refused {
    /// That is no address.
    Email,
    /// The address is somebody's, whatever they may do.
    Known,
    /// There are operators, and nobody said that another is wanted.
    There,
    /// A demo brings its own people when it starts first.
    Demo,
    /// The first operator does not say which account money is transferred to.
    Bank,
}

impl Refused {
    const fn key(&self) -> &'static str {
        match self {
            Self::Email => "operator-refused-email",
            Self::Known => "operator-refused-known",
            Self::There => "operator-refused-there",
            Self::Demo => "operator-refused-demo",
            Self::Bank => "operator-refused-bank",
        }
    }
}

/// Makes an operator and prints the link that chooses the password; the exit code is 1 when refused.
pub async fn operator(settings: Settings, wanted: Operator) -> anyhow::Result<ExitCode> {
    let lang = Lang::from_tag(&wanted.lang).unwrap_or_default();
    let renderer = Renderer::load(&settings.themes_dir)?;
    let email = wanted.email.trim().to_lowercase();
    let made = match email.parse::<Address>() {
        Ok(_) => make(&settings, (&renderer, lang), (&email, &wanted)).await?,
        Err(_) => Err(Refused::Email),
    };
    let email = [("email", Arg::Text(&email))];
    match made {
        Ok(link) => {
            println!("{}", renderer.message(lang, "operator-made", &email));
            println!("{link}");
            Ok(ExitCode::SUCCESS)
        }
        Err(refused) => {
            eprintln!("{}", renderer.message(lang, refused.key(), &email));
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn make(
    settings: &Settings,
    (renderer, lang): (&Renderer, Lang),
    (email, wanted): (&str, &Operator),
) -> anyhow::Result<Result<String, Refused>> {
    let database = serve::open_database(settings).await?;
    let write = database.write().await?;
    if let Some(refused) = refused(&write, settings.mode, (email, wanted)).await? {
        return Ok(Err(refused));
    }
    let house = match house(&write, renderer, wanted).await {
        Ok(Some(house)) => house,
        Ok(None) => return Ok(Err(Refused::Bank)),
        Err(error) if is_doubled(&error) => return Ok(Err(Refused::There)),
        Err(error) => return Err(error.into()),
    };
    let hashed = account::hash(token::secret(), None).await;
    let row = person::ActiveModel {
        password_hash: Set(hashed.map_err(broken)?),
        organisation_id: Set(Some(house)),
        ..row((email, wanted), lang)
    };
    let person = match row.insert(&*write).await {
        Ok(person) => person,
        Err(error) if is_doubled(&error) => return Ok(Err(Refused::Known)),
        Err(error) => return Err(error.into()),
    };
    let deed = Deed {
        action: "operator-made",
        subject: &format!("person:{}", person.id),
        detail: json!({ "what": email }),
    };
    audit::write(&*write, &nobody(lang), &deed, Clock::wall()).await?;
    let link = account::link_to_choose(&write, (settings, person.id)).await?;
    write.commit().await?;
    Ok(Ok(link))
}

async fn refused(
    write: &Write,
    mode: Mode,
    (email, wanted): (&str, &Operator),
) -> Result<Option<Refused>, DbErr> {
    let known = person::Entity::find().filter(person::Column::Email.eq(email));
    if known.count(&**write).await? > 0 {
        return Ok(Some(Refused::Known));
    }
    let there = person::Entity::find().filter(person::Column::Role.eq(person::Role::Operator));
    Ok(match (there.count(&**write).await?, mode) {
        (0, Mode::Demo) => Some(Refused::Demo),
        (0, Mode::Production) => None,
        _ if wanted.another => None,
        _ => Some(Refused::There),
    })
}

/// The organisation that runs the platform, made with the first of its people; none when it would have
/// no account that money can be transferred to.
async fn house(
    write: &Write,
    renderer: &Renderer,
    wanted: &Operator,
) -> Result<Option<i64>, DbErr> {
    let known = organisation::Entity::find()
        .filter(organisation::Column::Kind.eq(organisation::Kind::Operator))
        .order_by_asc(organisation::Column::Id)
        .one(&**write)
        .await?;
    if let Some(known) = known {
        return Ok(Some(known.id));
    }
    let said = |word: &Option<String>| {
        let word = word.as_deref().map(str::trim).unwrap_or_default();
        (!word.is_empty()).then(|| word.to_owned())
    };
    let (Some(bank_name), Some(bank_account)) =
        (said(&wanted.bank_name), said(&wanted.bank_account))
    else {
        return Ok(None);
    };
    let name = |lang| renderer.message(lang, "site-name", &[]);
    let row = organisation::ActiveModel {
        id: NotSet,
        kind: Set(organisation::Kind::Operator),
        code: Set(HOUSE_CODE.to_owned()),
        name_zh: Set(name(Lang::Chinese)),
        name_en: Set(name(Lang::English)),
        town_zh: Set(String::new()),
        town_en: Set(String::new()),
        phone: Set(String::new()),
        fee_bp: Set(0),
        memo_code: Set(None),
        bank_name: Set(bank_name),
        bank_account: Set(bank_account),
        state: Set(organisation::State::Active),
        created_at: Set(Clock::wall()),
    };
    Ok(Some(row.insert(&**write).await?.id))
}

fn row((email, wanted): (&str, &Operator), lang: Lang) -> person::ActiveModel {
    let first = email.split('@').next().unwrap_or(email);
    let named = |given: &Option<String>| {
        let given = given.as_deref().map(str::trim);
        let given = given.filter(|name| !name.is_empty());
        Set(given.unwrap_or(first).to_owned())
    };
    person::ActiveModel {
        id: NotSet,
        email: Set(email.to_owned()),
        name_zh: named(&wanted.name_zh),
        name_en: named(&wanted.name_en),
        phone: Set(String::new()),
        role: Set(person::Role::Operator),
        household_id: Set(None),
        language: Set(match lang {
            Lang::Chinese => person::Language::Zh,
            Lang::English => person::Language::En,
        }),
        created_at: Set(Clock::wall()),
        ..Default::default()
    }
}

fn is_doubled(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

fn broken(problem: Problem) -> anyhow::Error {
    anyhow::anyhow!("the password cannot be hashed: {:?}", problem.cause)
}

/// Whoever sits at the machine has not signed in.
fn nobody(lang: Lang) -> Visitor {
    Visitor {
        lang,
        large: false,
        actor: None,
        request_id: token::request_id(),
        path: String::new(),
        secure: false,
        address: None,
    }
}
