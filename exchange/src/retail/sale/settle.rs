//! One consignment's settlement: what stays of its lines, through the waterfall, to the pools of the
//! lots that were in its boxes.

use std::collections::{BTreeMap, BTreeSet};

use catalog::entity::{lot, sku};
use catalog::scope::Scope;
use ledger::postings::retail::consignment_settled;
use ledger::retail::{self, LineShare, Part, RetailLine, RetailSale, RetailSettlement};
use ledger::waterfall::{Cost, LotGoods};
use ledger::{
    AccountKey, BasisPoints, Code, Grams, Mode, Money, MoneyError, Party, Reference, apportion,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};

use super::SaleError;
use crate::books;
use crate::entity::{consignment, purchase, purchase_line, refund, retail_tariff, sale, sale_part};
use crate::retail::consignment::state::{Action, State, next};
use crate::retail::consignment::{self as parcel, locked};
use crate::retail::step::{self, Step};
use crate::retail::{claim, page};

/// Settles a consignment whose claim window is over; does nothing to any other, nor while a claim is
/// open or a refund has not succeeded.
///
/// # Errors
/// [`SaleError::short_of_reserve`] where it has to wait; as the books refuse.
pub async fn settle(
    tx: &DatabaseTransaction,
    consignment_id: i64,
    now: i64,
) -> Result<Option<sale::Model>, SaleError> {
    let row = locked(tx, Scope::Operator, consignment_id).await?;
    let over = row.window_ends_at.is_some_and(|ends_at| ends_at <= now);
    if row.state != State::Received || !over || is_open(tx, consignment_id).await? {
        return Ok(None);
    }
    let state = next(row.state, Action::Settle)?;
    let plan = Plan::read(tx, consignment_id).await?;
    lock_lots(tx, &plan).await?;
    let figures = plan.figures(reserve(tx).await?)?;
    plan.fits_escrow(tx, &figures).await?;
    let set_id = post(tx, &plan, &figures, now).await?;
    let written = write(tx, &plan, &figures, (set_id, now)).await?;
    let purchase_id = row.purchase_id;
    let mut settled = row.into_active_model();
    settled.state = Set(state);
    settled.due_at = Set(None);
    settled.settled_at = Set(Some(now));
    consignment::Entity::update(settled).exec(tx).await?;
    let told = Step {
        purchase_id,
        consignment_id: Some(consignment_id),
        action: step::SETTLED,
        person_id: None,
        note: String::new(),
        amount: Some(figures.whole.pool),
        at: now,
    };
    step::record(tx, &told).await?;
    for shop in shops(tx, &plan).await? {
        page::touch(tx, &shop).await?;
    }
    Ok(Some(written))
}

/// The shops whose pages show what was posted, in the one order in which they are locked.
async fn shops(tx: &DatabaseTransaction, plan: &Plan) -> Result<BTreeSet<String>, SaleError> {
    let rows = sku::Entity::find()
        .filter(sku::Column::Id.is_in(plan.lines.iter().map(|line| line.sku_id)))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.shop).collect())
}

async fn is_open(conn: &impl ConnectionTrait, consignment_id: i64) -> Result<bool, SaleError> {
    let unfinished = refund::Entity::find()
        .filter(refund::Column::ConsignmentId.eq(consignment_id))
        .filter(refund::Column::State.ne(refund::State::Succeeded))
        .one(conn)
        .await?;
    Ok(unfinished.is_some() || claim::is_open(conn, consignment_id).await?)
}

/// What stands in the reserve.
pub(super) async fn reserve(conn: &impl ConnectionTrait) -> Result<Money, SaleError> {
    let account = AccountKey::custody(Code::Reserve, Party::None)?;
    Ok(books::balance(conn, &account).await?.available())
}

/// A consignment as it stands when its window ends.
pub(super) struct Plan {
    pub(super) consignment: consignment::Model,
    /// Those of which something was packed or something stays.
    lines: Vec<purchase_line::Model>,
    sale: RetailSale,
}

impl Plan {
    pub(super) async fn read(
        conn: &impl ConnectionTrait,
        consignment_id: i64,
    ) -> Result<Self, SaleError> {
        let missing = |what| {
            move || SaleError::Missing {
                what,
                id: consignment_id,
            }
        };
        let row = consignment::Entity::find_by_id(consignment_id)
            .one(conn)
            .await?
            .ok_or_else(missing("consignment"))?;
        let purchase = purchase::Entity::find_by_id(row.purchase_id)
            .one(conn)
            .await?
            .ok_or_else(missing("purchase of consignment"))?;
        let tariff = retail_tariff::Entity::find_by_id(purchase.tariff_version)
            .one(conn)
            .await?
            .ok_or_else(missing("tariff of consignment"))?;
        let lines = purchase_line::Entity::find()
            .filter(purchase_line::Column::ConsignmentId.eq(consignment_id))
            .order_by_asc(purchase_line::Column::Id)
            .all(conn)
            .await?;
        let packed = packed(conn, consignment_id).await?;
        let counts = |line: &purchase_line::Model| {
            let stays = claim::left_of(line).map(|left| !left.is_zero());
            packed.contains_key(&line.id) || stays.unwrap_or(true)
        };
        let lines: Vec<_> = lines.into_iter().filter(counts).collect();
        let channel_bp = match purchase.route {
            purchase::Route::Provider => tariff.provider_bp,
            purchase::Route::Transfer => tariff.transfer_bp,
        };
        let sale = RetailSale {
            channel_fee: rate(channel_bp)?,
            platform_fee: rate(tariff.platform_bp)?,
            cooperative_fee: rate(tariff.cooperative_bp)?,
            reserve: Money::ZERO,
            ..sale_of(&row, &lines, &packed)?
        };
        Ok(Self {
            consignment: row,
            lines,
            sale,
        })
    }

    /// Every figure, with so much in the reserve.
    pub(super) fn figures(&self, reserve: Money) -> Result<RetailSettlement, SaleError> {
        let sale = RetailSale {
            reserve,
            ..self.sale.clone()
        };
        Ok(retail::settle(&sale)?)
    }

    fn party(&self) -> Party {
        Party::Consignment(self.consignment.id)
    }

    /// Root lots, each once, by number.
    fn root_lots(&self) -> Vec<i64> {
        let lots = self.sale.lines.iter().flat_map(|line| &line.lots);
        let mut ids: Vec<i64> = lots.filter_map(root_of).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    async fn fits_escrow(
        &self,
        tx: &DatabaseTransaction,
        figures: &RetailSettlement,
    ) -> Result<(), SaleError> {
        let account = AccountKey::custody(Code::Escrow, self.party())?;
        let (lines, found) = (figures.whole.held()?, books::balance(tx, &account).await?);
        if lines == found.posted && lines == found.available() {
            return Ok(());
        }
        Err(SaleError::Escrow {
            consignment_id: self.consignment.id,
            lines,
            escrow: found.available(),
        })
    }
}

fn root_of(goods: &LotGoods) -> Option<i64> {
    match goods.lot {
        Party::Lot(id) => Some(id),
        _ => None,
    }
}

fn rate(bp: i64) -> Result<BasisPoints, MoneyError> {
    BasisPoints::new(u32::try_from(bp).map_err(|_| MoneyError::Overflow)?)
}

/// What was packed of a line: boxes, and grams by root lot.
#[derive(Default)]
struct PackedLine {
    packs: u32,
    lots: Vec<(i64, i64)>,
}

#[derive(FromQueryResult)]
struct PackedRow {
    line_id: i64,
    root_lot_id: i64,
    grams: i64,
}

#[derive(FromQueryResult)]
struct Count {
    line_id: i64,
    packs: i64,
}

async fn packed(
    conn: &impl ConnectionTrait,
    consignment_id: i64,
) -> Result<BTreeMap<i64, PackedLine>, SaleError> {
    const PACKS: &str = "SELECT line_id, COUNT(*) AS packs FROM pack \
        WHERE consignment_id = $1 GROUP BY line_id";
    const GRAMS: &str = "SELECT pack.line_id, pack_lot.root_lot_id, \
        CAST(SUM(pack_lot.grams) AS BIGINT) AS grams FROM pack \
        JOIN pack_lot ON pack_lot.pack_id = pack.id WHERE pack.consignment_id = $1 \
        GROUP BY pack.line_id, pack_lot.root_lot_id ORDER BY pack.line_id, pack_lot.root_lot_id";
    let backend = conn.get_database_backend();
    let asked = |sql| Statement::from_sql_and_values(backend, sql, [consignment_id.into()]);
    let mut lines: BTreeMap<i64, PackedLine> = BTreeMap::new();
    for count in Count::find_by_statement(asked(PACKS)).all(conn).await? {
        let packs = u32::try_from(count.packs).map_err(|_| MoneyError::Overflow)?;
        lines.entry(count.line_id).or_default().packs = packs;
    }
    for row in PackedRow::find_by_statement(asked(GRAMS)).all(conn).await? {
        let line = lines.entry(row.line_id).or_default();
        line.lots.push((row.root_lot_id, row.grams));
    }
    Ok(lines)
}

/// The sale without its rates: packing of each pack packed, express of each pack sent (all that were
/// packed), and a surcharge that passes through to the carrier. Where more of it was given back than
/// the boxes that were not sent cost, the carrier is owed the difference all the same.
fn sale_of(
    row: &consignment::Model,
    lines: &[purchase_line::Model],
    packed: &BTreeMap<i64, PackedLine>,
) -> Result<RetailSale, SaleError> {
    let none = PackedLine::default();
    let carrier = Party::Carrier(row.carrier_id);
    let (mut packing, mut express, mut owed) = (Money::ZERO, Money::ZERO, Money::ZERO);
    let mut of_lines = Vec::with_capacity(lines.len());
    for line in lines {
        let boxes = packed.get(&line.id).unwrap_or(&none);
        let of_all = |fen: i64| Money::fen(fen).times(boxes.packs);
        packing = packing.checked_add(of_all(line.packing_fen)?)?;
        express = express.checked_add(of_all(line.express_fen)?)?;
        owed = owed.checked_add(of_all(line.surcharge_fen)?)?;
        let goods = |(root, grams): &(i64, i64)| {
            Ok(LotGoods {
                lot: Party::Lot(*root),
                mode: Mode::Pool,
                delivered: Grams::new(*grams)?,
            })
        };
        of_lines.push(RetailLine {
            paid: claim::left_of(line)?,
            lots: boxes
                .lots
                .iter()
                .map(goods)
                .collect::<Result<_, SaleError>>()?,
        });
    }
    let stays =
        Money::fen(row.surcharge_fen).checked_sub(Money::fen(row.surcharge_refunded_fen))?;
    let given_back = owed.checked_sub(stays)?.max(Money::ZERO);
    let cost = |amount: Money| {
        let party = carrier.clone();
        (!amount.is_zero()).then_some(Cost { party, amount })
    };
    Ok(RetailSale {
        lines: of_lines,
        channel_fee: BasisPoints::default(),
        platform_fee: BasisPoints::default(),
        cooperative_fee: BasisPoints::default(),
        costs: cost(express.checked_add(given_back)?).into_iter().collect(),
        cooperative_costs: packing,
        pass_through: cost(stays).into_iter().collect(),
        reserve: Money::ZERO,
    })
}

/// Root lots before accounts, so that a cycle of one of them and this sale follow one another.
async fn lock_lots(tx: &DatabaseTransaction, plan: &Plan) -> Result<(), SaleError> {
    lot::Entity::find()
        .filter(lot::Column::Id.is_in(plan.root_lots()))
        .order_by_asc(lot::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    Ok(())
}

async fn post(
    tx: &DatabaseTransaction,
    plan: &Plan,
    figures: &RetailSettlement,
    now: i64,
) -> Result<Option<i64>, SaleError> {
    if figures.moves_nothing()? {
        return Ok(None);
    }
    let subject = parcel::subject(plan.consignment.id);
    let reference = Reference::new(&format!("{subject}:settle"), &subject)?;
    let cooperative = Party::Cooperative(plan.consignment.cooperative_id);
    let set = consignment_settled(&reference, &plan.party(), &cooperative, figures)?;
    Ok(Some(books::post(tx, &set, now).await?.set_id))
}

async fn write(
    tx: &DatabaseTransaction,
    plan: &Plan,
    figures: &RetailSettlement,
    (set_id, now): (Option<i64>, i64),
) -> Result<sale::Model, SaleError> {
    let (whole, parts) = (&figures.whole, figures.parts()?);
    let row = sale::ActiveModel {
        consignment_id: Set(plan.consignment.id),
        set_id: Set(set_id),
        gross_fen: Set(whole.gross.as_fen()),
        channel_fen: Set(parts.channel.as_fen()),
        platform_fen: Set(parts.platform.as_fen()),
        express_fen: Set(parts.express.as_fen()),
        surcharge_fen: Set(whole.held()?.checked_sub(whole.gross)?.as_fen()),
        packing_fen: Set(parts.packing.as_fen()),
        cooperative_fen: Set(parts.cooperative.as_fen()),
        reserve_fen: Set(whole.missing.reserve.as_fen()),
        pool_fen: Set(whole.pool.as_fen()),
        at: Set(now),
        ..Default::default()
    };
    let row = sale::Entity::insert(row).exec_with_returning(tx).await?;
    let mut rows = Vec::new();
    for ((line, sold), share) in plan.lines.iter().zip(&plan.sale.lines).zip(&figures.lines) {
        rows.extend(by_lot((row.id, line.sku_id), &sold.lots, share)?);
    }
    if !rows.is_empty() {
        sale_part::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(row)
}

/// A line's figures by lot: the growers' part as it is posted, the rest by the grams packed.
fn by_lot(
    (sale_id, sku_id): (i64, i64),
    lots: &[LotGoods],
    share: &LineShare,
) -> Result<Vec<sale_part::ActiveModel>, SaleError> {
    if lots.is_empty() {
        return Ok(Vec::new());
    }
    let grams: Vec<i64> = lots.iter().map(|lot| lot.delivered.as_g()).collect();
    let amounts: Vec<Money> = lots
        .iter()
        .map(|lot| {
            let of_lot = share.lots.iter().filter(|part| part.lot == lot.lot);
            Money::sum(of_lot.map(|part| part.amount))
        })
        .collect::<Result<_, _>>()?;
    let brought = share.paid.checked_add(share.reserve)?;
    let mut left = apportion(brought.checked_sub(share.parts.growers)?, &grams)?;
    let gross: Vec<Money> = left
        .iter()
        .zip(&amounts)
        .map(|(left, amount)| left.checked_add(*amount))
        .collect::<Result<_, _>>()?;
    let reserves = spread(share.reserve, &gross)?;
    // Each part by what is then left of the lots, so that a lot's parts sum to what it brought.
    let mut taken = |part: Part| -> Result<Vec<Money>, SaleError> {
        let amounts = spread(share.parts.get(part), &left)?;
        for (left, amount) in left.iter_mut().zip(&amounts) {
            *left = left.checked_sub(*amount)?;
        }
        Ok(amounts)
    };
    let (packing, express) = (taken(Part::Packing)?, taken(Part::Express)?);
    let (cooperative, platform) = (taken(Part::Cooperative)?, taken(Part::Platform)?);
    let channel = taken(Part::Channel)?;
    let row = |place: usize| {
        Ok(sale_part::ActiveModel {
            sale_id: Set(sale_id),
            root_lot_id: Set(root_of(&lots[place]).unwrap_or_default()),
            sku_id: Set(sku_id),
            grams: Set(grams[place]),
            paid_fen: Set(gross[place].checked_sub(reserves[place])?.as_fen()),
            reserve_fen: Set(reserves[place].as_fen()),
            packing_fen: Set(packing[place].as_fen()),
            express_fen: Set(express[place].as_fen()),
            cooperative_fen: Set(cooperative[place].as_fen()),
            platform_fen: Set(platform[place].as_fen()),
            channel_fen: Set(channel[place].as_fen()),
            amount_fen: Set(amounts[place].as_fen()),
            ..Default::default()
        })
    };
    (0..lots.len()).map(row).collect()
}

/// Parts of `amount` by `weights`; nothing goes over any of them.
fn spread(amount: Money, weights: &[Money]) -> Result<Vec<Money>, SaleError> {
    if amount.is_zero() {
        return Ok(vec![Money::ZERO; weights.len()]);
    }
    let weights: Vec<i64> = weights.iter().map(|weight| weight.as_fen()).collect();
    Ok(apportion(amount, &weights)?)
}
