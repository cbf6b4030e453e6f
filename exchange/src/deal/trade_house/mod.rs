//! A small season for tests: one cooperative with its lots, a buyer, a carrier, an inspector, and
//! an engine whose events go through the one applier. Every time is given; nothing reads a clock.

mod acts;

use catalog::entity::{organisation, receipt};
use catalog::receipts::{ReceiptRequest, request_receipt};
use catalog::scope::Scope;
use engine::{
    Action, Command, Engine, Event, InstructionNo, InstrumentNo, InstrumentRules, Key, MemberNo,
    Millis, Profile, Qty, ReceiptNo, Terms, Ticks, VenueNo,
};
use ledger::postings::custody::{advance_given, member_paid_in, operator_float, reserve_funded};
use ledger::{Money, Party, Reference};
use sea_orm::EntityTrait;

use crate::books;
use crate::books::test_house::{House, cash, moved, set};
use crate::desk::Stamp;
use crate::entity::instruction;
use crate::funds::{self, ReceiptInstruction, Request, Wish};
use crate::projection::{self, State};

/// 2026-10-09 10:00 at UTC+8, a Friday.
pub(crate) const T0: i64 = 1_791_511_200_000;
/// One hour.
pub(crate) const HOUR: i64 = 3_600_000;
/// The venue of these tests.
pub(crate) const VENUE: State = State { venue: 1 };

/// A grade's name, its factor, and what households brought of it: (place, grams).
pub(crate) type Grade<'a> = (&'a str, i64, &'a [(usize, i64)]);

/// What the six households of W1 brought, in grams.
pub(crate) const W1_GRAMS: [i64; 6] = [
    1_750_000, 1_375_000, 2_100_000, 990_000, 1_300_000, 2_485_000,
];
/// What they had on credit, in fen.
pub(crate) const W1_ADVANCES: [i64; 6] = [60_000, 45_000, 0, 30_000, 40_000, 80_000];

pub(crate) struct TradeHouse {
    pub(crate) house: House,
    pub(crate) engine: Engine,
    pub(crate) cooperative: i64,
    pub(crate) buyer: i64,
    pub(crate) carrier: i64,
    pub(crate) clerk: i64,
    pub(crate) manager: i64,
    pub(crate) households: Vec<i64>,
    pub(crate) now: i64,
    seq: u64,
    tickets: i64,
}

impl TradeHouse {
    /// Six households, 5 t contracts at 0.01 yuan a kilogram, the operator's float and reserve,
    /// and an open venue.
    pub(crate) async fn open(profile: Profile) -> Self {
        let mut trade = Self::seeded().await;
        trade
            .command(Action::OpenVenue {
                venue: VenueNo::new(1),
                profile,
            })
            .await;
        trade.command(Action::OpenInstrument(rules(profile))).await;
        trade
    }

    /// The same without a venue.
    pub(crate) async fn seeded() -> Self {
        let house = House::open().await;
        let cooperative = house
            .organisation(organisation::Kind::Cooperative, "WC")
            .await;
        let buyer = house.organisation(organisation::Kind::Firm, "JS").await;
        let carrier = house.organisation(organisation::Kind::Carrier, "GX").await;
        let inspector = house
            .organisation(organisation::Kind::Inspector, "JY")
            .await;
        let clerk = house.person("clerk@wc.example", cooperative).await;
        let manager = house.person("manager@wc.example", cooperative).await;
        let mut households = Vec::new();
        for number in 1..=6 {
            households.push(
                house
                    .household(cooperative, &format!("WC-{number:04}"))
                    .await,
            );
        }
        for sql in [
            "INSERT INTO tariff (version, platform_bp, valid_from) VALUES (1, 100, 0)".to_owned(),
            "INSERT INTO product (code, shop, name_zh, name_en, unit, fresh, content_hash) \
             VALUES ('HS', 'sweetpotato', '', '', 'g', TRUE, '')"
                .to_owned(),
            format!(
                "INSERT INTO instrument (id, code, product_id, name_zh, name_en, contract_qty, \
                 contract_unit, price_unit, tick_fen, tick_value_fen, basis_grade, warehouse_zh, \
                 warehouse_en, listing_hold_bp, continuous_hold_bp, freight_fen_per_t, \
                 inspection_fen_per_t, carrier_id, inspector_id, content_hash) VALUES (1, 'HS-1', \
                 1, '', '', 5, 't', 'kg', 1, 5000, 'YI', '', '', 1000, 10000, 18000, 2000, \
                 {carrier}, {inspector}, '')"
            ),
            "INSERT INTO instrument_grade (instrument_id, grade, factor_bp) \
             VALUES (1, 'YI', 10000), (1, 'ER', 8000)"
                .to_owned(),
        ] {
            house.run(&sql).await;
        }
        let trade = Self {
            house,
            engine: Engine::new(),
            cooperative,
            buyer,
            carrier,
            clerk,
            manager,
            households,
            now: T0,
            seq: 0,
            tickets: 0,
        };
        let reference = |key| Reference::new(key, "operator").unwrap();
        let float = operator_float(&reference("float"), Money::fen(1_000_000)).unwrap();
        let reserve = reserve_funded(&reference("reserve"), Money::fen(2_000_000)).unwrap();
        trade.house.post(&float).await;
        trade.house.post(&reserve).await;
        trade
    }

    /// Applies one command and writes its events.
    pub(crate) async fn command(&mut self, action: Action) -> Vec<(Stamp, Event)> {
        let events = self.unwritten(action);
        projection::apply(&self.house.db, &VENUE, &events)
            .await
            .unwrap();
        events
    }

    /// Applies one command; its events are the caller's to write.
    pub(crate) fn unwritten(&mut self, action: Action) -> Vec<(Stamp, Event)> {
        self.seq += 1;
        let mut events = Vec::new();
        let command = Command {
            key: Key::NONE,
            action,
        };
        self.engine
            .apply(self.seq, Millis::new(self.now), &command, &mut |event| {
                events.push(event)
            });
        let stamp = |index| Stamp {
            shard: 0,
            seq: self.seq,
            index,
            time: self.engine.time().get(),
        };
        (0..)
            .zip(events)
            .map(|(index, event)| (stamp(index), event))
            .collect()
    }

    /// A root lot with one child per grade; each part is (household's place, grams).
    pub(crate) async fn lot(&mut self, code: &str, grades: &[Grade<'_>]) -> i64 {
        let insert = "INSERT INTO lot (cooperative_id, product_id, root_id, code, grade, factor_bp, \
            harvested_on, place, recorded_g, created_at) VALUES";
        let root = format!(
            "{insert} ({}, 1, NULL, '{code}', NULL, 10000, '2026-10-09', '', 0, 0) RETURNING id",
            self.cooperative
        );
        let root = self.house.number(&root).await;
        for (grade, factor_bp, parts) in grades {
            let grams: i64 = parts.iter().map(|(_, grams)| grams).sum();
            let child = format!(
                "{insert} ({}, 1, {root}, '{code}-{grade}', '{grade}', {factor_bp}, '2026-10-09', '', \
                 {grams}, 0) RETURNING id",
                self.cooperative
            );
            let child = self.house.number(&child).await;
            for (place, grams) in *parts {
                self.weigh(child, *place, *grams).await;
            }
        }
        root
    }

    async fn weigh(&mut self, lot: i64, place: usize, grams: i64) {
        self.tickets += 1;
        let (ticket, household, cooperative) =
            (self.tickets, self.households[place], self.cooperative);
        let intake = self
            .house
            .number(&format!(
                "INSERT INTO intake (cooperative_id, ticket_no, household_id, lot_id, quantity_g, \
                 harvested_on, weighed_at, content_hash) VALUES ({cooperative}, 'T{ticket}', \
                 {household}, {lot}, {grams}, '2026-10-09', {T0}, '') RETURNING id"
            ))
            .await;
        self.house
            .run(&format!(
                "INSERT INTO stock_movement (lot_id, kind, grams, subject, at) \
                 VALUES ({lot}, 'weighed', {grams}, 'intake:{intake}', {T0})"
            ))
            .await;
    }

    /// More of a lot's first grade is weighed in.
    pub(crate) async fn weigh_in(&mut self, root: i64, place: usize, grams: i64) {
        let lot = self
            .house
            .number(&format!("SELECT MIN(id) FROM lot WHERE root_id = {root}"))
            .await;
        self.house
            .run(&format!(
                "UPDATE lot SET recorded_g = recorded_g + {grams} WHERE id = {lot}"
            ))
            .await;
        self.weigh(lot, place, grams).await;
    }

    /// A lot of the six households of W1, one grade.
    pub(crate) async fn w1_lot(&mut self) -> i64 {
        let parts: Vec<(usize, i64)> = W1_GRAMS.iter().copied().enumerate().collect();
        self.lot("WC-261009-01", &[("YI", 10_000, &parts)]).await
    }

    /// What the six households of W1 had on credit.
    pub(crate) async fn w1_advances(&self) {
        for (place, fen) in W1_ADVANCES.into_iter().enumerate() {
            if fen > 0 {
                self.advance(place, fen, "2026-04-28").await;
            }
        }
    }

    pub(crate) async fn advance(&self, place: usize, fen: i64, given_on: &str) -> i64 {
        let (household, cooperative) = (self.households[place], self.cooperative);
        let number = self.house.number("SELECT COUNT(*) + 1 FROM advance").await;
        let id = self
            .house
            .number(&format!(
                "INSERT INTO advance (cooperative_id, household_id, number, item_zh, item_en, \
                 amount_fen, given_on, content_hash) VALUES ({cooperative}, {household}, \
                 'A{number}', '红薯苗', 'seedlings', {fen}, '{given_on}', '') RETURNING id"
            ))
            .await;
        let reference =
            Reference::new(&format!("advance:{cooperative}:A{number}"), "advance").unwrap();
        let (cooperative, household) =
            (Party::Cooperative(cooperative), Party::Household(household));
        let set = advance_given(&reference, &cooperative, &household, Money::fen(fen)).unwrap();
        self.house.post(&set).await;
        id
    }

    /// The reserve's money goes to a member; answers how much it was.
    pub(crate) async fn empty_reserve(&self) -> i64 {
        let reserve = ledger::AccountKey::custody(ledger::Code::Reserve, Party::None).unwrap();
        let fen = self.house.available(&reserve).await;
        let away = moved(reserve, cash(self.buyer), fen);
        self.house.post(&set("reserve-away", vec![away])).await;
        fen
    }

    /// The operator puts so much into the reserve.
    pub(crate) async fn fill_reserve(&self, fen: i64) {
        let reference = Reference::new("reserve-again", "operator").unwrap();
        let set = reserve_funded(&reference, Money::fen(fen)).unwrap();
        self.house.post(&set).await;
    }

    /// Money of a member arrives at the bank.
    pub(crate) async fn pay_in(&self, member: i64, fen: i64) {
        let key = format!(
            "bank:{}",
            self.house.number("SELECT COUNT(*) FROM transfer_set").await
        );
        let reference = Reference::new(&key, "bank").unwrap();
        let set = member_paid_in(&reference, &Party::Member(member), Money::fen(fen)).unwrap();
        self.house.post(&set).await;
    }

    /// Cash goes to the desk.
    pub(crate) async fn fund_desk(&mut self, member: i64, fen: i64) {
        let tx = self.house.db.write().await.unwrap();
        let request = Request {
            organisation_id: member,
            amount: Money::fen(fen),
            now: self.now,
        };
        funds::request_credit(&tx, &request).await.unwrap();
        tx.commit().await.unwrap();
        self.send_instructions().await;
    }

    /// All of a member's desk is cash again.
    pub(crate) async fn clear_desk(&mut self, member: i64) {
        let member_no = MemberNo::new(u32::try_from(member).unwrap());
        let fen = self.engine.funds(member_no).available_fen;
        let tx = self.house.db.write().await.unwrap();
        let request = Request {
            organisation_id: member,
            amount: Money::fen(fen),
            now: self.now,
        };
        funds::request_debit(&tx, &request).await.unwrap();
        tx.commit().await.unwrap();
        self.send_instructions().await;
    }

    /// A receipt over a root lot, issued.
    pub(crate) async fn receipt(&mut self, root_lot_id: i64, contracts: i64) -> i64 {
        let tx = self.house.db.write().await.unwrap();
        let request = ReceiptRequest {
            instrument_id: 1,
            root_lot_id,
            contracts,
            grades: Vec::new(),
        };
        let scope = Scope::Cooperative(self.cooperative);
        let receipt = request_receipt(&tx, scope, &request, self.now)
            .await
            .unwrap();
        let asked = ReceiptInstruction {
            organisation_id: self.cooperative,
            receipt_id: receipt.id,
            wish: Wish::Issue,
            now: self.now,
        };
        funds::request_receipt(&tx, &asked).await.unwrap();
        tx.commit().await.unwrap();
        self.send_instructions().await;
        receipt.id
    }

    async fn send_instructions(&mut self) {
        let waiting = funds::waiting_instructions(self.house.db.read(), 100)
            .await
            .unwrap();
        for row in waiting {
            let instruction = InstructionNo::new(u64::try_from(row.number).unwrap());
            let member = MemberNo::new(u32::try_from(row.organisation_id).unwrap());
            let amount_fen = row.amount_fen;
            let action = match row.kind {
                instruction::Kind::Credit => Action::Credit {
                    instruction,
                    member,
                    amount_fen,
                },
                instruction::Kind::Debit => Action::Debit {
                    instruction,
                    member,
                    amount_fen,
                },
                instruction::Kind::Issue => {
                    let found = receipt::Entity::find_by_id(row.receipt_id.unwrap());
                    let found = found.one(self.house.db.read()).await.unwrap().unwrap();
                    Action::IssueReceipt {
                        instruction,
                        receipt: ReceiptNo::new(u64::try_from(found.id).unwrap()),
                        member,
                        instrument: InstrumentNo::new(1),
                        contracts: Qty::new(u32::try_from(found.contracts).unwrap()),
                    }
                }
                instruction::Kind::Cancel => Action::CancelReceipt {
                    instruction,
                    receipt: ReceiptNo::new(u64::try_from(row.receipt_id.unwrap()).unwrap()),
                },
            };
            self.command(action).await;
        }
    }

    /// Balances that are not zero, by book: `2105 lot:1 pool -5.00` with credits below zero.
    pub(crate) async fn balances(&self) -> Vec<String> {
        let trials = books::trial_balance(self.house.db.read()).await.unwrap();
        let mut printed = Vec::new();
        for trial in trials {
            assert_eq!(trial.debit, trial.credit, "{}", trial.book);
            for (key, net) in trial.rows {
                printed.push(format!("{key} {}", net.plain_yuan()));
            }
        }
        printed
    }
}

/// The instrument's rules in a venue of this profile.
pub(crate) fn rules(profile: Profile) -> InstrumentRules {
    InstrumentRules {
        instrument: InstrumentNo::new(1),
        tick_value_fen: 5_000,
        price_max: Ticks::new(100_000),
        qty_max: Qty::new(1_000),
        listing_hold_bp: Some(1_000),
        continuous_hold_bp: profile.allows(engine::Mode::Continuous).then_some(10_000),
        terms: terms(),
    }
}

pub(crate) fn terms() -> Terms {
    Terms {
        freight_fen_per_t: 18_000,
        inspection_fen_per_t: 2_000,
        place: 1,
    }
}
