//! A parcel with all that is in it: its lines, its boxes, their lots and certificates.

use std::collections::BTreeMap;

use catalog::entity::{certificate, lot, product, sku};
use ledger::Grams;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::receiver::Receiver;
use crate::entity::{
    claim, consignment, pack, pack_lot, purchase, purchase_line, purchase_private, refund,
};

/// One cooperative's part of a purchase, as its office needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The consignment.
    pub row: consignment::Model,
    /// How the purchase was paid.
    pub route: purchase::Route,
    /// Whom it is for.
    pub receiver: Receiver,
    /// What was bought, in the order of the purchase.
    pub lines: Vec<Line>,
    /// Its boxes, once packed, line by line.
    pub packs: Vec<Pack>,
    /// Its claims, oldest first.
    pub claims: Vec<claim::Model>,
    /// What goes back of it, oldest first.
    pub refunds: Vec<refund::Model>,
}

/// A line of a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub row: purchase_line::Model,
    /// What was bought.
    pub sku: sku::Model,
    /// What is in it.
    pub product: product::Model,
}

impl Line {
    /// Packs that were not cancelled.
    pub fn packs(&self) -> i64 {
        self.row.packs - self.row.cancelled_packs
    }
}

/// A packed box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The box, with its public code.
    pub row: pack::Model,
    /// What is in it, the most first.
    pub lots: Vec<PackLot>,
}

/// Goods of one lot in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackLot {
    /// The lot of one grade.
    pub lot: lot::Model,
    /// The lot that was weighed in.
    pub root: lot::Model,
    /// How much of it.
    pub grams: Grams,
    /// The root lot's certificates, oldest first.
    pub certificates: Vec<certificate::Model>,
}

impl Parcel {
    /// How many boxes it has or will have.
    pub fn packs_count(&self) -> i64 {
        self.lines.iter().map(Line::packs).sum()
    }
}

/// Fills consignments with what belongs to them.
pub(super) async fn filled(
    conn: &impl ConnectionTrait,
    rows: Vec<consignment::Model>,
    now: i64,
) -> Result<Vec<Parcel>, DbErr> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let purchases: Vec<i64> = rows.iter().map(|row| row.purchase_id).collect();
    let privates = purchase_private::Entity::find()
        .filter(purchase_private::Column::PurchaseId.is_in(purchases.iter().copied()))
        .all(conn)
        .await?;
    let privates: BTreeMap<i64, purchase_private::Model> = privates
        .into_iter()
        .map(|row| (row.purchase_id, row))
        .collect();
    let routes = purchase::Entity::find()
        .filter(purchase::Column::Id.is_in(purchases))
        .all(conn)
        .await?;
    let routes: BTreeMap<i64, purchase::Route> =
        routes.into_iter().map(|row| (row.id, row.route)).collect();
    let mut lines = lines(conn, &ids).await?;
    let mut packs = packs(conn, &ids).await?;
    let mut claims = grouped(claims(conn, &ids).await?, |row| row.consignment_id);
    let mut refunds = grouped(refunds(conn, &ids).await?, |row| row.consignment_id);
    let parcel = |row: consignment::Model| Parcel {
        receiver: Receiver::of(&row, privates.get(&row.purchase_id), now),
        route: routes
            .get(&row.purchase_id)
            .copied()
            .unwrap_or(purchase::Route::Provider),
        lines: lines.remove(&row.id).unwrap_or_default(),
        packs: packs.remove(&row.id).unwrap_or_default(),
        claims: claims.remove(&row.id).unwrap_or_default(),
        refunds: refunds.remove(&row.id).unwrap_or_default(),
        row,
    };
    Ok(rows.into_iter().map(parcel).collect())
}

async fn claims(conn: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<claim::Model>, DbErr> {
    claim::Entity::find()
        .filter(claim::Column::ConsignmentId.is_in(ids.iter().copied()))
        .order_by_asc(claim::Column::Id)
        .all(conn)
        .await
}

async fn refunds(conn: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<refund::Model>, DbErr> {
    refund::Entity::find()
        .filter(refund::Column::ConsignmentId.is_in(ids.iter().copied()))
        .order_by_asc(refund::Column::Id)
        .all(conn)
        .await
}

async fn lines(
    conn: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<BTreeMap<i64, Vec<Line>>, DbErr> {
    let rows = purchase_line::Entity::find()
        .filter(purchase_line::Column::ConsignmentId.is_in(ids.iter().copied()))
        .order_by_asc(purchase_line::Column::Id)
        .all(conn)
        .await?;
    let skus = sku::Entity::find()
        .filter(sku::Column::Id.is_in(rows.iter().map(|row| row.sku_id)))
        .all(conn)
        .await?;
    let products = product::Entity::find()
        .filter(product::Column::Id.is_in(skus.iter().map(|sku| sku.product_id)))
        .all(conn)
        .await?;
    let products = by_id(products, |row| row.id);
    let skus = by_id(skus, |row| row.id);
    let line = |row: purchase_line::Model| {
        let sku = skus.get(&row.sku_id)?.clone();
        let product = products.get(&sku.product_id)?.clone();
        Some(Line { row, sku, product })
    };
    let lines = rows.into_iter().filter_map(line).collect();
    Ok(grouped(lines, |line: &Line| line.row.consignment_id))
}

async fn packs(
    conn: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<BTreeMap<i64, Vec<Pack>>, DbErr> {
    let rows = pack::Entity::find()
        .filter(pack::Column::ConsignmentId.is_in(ids.iter().copied()))
        .order_by_asc(pack::Column::LineId)
        .order_by_asc(pack::Column::Place)
        .all(conn)
        .await?;
    let parts = pack_lot::Entity::find()
        .filter(pack_lot::Column::PackId.is_in(rows.iter().map(|row| row.id)))
        .order_by_desc(pack_lot::Column::Grams)
        .order_by_asc(pack_lot::Column::LotId)
        .all(conn)
        .await?;
    let named = parts
        .iter()
        .flat_map(|part| [part.lot_id, part.root_lot_id]);
    let lots = lot::Entity::find()
        .filter(lot::Column::Id.is_in(named))
        .all(conn)
        .await?;
    let certificates = certificate::Entity::find()
        .filter(certificate::Column::LotId.is_in(parts.iter().map(|part| part.root_lot_id)))
        .order_by_asc(certificate::Column::Id)
        .all(conn)
        .await?;
    let lots = by_id(lots, |row| row.id);
    let certificates = grouped(certificates, |row| row.lot_id);
    let mut parts = grouped(parts, |part| part.pack_id);
    let part = |part: pack_lot::Model| {
        Some(PackLot {
            lot: lots.get(&part.lot_id)?.clone(),
            root: lots.get(&part.root_lot_id)?.clone(),
            grams: Grams::new(part.grams).ok()?,
            certificates: certificates
                .get(&part.root_lot_id)
                .cloned()
                .unwrap_or_default(),
        })
    };
    let packs = rows.into_iter().map(|row| Pack {
        lots: parts
            .remove(&row.id)
            .unwrap_or_default()
            .into_iter()
            .filter_map(part)
            .collect(),
        row,
    });
    Ok(grouped(packs.collect(), |pack: &Pack| {
        pack.row.consignment_id
    }))
}

fn by_id<T>(rows: Vec<T>, id: impl Fn(&T) -> i64) -> BTreeMap<i64, T> {
    rows.into_iter().map(|row| (id(&row), row)).collect()
}

fn grouped<T>(rows: Vec<T>, of: impl Fn(&T) -> i64) -> BTreeMap<i64, Vec<T>> {
    let mut groups: BTreeMap<i64, Vec<T>> = BTreeMap::new();
    for row in rows {
        groups.entry(of(&row)).or_default().push(row);
    }
    groups
}
