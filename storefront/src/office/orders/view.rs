//! Parcels as pages and programs read them.

use std::collections::BTreeMap;

use catalog::address::{Code, Divisions};
use catalog::entity::organisation;
use exchange::retail::consignment::receiver::Receiver;
use exchange::retail::consignment::sheet::{Line, Pack, PackLot, Parcel};
use exchange::retail::consignment::view::{self, Filter, Wanted};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;

use crate::asked::Asked;
use crate::error::Problem;

/// One cooperative's part of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConsignmentRow {
    /// The consignment.
    pub consignment: i64,
    /// Its number as people say it; it stands on the parcel.
    pub number: String,
    /// `to_pack`, `packed`, `shipped`, `received`, `settled` or `cancelled`.
    pub state: &'static str,
    /// What comes next is due before this moment, in milliseconds since 1970.
    pub due_at: Option<i64>,
    /// When it was paid.
    pub paid_at: Option<i64>,
    /// When it was packed.
    pub packed_at: Option<i64>,
    /// When it was sent.
    pub shipped_at: Option<i64>,
    /// When it was received.
    pub received_at: Option<i64>,
    /// `buyer` or `timer`.
    pub received_by: Option<&'static str>,
    /// When the claim window ends.
    pub window_ends_at: Option<i64>,
    /// When its money was shared out.
    pub settled_at: Option<i64>,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number; empty before it is sent.
    pub waybill: String,
    /// How many boxes it has or will have.
    pub packs: i64,
    /// What they weigh net, in grams.
    pub net_g: i64,
    /// Whom it is for.
    pub receiver: ReceiverRow,
    /// What was bought.
    pub lines: Vec<LineRow>,
    /// Its boxes, once packed.
    pub boxes: Vec<BoxRow>,
    /// Its claims that wait for a decision.
    pub claims_open: i64,
    /// What is to go back and has not arrived, in fen.
    pub refunding_fen: i64,
}

/// Whom a parcel is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReceiverRow {
    /// `whole`, `masked` from 30 days after the receipt or once cancelled, or `erased`.
    pub shown: &'static str,
    /// The name.
    pub name: String,
    /// The number to call.
    pub phone: String,
    /// Province, city and district, in Chinese.
    pub place: String,
    /// Street and house.
    pub street: String,
    /// What the buyer wishes.
    pub note: String,
}

/// A line of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ConsignmentLineRow)]
pub struct LineRow {
    /// The line.
    pub line: i64,
    /// The SKU's number.
    pub sku: i64,
    /// Its name.
    pub name: String,
    /// What one pack is.
    pub spec: String,
    /// Packs to send.
    pub packs: i64,
    /// Packs that were cancelled.
    pub cancelled_packs: i64,
    /// What one pack weighs net, in grams.
    pub net_g: i64,
    /// What one pack costs, in fen.
    pub price_fen: i64,
    /// What went back or is to go back of the line, in fen.
    pub refunded_fen: i64,
}

/// A packed box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ConsignmentBoxRow)]
pub struct BoxRow {
    /// The line that it is of.
    pub line: i64,
    /// Which of the line's boxes, from 1.
    pub place: i64,
    /// The public code behind its QR.
    pub token: String,
    /// What is in it, the most first.
    pub lots: Vec<BoxLotRow>,
}

/// Goods of one lot in a box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BoxLotRow {
    /// The lot that was weighed in, by its code.
    pub lot: String,
    /// The grade, in words.
    pub grade: String,
    /// How much of it, in grams.
    pub grams: i64,
    /// The day of the harvest, `YYYY-MM-DD`.
    pub harvested_on: String,
    /// Its certificates.
    pub certificates: Vec<CertificateRow>,
}

/// A lot's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LotCertificateRow)]
pub struct CertificateRow {
    /// Its kind, a word of the catalogue.
    pub kind: String,
    /// Its number.
    pub number: String,
}

/// A page of parcels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Consignments {
    /// The parcels: what is due first, otherwise the newest first.
    pub consignments: Vec<ConsignmentRow>,
    /// How many there are on all pages.
    pub total: u64,
}

/// The parcels of the asker's cooperative that are wanted.
///
/// # Errors
/// `403` for people of no cooperative.
pub async fn consignments(asked: &Asked<'_>, wanted: &Wanted<'_>) -> Result<Consignments, Problem> {
    let read = asked.app.database().read();
    let found = view::parcels(read, asked.scope()?, wanted, asked.app.now()).await?;
    Ok(Consignments {
        consignments: rows(asked, &found.parcels).await?,
        total: found.total,
    })
}

/// The filter of a word; the first for an empty one.
///
/// # Errors
/// `422` for an unknown one.
pub fn filter_named(word: &str) -> Result<Filter, Problem> {
    match word {
        "" => Ok(Filter::ALL[0]),
        word => Filter::named(word).ok_or_else(|| Problem::field("state", "unknown-choice")),
    }
}

/// Parcels with their words.
///
/// # Errors
/// When the database does.
pub async fn rows(asked: &Asked<'_>, parcels: &[Parcel]) -> Result<Vec<ConsignmentRow>, Problem> {
    let carriers = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(parcels.iter().map(|parcel| parcel.row.carrier_id)))
        .all(asked.app.database().read())
        .await?;
    let carriers: BTreeMap<i64, String> = carriers
        .into_iter()
        .map(|row| (row.id, asked.named(&row.name_zh, &row.name_en)))
        .collect();
    let carrier = |parcel: &Parcel| carriers.get(&parcel.row.carrier_id).cloned();
    let row = |parcel: &Parcel| row(asked, parcel, carrier(parcel).unwrap_or_default());
    Ok(parcels.iter().map(row).collect())
}

fn row(asked: &Asked<'_>, parcel: &Parcel, carrier: String) -> ConsignmentRow {
    use exchange::entity::{claim, refund};
    let consignment = &parcel.row;
    let open = parcel.claims.iter();
    let open = open.filter(|claim| claim.state == claim::State::Open);
    let back = parcel.refunds.iter();
    let back = back.filter(|refund| refund.state != refund::State::Succeeded);
    ConsignmentRow {
        consignment: consignment.id,
        number: consignment.number.clone(),
        state: consignment.state.as_str(),
        due_at: consignment.due_at,
        paid_at: consignment.paid_at,
        packed_at: consignment.packed_at,
        shipped_at: consignment.shipped_at,
        received_at: consignment.received_at,
        received_by: consignment.received_by.map(|by| by.as_str()),
        window_ends_at: consignment.window_ends_at,
        settled_at: consignment.settled_at,
        carrier,
        waybill: consignment.waybill.clone(),
        packs: parcel.packs_count(),
        net_g: parcel
            .lines
            .iter()
            .map(|line| line.packs() * line.row.net_g)
            .sum(),
        receiver: receiver(&parcel.receiver),
        lines: parcel.lines.iter().map(|row| line(asked, row)).collect(),
        boxes: parcel
            .packs
            .iter()
            .map(|pack| packed(asked, pack))
            .collect(),
        claims_open: i64::try_from(open.count()).unwrap_or(i64::MAX),
        refunding_fen: back.map(|refund| refund.amount_fen).sum(),
    }
}

fn receiver(receiver: &Receiver) -> ReceiverRow {
    ReceiverRow {
        shown: receiver.shown.as_str(),
        name: receiver.name.clone(),
        phone: receiver.phone.clone(),
        place: place(&receiver.division_code),
        street: receiver.street.clone(),
        note: receiver.note.clone(),
    }
}

/// Province, city and district as carriers write them, in Chinese whoever reads.
fn place(code: &str) -> String {
    let place = Code::parse(code).and_then(|code| Divisions::get().place(code));
    place.map_or_else(|| code.to_owned(), |place| place.text_zh())
}

/// A line with its words.
pub fn line(asked: &Asked<'_>, line: &Line) -> LineRow {
    LineRow {
        line: line.row.id,
        sku: line.sku.number,
        name: asked.named(&line.sku.name_zh, &line.sku.name_en),
        spec: asked.named(&line.sku.spec_zh, &line.sku.spec_en),
        packs: line.packs(),
        cancelled_packs: line.row.cancelled_packs,
        net_g: line.row.net_g,
        price_fen: line.row.price_fen,
        refunded_fen: line.row.refunded_fen,
    }
}

fn packed(asked: &Asked<'_>, pack: &Pack) -> BoxRow {
    let certificates = |part: &PackLot| {
        let row = |row: &catalog::entity::certificate::Model| CertificateRow {
            kind: row.kind.clone(),
            number: row.number.clone(),
        };
        part.certificates.iter().map(row).collect()
    };
    let lot = |part: &PackLot| BoxLotRow {
        lot: part.root.code.clone(),
        grade: asked.grade(part.lot.grade.as_deref().unwrap_or_default()),
        grams: part.grams.as_g(),
        harvested_on: part.root.harvested_on.clone(),
        certificates: certificates(part),
    };
    BoxRow {
        line: pack.row.line_id,
        place: pack.row.place,
        token: pack.row.token.clone(),
        lots: pack.lots.iter().map(lot).collect(),
    }
}
