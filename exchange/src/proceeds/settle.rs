//! An acceptance: from escrow through the waterfall into the lot's pool, and on to households.

use catalog::entity::{instrument, receipt};
use ledger::postings::deal::{accepted, rest_returned};
use ledger::waterfall::{self, Cost, LotGoods, Sale, Settlement, Shortage};
use ledger::{AccountKey, BasisPoints, Code, Grams, Mode, Money, MoneyError, Party, Reference};
use sea_orm::{DatabaseTransaction, EntityTrait, Set};

use super::ProceedsError;
use super::cycle::{Pool, Ran, run_cycle};
use crate::books;
use crate::deal::amounts::{Gross, gross};
use crate::entity::{deal, settlement};

/// What is accepted, and when.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The weight that counts.
    pub counts: Grams,
    /// When.
    pub at: i64,
}

/// A settled deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The settlement's row.
    pub settlement: settlement::Model,
    /// The grams that are paid for.
    pub grams: Grams,
    /// What went back to the buyer.
    pub rest: Money,
    /// Every figure of the waterfall.
    pub waterfall: Settlement,
    /// The pool's cycle, unless nothing reached the pool.
    pub cycle: Option<Ran>,
}

/// Settles a deal whose row the caller has locked, and splits its lot's pool.
///
/// # Errors
/// [`ProceedsError::short_of_reserve`] where it has to wait; as the books refuse.
pub async fn settle(
    tx: &DatabaseTransaction,
    deal: &deal::Model,
    acceptance: &Acceptance,
) -> Result<Settled, ProceedsError> {
    let now = acceptance.at;
    let parties = Parties::of(tx, deal).await?;
    let pool = Pool::lock(tx, parties.root_lot_id).await?;
    books::lock(tx, &parties.accounts(&pool)?).await?;
    let (value, contracted) = (Money::fen(deal.value_fen), Grams::new(deal.contracted_g)?);
    let paid = gross(value, contracted, acceptance.counts)?;
    let sale = sale(tx, deal, &parties, paid).await?;
    let figures = waterfall::settle(&sale)?;
    let subject = crate::deal::subject(deal.id);
    let reference = Reference::new(&format!("deal:{}:settle", deal.id), &subject)?;
    let set = accepted(&reference, &parties.deal, &pool.cooperative(), &figures)?;
    let set_id = books::post(tx, &set, now).await?.set_id;
    if paid.rest.is_positive() {
        let reference = Reference::new(&format!("deal:{}:rest", deal.id), &subject)?;
        let set = rest_returned(&reference, &parties.buyer, &parties.deal, paid.rest)?;
        books::post(tx, &set, now).await?;
    }
    let row = row(deal, &parties, &figures)?;
    let row = settlement::ActiveModel {
        set_id: Set(set_id),
        grams: Set(paid.grams.as_g()),
        at: Set(now),
        ..row
    };
    let settlement = settlement::Entity::insert(row)
        .exec_with_returning(tx)
        .await?;
    let cycle = run_cycle(tx, &pool, Some(settlement.id), now).await?;
    Ok(Settled {
        settlement,
        grams: paid.grams,
        rest: paid.rest,
        waterfall: figures,
        cycle,
    })
}

/// Whom a settlement concerns.
struct Parties {
    deal: Party,
    buyer: Party,
    cooperative: Party,
    carrier: Party,
    inspector: Party,
    root_lot_id: i64,
}

impl Parties {
    async fn of(tx: &DatabaseTransaction, deal: &deal::Model) -> Result<Self, ProceedsError> {
        let receipt = receipt::Entity::find_by_id(deal.receipt_id).one(tx).await?;
        let receipt = receipt.ok_or(ProceedsError::Missing {
            what: "receipt",
            id: deal.receipt_id,
        })?;
        let instrument = instrument::Entity::find_by_id(deal.instrument_id)
            .one(tx)
            .await?;
        let instrument = instrument.ok_or(ProceedsError::Missing {
            what: "instrument",
            id: deal.instrument_id,
        })?;
        Ok(Self {
            deal: Party::Deal(deal.id),
            buyer: Party::Member(deal.buyer_id),
            cooperative: Party::Cooperative(deal.seller_id),
            carrier: Party::Carrier(instrument.carrier_id),
            // The inspector is paid by the same kind of line as a carrier.
            inspector: Party::Carrier(instrument.inspector_id),
            root_lot_id: receipt.root_lot_id,
        })
    }

    fn accounts(&self, pool: &Pool) -> Result<Vec<AccountKey>, ProceedsError> {
        let mut accounts = pool.accounts()?;
        accounts.extend([
            AccountKey::custody(Code::Escrow, self.deal.clone())?,
            AccountKey::custody(Code::MemberCash, self.buyer.clone())?,
            AccountKey::custody(Code::PlatformFee, Party::None)?,
            AccountKey::custody(Code::CarrierPayable, self.carrier.clone())?,
            AccountKey::custody(Code::CarrierPayable, self.inspector.clone())?,
            AccountKey::cooperative(pool.cooperative_id, Code::CooperativeFee)?,
        ]);
        Ok(accounts)
    }
}

async fn sale(
    tx: &DatabaseTransaction,
    deal: &deal::Model,
    parties: &Parties,
    paid: Gross,
) -> Result<Sale, ProceedsError> {
    let payable = AccountKey::custody(Code::CooperativePayable, parties.cooperative.clone())?;
    let reserve = AccountKey::custody(Code::Reserve, Party::None)?;
    let costs = [
        (&parties.carrier, deal.freight_fen),
        (&parties.inspector, deal.inspection_fen),
    ];
    let cost = |(party, fen): (&Party, i64)| Cost {
        party: party.clone(),
        amount: Money::fen(fen),
    };
    Ok(Sale {
        gross: paid.gross,
        channel_fee: BasisPoints::default(),
        platform_fee: rate(deal.platform_bp)?,
        pass_through: Vec::new(),
        costs: costs.into_iter().map(cost).collect(),
        cooperative_costs: Money::ZERO,
        cooperative_fee: rate(deal.cooperative_bp)?,
        lots: vec![LotGoods {
            lot: Party::Lot(parties.root_lot_id),
            mode: Mode::Pool,
            delivered: paid.grams,
        }],
        shortage: Shortage::Deal {
            cooperative: books::balance(tx, &payable).await?.available(),
            reserve: books::balance(tx, &reserve).await?.available(),
        },
    })
}

fn rate(bp: i64) -> Result<BasisPoints, MoneyError> {
    BasisPoints::new(u32::try_from(bp).map_err(|_| MoneyError::Overflow)?)
}

/// What of a settlement's figures stands in its row.
///
/// `reserve_fen` is all that others gave where fee and costs exceeded the price: the
/// cooperative's payable and the reserve.
fn row(
    deal: &deal::Model,
    parties: &Parties,
    figures: &Settlement,
) -> Result<settlement::ActiveModel, ProceedsError> {
    let missing = figures
        .missing
        .cooperative
        .checked_add(figures.missing.reserve)?;
    Ok(settlement::ActiveModel {
        deal_id: Set(deal.id),
        root_lot_id: Set(parties.root_lot_id),
        gross_fen: Set(figures.gross.as_fen()),
        platform_fen: Set(figures.platform_fee.as_fen()),
        freight_fen: Set(deal.freight_fen),
        inspection_fen: Set(deal.inspection_fen),
        reserve_fen: Set(missing.as_fen()),
        cooperative_fen: Set(figures.cooperative_fee.as_fen()),
        pool_fen: Set(figures.pool.as_fen()),
        ..Default::default()
    })
}
