//! What people and traders do in the tests' season.

use engine::{
    Action, Event, InstrumentNo, MemberNo, Millis, NewListing, NewOrder, OrderNo, Qty, ReceiptNo,
    Side, Ticks, TimeInForce,
};
use sea_orm::EntityTrait;

use super::{HOUR, TradeHouse, terms};
use crate::deal::{Actor, DealError, Delivery, accept, deliver, due, pay};
use crate::desk::Stamp;
use crate::entity::deal;
use crate::projection;

impl TradeHouse {
    /// A bid of the buyer at `price` ticks on the board, taken whole by the cooperative.
    pub(crate) async fn deal(&mut self, receipt: i64, contracts: u32, price: i64) -> deal::Model {
        let bid = self.bid(contracts, price);
        let listed = self.command(bid).await;
        let listing = listed.iter().find_map(|(_, event)| match event {
            Event::Listed { listing, .. } => Some(*listing),
            _ => None,
        });
        let taken = self
            .command(self.take(listing.unwrap(), contracts, receipt))
            .await;
        self.deal_of(&taken).await
    }

    pub(crate) fn bid(&self, contracts: u32, price: i64) -> Action {
        Action::List(NewListing {
            member: MemberNo::new(u32::try_from(self.buyer).unwrap()),
            instrument: InstrumentNo::new(1),
            side: Side::Buy,
            price: Ticks::new(price),
            qty: Qty::new(contracts),
            min_take: Qty::new(1),
            valid_until: Millis::new(self.now + 24 * HOUR),
            receipt: ReceiptNo::NONE,
            terms: terms(),
        })
    }

    pub(crate) fn take(&self, listing: OrderNo, contracts: u32, receipt: i64) -> Action {
        Action::Take {
            member: MemberNo::new(u32::try_from(self.cooperative).unwrap()),
            listing,
            qty: Qty::new(contracts),
            receipt: ReceiptNo::new(u64::try_from(receipt).unwrap()),
        }
    }

    pub(crate) fn order(&self, side: Side, contracts: u32, price: i64, receipt: i64) -> Action {
        let member = match side {
            Side::Buy => self.buyer,
            Side::Sell => self.cooperative,
        };
        Action::Place(NewOrder {
            member: MemberNo::new(u32::try_from(member).unwrap()),
            instrument: InstrumentNo::new(1),
            side,
            price: Ticks::new(price),
            qty: Qty::new(contracts),
            tif: TimeInForce::Gtc,
            receipt: ReceiptNo::new(u64::try_from(receipt).unwrap()),
        })
    }

    pub(crate) async fn deal_of(&self, events: &[(Stamp, Event)]) -> deal::Model {
        let stamp = events.iter().find_map(|(stamp, event)| match event {
            Event::Matched(_) => Some(*stamp),
            _ => None,
        });
        let (_, seq, idx) = projection::decide::name(&stamp.unwrap());
        let id = self
            .house
            .number(&format!(
                "SELECT id FROM deal WHERE seq = {seq} AND idx = {idx}"
            ))
            .await;
        self.deal_row(id).await
    }

    pub(crate) async fn deal_row(&self, id: i64) -> deal::Model {
        deal::Entity::find_by_id(id)
            .one(self.house.db.read())
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) fn buyer_acts(&self) -> Actor {
        Actor {
            organisation_id: self.buyer,
            person_id: self.clerk,
        }
    }

    pub(crate) fn seller_acts(&self) -> Actor {
        Actor {
            organisation_id: self.cooperative,
            person_id: self.clerk,
        }
    }

    pub(crate) async fn pay(&self, deal_id: i64) -> Result<deal::Model, DealError> {
        let tx = self.house.db.write().await.unwrap();
        let deal = pay(&tx, &self.buyer_acts(), deal_id, self.now).await?;
        tx.commit().await.unwrap();
        Ok(deal)
    }

    pub(crate) async fn deliver(&self, deal_id: i64, grams: i64) -> Result<deal::Model, DealError> {
        let tx = self.house.db.write().await.unwrap();
        let delivery = Delivery {
            deal_id,
            grams,
            ticket_no: "GB-1".to_owned(),
        };
        let deal = deliver(&tx, &self.seller_acts(), &delivery, self.now).await?;
        tx.commit().await.unwrap();
        Ok(deal)
    }

    pub(crate) async fn accept(&self, deal_id: i64) -> Result<deal::Model, DealError> {
        let tx = self.house.db.write().await.unwrap();
        let deal = accept(&tx, &self.buyer_acts(), deal_id, self.now).await?;
        tx.commit().await.unwrap();
        Ok(deal)
    }

    /// Lapses everything that is due at `now`; answers how many deals changed.
    pub(crate) async fn lapse(&self) -> usize {
        let mut lapsed = 0;
        for id in due::due_deals(self.house.db.read(), self.now, 100)
            .await
            .unwrap()
        {
            let tx = self.house.db.write().await.unwrap();
            lapsed += usize::from(due::lapse(&tx, id, self.now).await.unwrap().is_some());
            tx.commit().await.unwrap();
        }
        lapsed
    }

    /// Pays, delivers all of it, and lets 48 hours of silence accept.
    pub(crate) async fn through(&mut self, deal_id: i64) -> deal::Model {
        let contracted = self.deal_row(deal_id).await.contracted_g;
        self.pay(deal_id).await.unwrap();
        self.deliver(deal_id, contracted).await.unwrap();
        self.now += due::OBJECTION_MS;
        assert_eq!(self.lapse().await, 1);
        self.deal_row(deal_id).await
    }
}
