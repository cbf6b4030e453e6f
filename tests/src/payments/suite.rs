//! What is the same for every way of paying.

use std::cell::{Cell, RefCell};

use serde_json::{Value, json};

use super::Way;
use crate::season::{BOX, Order, Season, Shopper, number, rows};

/// The ribs, of which the season has seven packs.
const RIBS: i64 = 12;

/// One way of paying in one season, with what it took and gave back so far.
struct Suite<'season, W> {
    way: &'season W,
    season: &'season Season,
    taken: RefCell<Vec<i64>>,
    given: Cell<i64>,
}

/// Walks through everything that a way of paying may meet.
///
/// # Panics
/// Where it does not do what every way of paying does.
pub async fn passes<W: Way>(way: &W, season: &Season) {
    let suite = Suite {
        way,
        season,
        taken: RefCell::default(),
        given: Cell::default(),
    };
    let bank = suite.money("1001").await;
    suite.asks_first_and_takes_once().await;
    suite.gives_back_a_part_and_then_the_rest().await;
    suite.late_money_finds_the_goods_or_goes_back().await;
    way.bring_in(season).await;
    assert_eq!(suite.money("1002").await, 0, "nothing is owed any more");
    let taken = suite.taken.borrow().clone();
    let kept: i64 = taken.iter().map(|fen| fen - way.fee(*fen)).sum();
    let came = suite.money("1001").await - bank;
    assert_eq!(came, kept - suite.given.get(), "taken: {taken:?}");
    season.server.proves_itself();
    suite.another_sum_pays_nothing().await;
    season.server.proves_itself();
}

impl<W: Way> Suite<'_, W> {
    /// The balance of all accounts of a code, debit above zero.
    async fn money(&self, code: &str) -> i64 {
        let trial = self.season.trial().await;
        let own = trial.iter();
        let own = own.filter(|(account, _)| account.starts_with(&format!("custody {code} ")));
        own.map(|(_, fen)| fen).sum()
    }

    /// What is at the provider, at the bank, and held for orders.
    async fn held(&self) -> (i64, i64) {
        let there = self.money("1001").await + self.money("1002").await;
        (there, -self.money("2001").await)
    }

    async fn placed(&self, lines: &[(i64, i64)]) -> (Shopper, Order) {
        let buyer = Shopper::of(self.season).await;
        let order = buyer.order(lines, self.way.pays()).await;
        (buyer, order)
    }

    async fn pays(&self, (buyer, order): (&Shopper, &Order)) -> Value {
        self.way.pay(self.season, (buyer, order)).await;
        self.taken.borrow_mut().push(order.total_fen);
        buyer.until(order, "to_ship").await
    }

    /// Carries refunds out, which give back so much in all.
    async fn given_back(&self, (buyer, order): (&Shopper, &Order), fen: i64) -> Value {
        self.way.give_back(self.season, (buyer, order)).await;
        self.given.set(self.given.get() + fen);
        let seen = buyer.sees(order).await;
        for refund in rows(&seen["refunds"]) {
            assert_eq!(refund["state"], "succeeded", "{seen}");
            assert!(!refund["done_at"].is_null(), "{refund}");
        }
        seen
    }

    /// Packs of sweet potatoes that are reserved and that are promised.
    async fn boxes(&self) -> [i64; 2] {
        let [_, reserved, promised, _] = self.season.shelf(&self.season.clerk, BOX).await;
        [reserved, promised]
    }

    async fn asks_first_and_takes_once(&self) {
        let (before, trial) = (self.held().await, self.season.trial().await);
        let [reserved, promised] = self.boxes().await;
        let (buyer, order) = self.placed(&[(BOX, 1)]).await;
        let of = (&buyer, &order);
        let offer = self.way.offer(self.season, of).await;
        assert_eq!(self.way.offer(self.season, of).await, offer);
        assert_eq!(self.season.trial().await, trial, "nobody has paid yet");
        assert_eq!(self.boxes().await, [reserved + 1, promised]);
        let seen = buyer.sees(&order).await;
        assert_eq!(
            (&seen["state"], &seen["can_be_paid"]),
            (&json!("awaiting_payment"), &json!(true))
        );

        let seen = self.pays(of).await;
        let fen = order.total_fen;
        assert_eq!(self.held().await, (before.0 + fen, before.1 + fen));
        assert_eq!(self.boxes().await, [reserved, promised + 1]);
        assert_eq!(steps(&seen), ["placed", "paid"]);

        let trial = self.season.trial().await;
        self.way.say_again(self.season, of).await;
        assert_eq!(self.season.trial().await, trial, "taken twice");
        assert_eq!(buyer.sees(&order).await, seen);
        let path = format!("/api/v1/purchases/{}/pay", order.number);
        let again = buyer.client.change(&path, json!({})).await;
        assert_eq!(again.refused(), (409, "purchase-not-open"));
    }

    async fn gives_back_a_part_and_then_the_rest(&self) {
        let before = self.held().await;
        let [_, promised] = self.boxes().await;
        let (buyer, order) = self.placed(&[(BOX, 2)]).await;
        let seen = self.pays((&buyer, &order)).await;
        let line = number(&seen["parcels"][0]["lines"][0]["line"]);
        buyer.cancel(&order, Some(&[(line, 1)])).await.ok();
        assert_eq!(self.boxes().await[1], promised + 1);
        let half = order.total_fen / 2;
        let seen = self.given_back((&buyer, &order), half).await;
        assert_eq!(
            (&seen["state"], &seen["refunded_fen"]),
            (&json!("to_ship"), &json!(half))
        );
        assert_eq!(self.held().await, (before.0 + half, before.1 + half));

        buyer.cancel(&order, None).await.ok();
        assert_eq!(self.boxes().await[1], promised);
        let seen = self.given_back((&buyer, &order), half).await;
        assert_eq!(
            (&seen["state"], &seen["refunded_fen"]),
            (&json!("refunded"), &json!(2 * half))
        );
        assert_eq!(self.held().await, before);
        let again = buyer.cancel(&order, None).await;
        assert_eq!(again.refused(), (409, "purchase-is-cancelled"));
    }

    /// Lets an order's time pass; it is cancelled, and its goods are free again.
    async fn expires(&self, (buyer, order): (&Shopper, &Order)) {
        let seen = buyer.sees(order).await;
        let left = number(&seen["expires_at"]) - self.season.now_ms().await;
        self.season.forward(left + 1_000).await;
        let seen = buyer.until(order, "cancelled").await;
        assert_eq!(seen["cancel_reason"], "expired");
    }

    async fn late_money_finds_the_goods_or_goes_back(&self) {
        let before = self.held().await;
        let boxes = self.boxes().await;
        let (buyer, order) = self.placed(&[(BOX, 1)]).await;
        self.way.offer(self.season, (&buyer, &order)).await;
        self.expires((&buyer, &order)).await;
        assert_eq!(self.boxes().await, boxes, "free again");
        self.way.pay_late(self.season, (&buyer, &order)).await;
        self.taken.borrow_mut().push(order.total_fen);
        let seen = buyer.until(&order, "to_ship").await;
        assert_eq!(steps(&seen), ["placed", "expired", "late_reserved"]);
        assert_eq!(self.boxes().await, [boxes[0], boxes[1] + 1]);
        let fen = order.total_fen;
        assert_eq!(self.held().await, (before.0 + fen, before.1 + fen));

        let pork = self.season.person("clerk.sc").await;
        let before = self.held().await;
        let (buyer, order) = self.placed(&[(RIBS, 7)]).await;
        self.way.offer(self.season, (&buyer, &order)).await;
        self.expires((&buyer, &order)).await;
        let (other, first) = self.placed(&[(RIBS, 1)]).await;
        self.pays((&other, &first)).await;
        let left = self.season.shelf(&pork, RIBS).await;
        self.way.pay_late(self.season, (&buyer, &order)).await;
        self.taken.borrow_mut().push(order.total_fen);
        let seen = buyer.until(&order, "after_sale").await;
        let refund = &rows(&seen["refunds"])[0];
        assert_eq!(
            (&refund["reason"], &refund["amount_fen"]),
            (&json!("late_payment"), &json!(order.total_fen))
        );
        assert_eq!(
            self.season.shelf(&pork, RIBS).await,
            left,
            "goods of somebody else"
        );
        let seen = self.given_back((&buyer, &order), order.total_fen).await;
        assert_eq!(
            (&seen["state"], &seen["cancel_reason"]),
            (&json!("refunded"), &json!("late_payment"))
        );
        let fen = first.total_fen;
        assert_eq!(self.held().await, (before.0 + fen, before.1 + fen));
    }

    async fn another_sum_pays_nothing(&self) {
        let boxes = self.boxes().await;
        let escrow = self.money("2001").await;
        let (buyer, order) = self.placed(&[(BOX, 1)]).await;
        let fen = order.total_fen - 1;
        self.way.pay_other(self.season, (&buyer, &order), fen).await;
        let seen = buyer.sees(&order).await;
        assert_eq!(seen["state"], "awaiting_payment", "{seen}");
        assert_eq!(steps(&seen), ["placed"]);
        assert_eq!(self.money("2001").await, escrow, "held for nobody");
        assert_eq!(self.boxes().await, [boxes[0] + 1, boxes[1]]);
    }
}

/// What happened to an order itself, but for money that goes back.
fn steps(order: &Value) -> Vec<&str> {
    let steps = rows(&order["steps"]).iter();
    let actions = steps.filter_map(|step| step["action"].as_str());
    actions
        .filter(|action| !action.starts_with("refund"))
        .collect()
}
