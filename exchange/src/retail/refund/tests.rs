//! Refunds by a provider in each of its moods, and by the bank's files.

use catalog::import::payout_answers;
use catalog::scope::Scope;

use super::*;
use crate::entity::payout_batch::Kind;
use crate::entity::payout_line;
use crate::payout::{self, LeftOut, PayoutError, Prepare, Prepared, Why};
use crate::retail::purchase::What;
use crate::retail::shop_house::{Mood, ShopHouse};

#[test]
fn a_refund_goes_only_these_ways() {
    let states = [
        State::Requested,
        State::Sent,
        State::Succeeded,
        State::Failed,
    ];
    let actions = [
        Action::Send,
        Action::Succeed,
        Action::Fail,
        Action::Retry,
        Action::Return,
    ];
    let mut ways = Vec::new();
    for state in states {
        for action in actions {
            if let Ok(to) = next(state, action) {
                ways.push(format!("{} {action:?} {}", state.as_str(), to.as_str()));
            }
        }
    }
    let expected = [
        "requested Send sent",
        "sent Succeed succeeded",
        "sent Fail failed",
        "sent Return requested",
        "succeeded Return requested",
        "failed Retry requested",
    ];
    assert_eq!(ways, expected);
}

/// A paid box, cancelled: its purchase and the consignment.
async fn cancelled(shop: &ShopHouse) -> (i64, i64) {
    let placed = shop.bought(&[(22, 1)]).await;
    let id = placed.purchase.id;
    shop.cancel(id, What::Whole).await.unwrap();
    (id, placed.consignments[0].id)
}

#[tokio::test]
async fn a_slow_provider_is_asked_once_and_heard_of_until_it_is_done() {
    let shop = ShopHouse::open().await;
    shop.provider.be(Mood::Slow);
    let (id, part) = cancelled(&shop).await;
    assert_eq!(shop.escrow(part).await, 3_280);
    shop.settle().await;
    let refund = &shop.refunds(id).await[0];
    assert_eq!(
        (refund.number.as_str(), refund.state),
        ("TK261124-0001", State::Sent)
    );
    // The escrow's money is promised, and nothing has moved.
    assert_eq!(shop.escrow(part).await, 0);
    assert_eq!(shop.provider_due().await, 3_280 - 3_280);
    shop.settle().await;
    assert_eq!(shop.provider.asked_back(), 1);
    shop.provider.finish_refunds();
    shop.settle().await;
    let refund = &shop.refunds(id).await[0];
    assert_eq!(refund.state, State::Succeeded);
    assert_eq!(refund.provider_ref, "R-TK261124-0001");
    assert_eq!(shop.provider.asked_back(), 1);
    let steps = shop.steps(id).await;
    assert_eq!(
        steps[2..],
        [
            "refund_requested",
            "cancelled",
            "refund_sent",
            "refund_succeeded"
        ]
    );
    shop.proven().await;
}

#[tokio::test]
async fn a_question_that_was_lost_on_the_way_is_asked_again_under_the_same_number() {
    let shop = ShopHouse::open().await;
    let (id, _) = cancelled(&shop).await;
    shop.provider.be(Mood::Away);
    shop.settle().await;
    let refund = &shop.refunds(id).await[0];
    assert_eq!((refund.state, refund.tries), (State::Sent, 1));
    assert!(shop.provider.refunds_known().is_empty());
    shop.provider.be(Mood::Prompt);
    shop.settle().await;
    assert_eq!(shop.provider.refunds_known(), ["TK261124-0001"]);
    assert_eq!(shop.refunds(id).await[0].state, State::Succeeded);
    shop.proven().await;
}

#[tokio::test]
async fn a_refund_that_fails_keeps_the_money_and_waits_for_a_person() {
    for mood in [Mood::Refusing, Mood::Failing] {
        let shop = ShopHouse::open().await;
        shop.provider.be(mood);
        let (id, part) = cancelled(&shop).await;
        shop.settle().await;
        let refund = &shop.refunds(id).await[0];
        assert_eq!(refund.state, State::Failed, "{mood:?}");
        assert!(["frozen", "account closed"].contains(&refund.failure.as_str()));
        assert_eq!(shop.escrow(part).await, 3_280);
        let conn = shop.db().read();
        assert_eq!(failed(conn, Scope::Operator).await.unwrap().len(), 1);
        assert!(is_open(conn, part).await.unwrap());
        // Left alone it stays so.
        shop.provider.be(Mood::Prompt);
        shop.settle().await;
        assert_eq!(shop.refunds(id).await[0].state, State::Failed);
        let own = shop.consignments(id).await[0].cooperative_id;
        let clerk = shop.house.person("clerk@example.com", own).await;
        let again = async |scope: Scope| {
            let tx = shop.db().write().await.unwrap();
            let retried = retry(&tx, scope, refund.id, (clerk, shop.now())).await?;
            tx.commit().await.unwrap();
            Ok::<_, RefundError>(retried)
        };
        let stranger = again(Scope::Cooperative(own + 1)).await;
        assert!(matches!(stranger, Err(RefundError::Unknown(_))));
        again(Scope::Cooperative(own)).await.unwrap();
        let twice = again(Scope::Operator).await;
        assert!(matches!(twice, Err(RefundError::Refused { .. })));
        shop.settle().await;
        let refund = &shop.refunds(id).await[0];
        assert_eq!(refund.state, State::Succeeded);
        // A new try is a new refund to the provider.
        assert_eq!(refund.sent_no, "TK261124-0001R2");
        assert_eq!(shop.escrow(part).await, 0);
        assert!(!is_open(conn, part).await.unwrap());
        shop.proven().await;
    }
}

#[tokio::test]
async fn a_notice_of_a_refund_is_a_reason_to_look() {
    use crate::retail::payment::notice;
    let shop = ShopHouse::open().await;
    shop.provider.be(Mood::Slow);
    let placed = shop.bought(&[(22, 1)]).await;
    let id = placed.purchase.id;
    shop.cancel(id, What::Whole).await.unwrap();
    shop.settle().await;
    shop.provider.finish_refunds();
    for event in ["evt-1", "evt-1", "evt-2"] {
        let (signature, body) = shop.provider.notice_of(&placed.attempt.out_no, event);
        let said = (signature.as_str(), body.as_slice());
        notice(shop.db(), &shop.providers, "memory", said, shop.now())
            .await
            .unwrap();
        assert_eq!(shop.refunds(id).await[0].state, State::Succeeded);
    }
    shop.proven().await;
}

/// A box paid by transfer and cancelled, with two people of the operator.
struct ByBank {
    shop: ShopHouse,
    purchase: i64,
    part: i64,
    people: (i64, i64),
}

impl ByBank {
    async fn open() -> Self {
        let shop = ShopHouse::open().await;
        let placed = shop.placed_by_transfer(&[(22, 1)]).await;
        let code = placed.attempt.out_no.clone();
        shop.bank(3_280, &code).await;
        let purchase = placed.purchase.id;
        shop.cancel(purchase, What::Whole).await.unwrap();
        shop.settle().await;
        let people = (
            shop.house.person("first@example.com", 1).await,
            shop.house.person("second@example.com", 1).await,
        );
        Self {
            part: placed.consignments[0].id,
            shop,
            purchase,
            people,
        }
    }

    async fn name(&self, account: &str) {
        let tx = self.shop.db().write().await.unwrap();
        let account = Account {
            holder: "王小明".to_owned(),
            bank_name: "示例银行".to_owned(),
            bank_account: account.to_owned(),
        };
        set_account(&tx, self.purchase, &account).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn prepare(&self) -> Result<Prepared, PayoutError> {
        let tx = self.shop.db().write().await.unwrap();
        let asked = Prepare {
            kind: Kind::Refunds,
            cooperative_id: None,
            person_id: self.people.0,
            now: self.shop.now(),
        };
        let prepared = payout::prepare(&tx, Scope::Operator, &asked).await?;
        tx.commit().await.unwrap();
        Ok(prepared)
    }

    async fn export(&self, batch: i64) -> String {
        let tx = self.shop.db().write().await.unwrap();
        let second = (self.people.1, self.shop.now());
        payout::approve(&tx, Scope::Operator, batch, second)
            .await
            .unwrap();
        let file = payout::file::export(&tx, Scope::Operator, batch, self.shop.now()).await;
        tx.commit().await.unwrap();
        String::from_utf8(file.unwrap().bytes).unwrap()
    }

    async fn answer(&self, number: &str, word: &str) {
        let text = format!("line_no,amount_yuan,result,reason\n{number},32.80,{word}\n");
        let rows = payout_answers::parse(text.as_bytes()).unwrap();
        let tx = self.shop.db().write().await.unwrap();
        payout::answer::answer(&tx, Scope::Operator, &rows, self.shop.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn state(&self) -> State {
        self.shop.refunds(self.purchase).await[0].state
    }

    async fn waits(&self) -> usize {
        let conn = self.shop.db().read();
        let waiting = waiting_for_account(conn, Scope::Operator).await;
        waiting.unwrap().len()
    }
}

#[tokio::test]
async fn a_refund_by_transfer_waits_for_an_account_and_goes_out_by_two_people() {
    let bank = ByBank::open().await;
    assert_eq!(
        (bank.state().await, bank.waits().await),
        (State::Requested, 1)
    );
    let Err(PayoutError::NothingDue(left)) = bank.prepare().await else {
        panic!("nobody knows where to")
    };
    let why = Why::NoBankAccount;
    let party = ledger::Party::Consignment(bank.part);
    let amount = Money::fen(3_280);
    assert_eq!(left, [LeftOut { party, amount, why }]);
    bank.name("6222 0000 0001").await;
    assert_eq!(bank.waits().await, 0);
    let prepared = bank.prepare().await.unwrap();
    assert_eq!(
        prepared.lines[0].refund_id,
        Some(bank.shop.refunds(bank.purchase).await[0].id)
    );
    // In a batch it is not due again; dropped it is.
    assert!(matches!(
        bank.prepare().await,
        Err(PayoutError::NothingDue(_))
    ));
    let tx = bank.shop.db().write().await.unwrap();
    payout::drop(&tx, Scope::Operator, prepared.batch.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let prepared = bank.prepare().await.unwrap();
    let file = bank.export(prepared.batch.id).await;
    assert!(
        file.contains("王小明,示例银行,6222 0000 0001,32.80"),
        "{file}"
    );
    assert_eq!(bank.state().await, State::Sent);
    assert_eq!(bank.shop.escrow(bank.part).await, 0);
    let number = prepared.lines[0].number.clone();
    bank.answer(&number, "paid,").await;
    assert_eq!(bank.state().await, State::Succeeded);
    bank.answer(&number, "paid,").await;
    bank.shop.bank(-3_280, &number).await;
    assert_eq!(bank.state().await, State::Succeeded);
    bank.shop.proven().await;
}

#[tokio::test]
async fn a_refund_that_the_bank_returns_goes_out_again_once_the_buyer_has_looked() {
    let bank = ByBank::open().await;
    bank.name("1").await;
    let prepared = bank.prepare().await.unwrap();
    bank.export(prepared.batch.id).await;
    bank.answer(&prepared.lines[0].number, "returned,no such account")
        .await;
    assert_eq!(
        (bank.state().await, bank.waits().await),
        (State::Requested, 1)
    );
    assert_eq!(bank.shop.escrow(bank.part).await, 3_280);
    let refund = &bank.shop.refunds(bank.purchase).await[0];
    assert_eq!(refund.failure, "no such account");
    assert!(matches!(
        bank.prepare().await,
        Err(PayoutError::NothingDue(_))
    ));
    bank.name("6222 0000 0002").await;
    let prepared = bank.prepare().await.unwrap();
    bank.export(prepared.batch.id).await;
    // This time the statement says it first, and later the bank sends it back.
    let number = prepared.lines[0].number.clone();
    bank.shop.bank(-3_280, &number).await;
    assert_eq!(bank.state().await, State::Succeeded);
    bank.shop.bank(3_280, &format!("back {number}")).await;
    assert_eq!(
        (bank.state().await, bank.waits().await),
        (State::Requested, 1)
    );
    assert_eq!(bank.shop.escrow(bank.part).await, 3_280);
    bank.name("6222 0000 0003").await;
    let prepared = bank.prepare().await.unwrap();
    bank.export(prepared.batch.id).await;
    bank.answer(&prepared.lines[0].number, "paid,").await;
    assert_eq!(bank.state().await, State::Succeeded);
    let lines = payout_line::Entity::find()
        .all(bank.shop.db().read())
        .await
        .unwrap();
    assert_eq!(lines.len(), 3);
    let late = set_account_again(&bank).await;
    assert!(matches!(late, Err(RefundError::NoneWaits(_))));
    bank.shop.proven().await;
}

async fn set_account_again(bank: &ByBank) -> Result<(), RefundError> {
    let tx = bank.shop.db().write().await.unwrap();
    let account = Account {
        holder: "x".to_owned(),
        bank_name: "x".to_owned(),
        bank_account: "x".to_owned(),
    };
    set_account(&tx, bank.purchase, &account).await
}

#[tokio::test]
async fn two_refunds_of_one_box_go_out_in_one_file() {
    let shop = ShopHouse::open().await;
    let placed = shop.placed_by_transfer(&[(22, 2)]).await;
    let code = placed.attempt.out_no.clone();
    shop.bank(6_560, &code).await;
    let (purchase, part) = (placed.purchase.id, placed.consignments[0].id);
    let line = shop.lines(purchase).await[0].id;
    for _ in 0..2 {
        let one = What::Packs(vec![(line, 1)]);
        shop.cancel(purchase, one).await.unwrap();
    }
    let people = (
        shop.house.person("first@example.com", 1).await,
        shop.house.person("second@example.com", 1).await,
    );
    let bank = ByBank {
        shop,
        purchase,
        part,
        people,
    };
    bank.name("6222").await;
    let prepared = bank.prepare().await.unwrap();
    assert_eq!(prepared.lines.len(), 2);
    bank.export(prepared.batch.id).await;
    for line in &prepared.lines {
        bank.answer(&line.number, "paid,").await;
    }
    assert_eq!(bank.shop.escrow(part).await, 0);
    bank.shop.proven().await;
}
