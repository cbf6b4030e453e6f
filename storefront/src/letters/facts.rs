//! What a mail about a purchase needs to know, read in the transaction that writes the mail.

use std::collections::BTreeSet;

use catalog::address::{Code, Divisions, Place};
use catalog::database::Write;
use catalog::entity::{organisation, product, sku};
use exchange::causes::whole_story;
use exchange::entity::{
    consignment, payout_batch, payout_line, payout_part, pool_line, purchase, purchase_line,
    purchase_private, purchase_step, sale, sale_cycle, sale_part,
};
use exchange::retail::step;
use exchange::retail::view::{Access, ViewError, purchase_view};
use ledger::Money;
use ledger::retail::Parts;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::{outbox, person};
use crate::render::Lang;

/// A purchase, its buyer's address and what is in it.
pub struct Facts {
    /// The purchase.
    pub purchase: purchase::Model,
    /// Whom to write to.
    pub address: String,
    /// The receiver's name.
    pub name: String,
    /// The district it goes to.
    pub division_code: String,
    /// In which language.
    pub lang: Lang,
    /// Its lines with their goods.
    pub lines: Vec<(purchase_line::Model, sku::Model)>,
    /// Whether something in it spoils.
    pub fresh: bool,
}

impl Facts {
    /// Reads a purchase; none for one whose buyer gave no address, or was erased.
    ///
    /// # Errors
    /// When the database does.
    pub async fn read(write: &Write, purchase_id: i64) -> Result<Option<Self>, DbErr> {
        let tx = &**write;
        let purchase = purchase::Entity::find_by_id(purchase_id).one(tx).await?;
        let private = purchase_private::Entity::find_by_id(purchase_id);
        let (Some(purchase), Some(private)) = (purchase, private.one(tx).await?) else {
            return Ok(None);
        };
        let address = match (private.email.as_str(), purchase.person_id) {
            ("", Some(person_id)) => {
                let person = person::Entity::find_by_id(person_id).one(tx).await?;
                person.map(|person| person.email).unwrap_or_default()
            }
            (email, _) => email.to_owned(),
        };
        if address.is_empty() {
            return Ok(None);
        }
        let lines = lines(write, purchase_id).await?;
        let products: BTreeSet<i64> = lines.iter().map(|(_, sku)| sku.product_id).collect();
        let fresh = product::Entity::find()
            .filter(product::Column::Id.is_in(products))
            .filter(product::Column::Fresh.eq(true))
            .one(tx)
            .await?;
        Ok(Some(Self {
            address,
            name: private.name,
            division_code: private.division_code,
            lang: match purchase.language {
                purchase::Language::Zh => Lang::Chinese,
                purchase::Language::En => Lang::English,
            },
            lines,
            fresh: fresh.is_some(),
            purchase,
        }))
    }

    /// The shop, where all goods are of one; empty otherwise.
    pub fn shop(&self) -> &str {
        let mut shops = self.lines.iter().map(|(_, sku)| sku.shop.as_str());
        let first = shops.next().unwrap_or_default();
        if shops.all(|shop| shop == first) {
            first
        } else {
            ""
        }
    }

    /// Of two names the one in the reader's language.
    pub fn named<'a>(&self, (zh, en): (&'a str, &'a str)) -> &'a str {
        match self.lang {
            Lang::Chinese => zh,
            Lang::English => en,
        }
    }

    /// What a line is called: goods and pack.
    pub fn goods(&self, sku: &sku::Model) -> String {
        let name = self.named((&sku.name_zh, &sku.name_en));
        format!("{name} {}", self.named((&sku.spec_zh, &sku.spec_en)))
    }

    /// Province and city alone.
    pub fn city(&self) -> String {
        let code = Code::parse(&self.division_code);
        let place = code.and_then(|code| Divisions::get().place(code));
        let Some(place) = place else {
            return String::new();
        };
        let city = Place {
            district: None,
            ..place
        };
        match self.lang {
            Lang::Chinese => city.text_zh(),
            Lang::English => city.text_en(),
        }
    }

    /// How an organisation is called; empty for none.
    ///
    /// # Errors
    /// When the database does.
    pub async fn organisation(&self, write: &Write, id: i64) -> Result<String, DbErr> {
        let row = organisation::Entity::find_by_id(id).one(&**write).await?;
        let name = row.map(|row| self.named((&row.name_zh, &row.name_en)).to_owned());
        Ok(name.unwrap_or_default())
    }
}

async fn lines(
    write: &Write,
    purchase_id: i64,
) -> Result<Vec<(purchase_line::Model, sku::Model)>, DbErr> {
    let rows = purchase_line::Entity::find()
        .filter(purchase_line::Column::PurchaseId.eq(purchase_id))
        .order_by_asc(purchase_line::Column::Id)
        .all(&**write)
        .await?;
    let mut lines = Vec::new();
    for row in rows {
        let sku = sku::Entity::find_by_id(row.sku_id).one(&**write).await?;
        lines.extend(sku.map(|sku| (row, sku)));
    }
    Ok(lines)
}

/// The custody account: it is in the operator's name.
pub async fn payee(write: &Write) -> Result<Option<organisation::Model>, DbErr> {
    organisation::Entity::find()
        .filter(organisation::Column::Kind.eq(organisation::Kind::Operator))
        .order_by_asc(organisation::Column::Id)
        .one(&**write)
        .await
}

/// Where the tariff promises that the price of a purchase goes, all its parts together; none where it
/// promises nothing of one of them.
///
/// # Errors
/// When the database does, or a row that must be there is not.
pub async fn promised(write: &Write, purchase: &purchase::Model) -> Result<Option<Parts>, DbErr> {
    let told = |error: ViewError| match error {
        ViewError::Database(error) => error,
        error => DbErr::Custom(whole_story(&error)),
    };
    let view = purchase_view(&**write, &purchase.number, Access::Operator).await;
    let Some(view) = view.map_err(told)? else {
        return Ok(None);
    };
    let mut sum = Parts::default();
    for part in &view.parts {
        let Some(promise) = &part.promise else {
            return Ok(None);
        };
        let Ok(both) = sum.plus(promise) else {
            return Ok(None);
        };
        sum = both;
    }
    Ok(Some(sum))
}

/// The waybill that the buyer was told of this parcel before a step; none where nothing was told yet.
///
/// # Errors
/// When the database does.
pub async fn waybill_told(
    write: &Write,
    step: &purchase_step::Model,
) -> Result<Option<String>, DbErr> {
    let before = purchase_step::Entity::find()
        .filter(purchase_step::Column::ConsignmentId.eq(step.consignment_id))
        .filter(purchase_step::Column::Action.is_in([step::SHIPPED, step::WAYBILL_CORRECTED]))
        .filter(purchase_step::Column::Id.lt(step.id))
        .order_by_desc(purchase_step::Column::Id)
        .all(&**write)
        .await?;
    for row in before {
        let told = outbox::Entity::find()
            .filter(outbox::Column::Key.eq(super::key(row.id)))
            .one(&**write)
            .await?;
        if told.is_some() {
            return Ok(Some(row.note));
        }
    }
    Ok(None)
}

/// What became of a purchase's money, all its sales together.
pub struct Posted {
    /// Where the price went; none where the reserve had to help.
    pub parts: Option<Parts>,
    /// What was paid for goods and stayed paid.
    pub paid_fen: i64,
    /// The ledger's sets, by number.
    pub sets: String,
    /// The payout batches, by number.
    pub batches: String,
}

/// Reads what became of a purchase's money.
///
/// # Errors
/// When the database does.
pub async fn posted(write: &Write, purchase_id: i64) -> Result<Posted, DbErr> {
    let tx = &**write;
    let consignments = consignment::Entity::find()
        .filter(consignment::Column::PurchaseId.eq(purchase_id))
        .all(tx)
        .await?;
    let sales = sale::Entity::find()
        .filter(sale::Column::ConsignmentId.is_in(consignments.iter().map(|row| row.id)))
        .order_by_asc(sale::Column::Id)
        .all(tx)
        .await?;
    let sum = |part: fn(&sale::Model) -> i64| Money::fen(sales.iter().map(part).sum());
    let parts = Parts {
        channel: sum(|sale| sale.channel_fen),
        platform: sum(|sale| sale.platform_fen),
        packing: sum(|sale| sale.packing_fen),
        express: sum(|sale| sale.express_fen),
        cooperative: sum(|sale| sale.cooperative_fen),
        growers: sum(|sale| sale.pool_fen),
    };
    let helped = sales.iter().any(|sale| sale.reserve_fen > 0);
    let sets = sales.iter().filter_map(|sale| sale.set_id);
    Ok(Posted {
        parts: (!helped).then_some(parts),
        paid_fen: sum(|sale| sale.gross_fen).as_fen(),
        sets: sets
            .map(|set| set.to_string())
            .collect::<Vec<_>>()
            .join(", "),
        batches: batches(write, &sales).await?,
    })
}

/// The batches that paid the households of these sales.
async fn batches(write: &Write, sales: &[sale::Model]) -> Result<String, DbErr> {
    let tx = &**write;
    let parts = sale_part::Entity::find()
        .filter(sale_part::Column::SaleId.is_in(sales.iter().map(|sale| sale.id)))
        .all(tx)
        .await?;
    let cycles = sale_cycle::Entity::find()
        .filter(sale_cycle::Column::PartId.is_in(parts.iter().map(|part| part.id)))
        .all(tx)
        .await?;
    let shares = pool_line::Entity::find()
        .filter(pool_line::Column::CycleId.is_in(cycles.iter().map(|row| row.cycle_id)))
        .all(tx)
        .await?;
    let paid = payout_part::Entity::find()
        .filter(payout_part::Column::PoolLineId.is_in(shares.iter().map(|row| row.id)))
        .all(tx)
        .await?;
    let lines = payout_line::Entity::find()
        .filter(payout_line::Column::Id.is_in(paid.iter().map(|row| row.payout_line_id)))
        .filter(payout_line::Column::State.eq(payout_line::State::Paid))
        .all(tx)
        .await?;
    let batches = payout_batch::Entity::find()
        .filter(payout_batch::Column::Id.is_in(lines.iter().map(|row| row.batch_id)))
        .order_by_asc(payout_batch::Column::Id)
        .all(tx)
        .await?;
    let numbers: Vec<String> = batches.into_iter().map(|batch| batch.number).collect();
    Ok(numbers.join(", "))
}
