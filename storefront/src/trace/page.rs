//! One box in words and figures.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use exchange::retail::trace::{LotTrace, PackTrace, pack_trace};
use ledger::retail::Part;
use serde::Serialize;

use crate::app::App;
use crate::error::Problem;
use crate::office::morning_of;
use crate::page::page;
use crate::render::Lang;
use crate::visitor::Visitor;

/// How long a browser may keep the page: short beside the day within which a withdrawal hides.
const KEPT: &str = "public, max-age=300";
/// Longest code that is looked up.
const TOKEN_LENGTH_MAX: usize = 64;

/// A box as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PackPage {
    /// What was sold.
    pub name: String,
    /// How much, in words.
    pub spec: String,
    /// The number of the goods in the catalogue.
    pub sku: i64,
    /// The shop that sold it.
    pub shop: String,
    /// Who packed and sent it.
    pub cooperative: String,
    /// The township that it is in.
    pub township: String,
    /// The lots in the box, the most grams first.
    pub lots: Vec<PackLot>,
    /// How many households brought to its lots; nothing where fewer than five did to one of them.
    pub households: Option<usize>,
    /// Whether the split of the price is posted, or what the tariff promises.
    pub posted: bool,
    /// Of a hundred yuan of the price, how much went where; sums to 10,000 basis points.
    pub split: Vec<SplitRow>,
    /// When it was packed, in milliseconds since 1970.
    pub packed_at: i64,
    /// When it was sent, if it was.
    pub shipped_at: Option<i64>,
    /// What households say of themselves, with their consent.
    pub stories: Vec<PackStory>,
}

/// One lot in a box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PackLot {
    /// Its code.
    pub code: String,
    /// Its grade, in words.
    pub grade: String,
    /// The day of its harvest, in milliseconds since 1970.
    pub harvested_at: i64,
    /// When its first ticket was weighed.
    pub weighed_from: Option<i64>,
    /// When its last ticket was weighed.
    pub weighed_to: Option<i64>,
    /// How much of it is in the box, in grams.
    pub grams: i64,
    /// Villages of which at least five households brought to it.
    pub villages: Vec<String>,
    /// Whether others brought to it, of whom only the township is told.
    pub others: bool,
    /// How many households brought to it; nothing for fewer than five.
    pub households: Option<usize>,
    /// What has been posted to them so far of all its sales, in fen; nothing for fewer than five.
    pub posted_fen: Option<i64>,
    /// Its certificates.
    pub certificates: Vec<PackCertificate>,
}

/// A certificate of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PackCertificate {
    /// `conformity`, `quarantine` or `licence`.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// When, in milliseconds since 1970.
    pub issued_at: i64,
    /// `control`, `own_test`, `commissioned_test` or `official`.
    pub basis: String,
}

/// A part of the price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SplitRow {
    /// `growers`, `packing`, `express`, `cooperative`, `platform` or `channel`.
    pub part: &'static str,
    /// In basis points of the price.
    pub bp: i64,
}

/// A household's own words under a name of its choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PackStory {
    /// What it wants to be called.
    pub alias: String,
    /// Its words.
    pub words: String,
}

/// The box with this public code.
///
/// # Errors
/// `404` for a code that no box has.
pub async fn pack_page(app: &App, lang: Lang, token: &str) -> Result<PackPage, Problem> {
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "pack-unknown");
    if token.len() > TOKEN_LENGTH_MAX {
        return Err(unknown());
    }
    let found = pack_trace(app.database().read(), token)
        .await
        .map_err(|error| Problem::broken(exchange::causes::whole_story(&error)))?;
    told(app, lang, found.ok_or_else(unknown)?)
}

fn told(app: &App, lang: Lang, trace: PackTrace) -> Result<PackPage, Problem> {
    let named = |chinese: &str, english: &str| match lang {
        Lang::Chinese => chinese.to_owned(),
        Lang::English => english.to_owned(),
    };
    let rows = trace.parts.rows().map_err(Problem::broken)?;
    let split = rows.iter().filter(|row| !row.amount.is_zero());
    let cooperative = &trace.cooperative;
    Ok(PackPage {
        name: named(&trace.sku.name_zh, &trace.sku.name_en),
        spec: named(&trace.sku.spec_zh, &trace.sku.spec_en),
        sku: trace.sku.number,
        shop: trace.sku.shop.clone(),
        cooperative: named(&cooperative.name_zh, &cooperative.name_en),
        township: named(&cooperative.town_zh, &cooperative.town_en),
        lots: trace.lots.iter().map(|row| lot(app, lang, row)).collect(),
        households: trace.households,
        posted: trace.is_posted,
        split: split
            .map(|row| SplitRow {
                part: row.part.text(),
                bp: i64::from(row.share.as_bp()),
            })
            .collect(),
        packed_at: trace.packed_at,
        shipped_at: trace.shipped_at,
        stories: trace
            .stories
            .into_iter()
            .map(|story| PackStory {
                alias: story.alias,
                words: story.words,
            })
            .collect(),
    })
}

fn lot(app: &App, lang: Lang, row: &LotTrace) -> PackLot {
    let grade = format!("grade-{}", row.grade.to_ascii_lowercase());
    let certificates = row.certificates.iter().map(|one| PackCertificate {
        kind: one.kind.clone(),
        number: one.number.clone(),
        issuer: one.issuer.clone(),
        issued_at: morning_of(&one.issued_on),
        basis: one.basis.clone(),
    });
    PackLot {
        code: row.code.clone(),
        grade: app.renderer().message(lang, &grade, &[]),
        harvested_at: morning_of(&row.harvested_on),
        weighed_from: row.weighed.map(|(first, _)| first),
        weighed_to: row.weighed.map(|(_, last)| last),
        grams: row.grams,
        villages: row.villages.clone(),
        others: row.others,
        households: row.households,
        posted_fen: row.posted.map(ledger::Money::as_fen),
        certificates: certificates.collect(),
    }
}

/// One bar of the price: where it begins and how long it is, in basis points.
#[derive(Serialize)]
struct Taken {
    part: &'static str,
    bp: i64,
}

#[derive(Serialize)]
struct Show {
    pack: PackPage,
    place: String,
    taken: Vec<Taken>,
    home_bp: i64,
}

/// The box's page.
pub async fn show(
    State(app): State<App>,
    (visitor, Path(token)): (Visitor, Path<String>),
) -> Result<Response, Problem> {
    let pack = pack_page(&app, visitor.lang, &token).await?;
    let growers = Part::Growers.text();
    let is_home = |row: &&SplitRow| row.part == growers;
    // The largest first, as every waterfall of the house.
    let mut taken: Vec<Taken> = pack
        .split
        .iter()
        .filter(|row| !is_home(row))
        .map(|row| Taken {
            part: row.part,
            bp: row.bp,
        })
        .collect();
    taken.sort_by_key(|row| std::cmp::Reverse(row.bp));
    let show = Show {
        place: place(&app, &visitor, &pack),
        home_bp: pack.split.iter().find(is_home).map_or(0, |row| row.bp),
        taken,
        pack,
    };
    // The page is everybody's: it carries no visitor.
    let anybody = Visitor {
        actor: None,
        ..visitor
    };
    let mut response = page(&app, &anybody, "trace/pack.html", &show)?;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    let by = HeaderValue::from_static("accept-language, cookie");
    headers.insert(header::VARY, by);
    Ok(response)
}

/// Where the goods come from: villages that may be named, else the township.
fn place(app: &App, visitor: &Visitor, pack: &PackPage) -> String {
    let mut villages: Vec<&str> = Vec::new();
    for village in pack.lots.iter().flat_map(|lot| &lot.villages) {
        if !villages.contains(&village.as_str()) {
            villages.push(village);
        }
    }
    if villages.is_empty() {
        return pack.township.clone();
    }
    let and = app.renderer().message(visitor.lang, "trace-and", &[]);
    villages.join(&and)
}
