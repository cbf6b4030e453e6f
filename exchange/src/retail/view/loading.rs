//! The rows of purchases, read in a few queries however many there are.

use std::collections::BTreeMap;

use catalog::entity::{organisation, product, sku};
use ledger::Money;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{
    Label, LineView, PartView, PurchaseFacts, PurchaseRow, PurchaseView, RefundView, ViewError,
    standing,
};
use crate::entity::{
    claim, consignment, pack, payment_attempt, purchase, purchase_line, purchase_private,
    purchase_step, refund, refund_line, refund_private, sale,
};
use crate::retail::payment::TRANSFER;
use crate::retail::quote::promise;
use crate::retail::tariff::{self, Tariff};

/// What labels and lists go by, of several purchases.
struct Around {
    consignments: Vec<consignment::Model>,
    lines: Vec<purchase_line::Model>,
    refunds: Vec<refund::Model>,
    claims: Vec<claim::Model>,
}

impl Around {
    async fn load(
        conn: &impl ConnectionTrait,
        purchases: &[purchase::Model],
    ) -> Result<Around, DbErr> {
        let ids: Vec<i64> = purchases.iter().map(|row| row.id).collect();
        let consignments = consignment::Entity::find()
            .filter(consignment::Column::PurchaseId.is_in(ids.iter().copied()))
            .order_by_asc(consignment::Column::Id)
            .all(conn)
            .await?;
        let lines = purchase_line::Entity::find()
            .filter(purchase_line::Column::PurchaseId.is_in(ids.iter().copied()))
            .order_by_asc(purchase_line::Column::Id)
            .all(conn)
            .await?;
        let refunds = refund::Entity::find()
            .filter(refund::Column::PurchaseId.is_in(ids))
            .order_by_asc(refund::Column::Id)
            .all(conn)
            .await?;
        let parts = consignments.iter().map(|row| row.id);
        let claims = claim::Entity::find()
            .filter(claim::Column::ConsignmentId.is_in(parts))
            .order_by_asc(claim::Column::Id)
            .all(conn)
            .await?;
        Ok(Around {
            consignments,
            lines,
            refunds,
            claims,
        })
    }

    fn label(&self, purchase: &purchase::Model) -> Label {
        let own: Vec<&consignment::Model> = self
            .consignments
            .iter()
            .filter(|row| row.purchase_id == purchase.id)
            .collect();
        let open = |row: &&refund::Model| {
            row.purchase_id == purchase.id && row.state != refund::State::Succeeded
        };
        let open: Vec<&refund::Model> = self.refunds.iter().filter(open).collect();
        let claim_open = self.claims.iter().any(|claim| {
            let own = || own.iter().any(|row| row.id == claim.consignment_id);
            claim.state == claim::State::Open && own()
        });
        let claim_refund = open.iter().any(|row| row.reason == refund::Reason::Claim);
        let lines = self
            .lines
            .iter()
            .filter(|row| row.purchase_id == purchase.id);
        let kept = lines.map(|line| line.packs * line.price_fen - line.refunded_fen);
        standing(&PurchaseFacts {
            state: purchase.state,
            paid: purchase.paid_at.is_some(),
            parts: own.iter().map(|row| row.state).collect(),
            claimed: claim_open || claim_refund,
            refunding: !open.is_empty(),
            kept: kept.sum::<i64>() > 0,
        })
    }
}

/// Retail units and products by id.
struct Goods {
    skus: BTreeMap<i64, sku::Model>,
    products: BTreeMap<i64, product::Model>,
}

impl Goods {
    async fn of(
        conn: &impl ConnectionTrait,
        lines: &[purchase_line::Model],
    ) -> Result<Goods, DbErr> {
        let skus = sku::Entity::find()
            .filter(sku::Column::Id.is_in(lines.iter().map(|line| line.sku_id)))
            .all(conn)
            .await?;
        let products = product::Entity::find()
            .filter(product::Column::Id.is_in(skus.iter().map(|sku| sku.product_id)))
            .all(conn)
            .await?;
        Ok(Goods {
            skus: skus.into_iter().map(|row| (row.id, row)).collect(),
            products: products.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn line(&self, line: purchase_line::Model) -> Result<LineView, ViewError> {
        let sku = self.skus.get(&line.sku_id).cloned();
        let sku = sku.ok_or(ViewError::Missing("the sku of a line"))?;
        let product = self.products.get(&sku.product_id).cloned();
        let product = product.ok_or(ViewError::Missing("the product of a line"))?;
        Ok(LineView { line, sku, product })
    }
}

pub(super) async fn rows(
    conn: &impl ConnectionTrait,
    purchases: Vec<purchase::Model>,
) -> Result<Vec<PurchaseRow>, ViewError> {
    let around = Around::load(conn, &purchases).await?;
    let goods = Goods::of(conn, &around.lines).await?;
    let mut rows = Vec::with_capacity(purchases.len());
    for purchase in purchases {
        let own = around
            .lines
            .iter()
            .filter(|line| line.purchase_id == purchase.id);
        let own: Vec<&purchase_line::Model> = own.collect();
        let left = |line: &purchase_line::Model| line.packs - line.cancelled_packs;
        let any_left = own.iter().any(|line| left(line) > 0);
        let mut lines = Vec::new();
        for line in own {
            let packs = if any_left { left(line) } else { line.packs };
            if packs > 0 {
                lines.push((goods.line(line.clone())?.sku, packs));
            }
        }
        rows.push(PurchaseRow {
            label: around.label(&purchase),
            purchase,
            lines,
        });
    }
    Ok(rows)
}

pub(super) async fn whole(
    conn: &impl ConnectionTrait,
    purchase: purchase::Model,
) -> Result<PurchaseView, ViewError> {
    let around = Around::load(conn, std::slice::from_ref(&purchase)).await?;
    let label = around.label(&purchase);
    let private = purchase_private::Entity::find_by_id(purchase.id)
        .one(conn)
        .await?;
    let attempts = payment_attempt::Entity::find()
        .filter(payment_attempt::Column::PurchaseId.eq(purchase.id))
        .order_by_asc(payment_attempt::Column::Id)
        .all(conn)
        .await?;
    let steps = purchase_step::Entity::find()
        .filter(purchase_step::Column::PurchaseId.eq(purchase.id))
        .order_by_asc(purchase_step::Column::Id)
        .all(conn)
        .await?;
    let account = refund_private::Entity::find_by_id(purchase.id)
        .one(conn)
        .await?;
    let by_transfer = |row: &&refund::Model| {
        let attempt = attempts.iter().find(|attempt| attempt.id == row.attempt_id);
        attempt.is_some_and(|attempt| attempt.provider == TRANSFER)
    };
    let waits = |row: &refund::Model| row.state == refund::State::Requested;
    let needs_account = around.refunds.iter().filter(by_transfer).any(waits)
        && account.as_ref().is_none_or(|account| account.returned);
    Ok(PurchaseView {
        label,
        private,
        parts: parts(conn, &purchase, &around).await?,
        attempts,
        refunds: refunds(conn, around.refunds).await?,
        account,
        needs_account,
        steps,
        purchase,
    })
}

async fn refunds(
    conn: &impl ConnectionTrait,
    refunds: Vec<refund::Model>,
) -> Result<Vec<RefundView>, DbErr> {
    let lines = refund_line::Entity::find()
        .filter(refund_line::Column::RefundId.is_in(refunds.iter().map(|row| row.id)))
        .order_by_asc(refund_line::Column::LineId)
        .all(conn)
        .await?;
    let view = |refund: refund::Model| RefundView {
        lines: lines
            .iter()
            .filter(|line| line.refund_id == refund.id)
            .cloned()
            .collect(),
        refund,
    };
    Ok(refunds.into_iter().map(view).collect())
}

async fn parts(
    conn: &impl ConnectionTrait,
    purchase: &purchase::Model,
    around: &Around,
) -> Result<Vec<PartView>, ViewError> {
    let goods = Goods::of(conn, &around.lines).await?;
    let tariff = tariff::of_version(conn, purchase.tariff_version).await?;
    let ids: Vec<i64> = around.consignments.iter().map(|row| row.id).collect();
    let people = around
        .consignments
        .iter()
        .flat_map(|row| [row.cooperative_id, row.carrier_id]);
    let people = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(people))
        .all(conn)
        .await?;
    let named = |id: i64| {
        let found = people.iter().find(|row| row.id == id).cloned();
        found.ok_or(ViewError::Missing("the organisation of a consignment"))
    };
    let packs = pack::Entity::find()
        .filter(pack::Column::ConsignmentId.is_in(ids.iter().copied()))
        .order_by_asc(pack::Column::Id)
        .all(conn)
        .await?;
    let sales = sale::Entity::find()
        .filter(sale::Column::ConsignmentId.is_in(ids))
        .all(conn)
        .await?;
    let mut parts = Vec::with_capacity(around.consignments.len());
    for consignment in &around.consignments {
        let id = consignment.id;
        let own = around.lines.iter().filter(|line| line.consignment_id == id);
        let lines: Result<Vec<LineView>, ViewError> =
            own.map(|line| goods.line(line.clone())).collect();
        let lines = lines?;
        let sent = consignment.shipped_at.is_some();
        let boxes = packs.iter().filter(|row| sent && row.consignment_id == id);
        let claims = around.claims.iter().filter(|row| row.consignment_id == id);
        let terms = tariff.as_ref().map(|tariff| (tariff, purchase));
        parts.push(PartView {
            cooperative: named(consignment.cooperative_id)?,
            carrier: named(consignment.carrier_id)?,
            packs: boxes.cloned().collect(),
            claims: claims.cloned().collect(),
            promise: promised(&lines, terms)?,
            sale: sales.iter().find(|row| row.consignment_id == id).cloned(),
            consignment: consignment.clone(),
            lines,
        });
    }
    Ok(parts)
}

/// Where the money for what is not cancelled goes by the purchase's own tariff.
fn promised(
    lines: &[LineView],
    terms: Option<(&Tariff, &purchase::Model)>,
) -> Result<Option<ledger::retail::Parts>, ViewError> {
    let Some((tariff, purchase)) = terms else {
        return Ok(None);
    };
    let price = |line: &LineView| Money::fen(line.packs_left() * line.line.price_fen);
    let goods = Money::sum(lines.iter().map(price))?;
    if !goods.is_positive() {
        return Ok(None);
    }
    let cost = |line: &LineView| {
        let (packing, express) = (line.line.packing_fen, line.line.express_fen);
        (line.packs_left(), Money::fen(packing), Money::fen(express))
    };
    let costs = lines.iter().map(cost);
    Ok(promise(goods, costs, (tariff, purchase.route))?)
}
