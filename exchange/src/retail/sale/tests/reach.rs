//! From split boxes to paid households: both channels in one payout, corrections, what is told.

use catalog::import::payout_answers;
use catalog::scope::Scope;
use engine::Profile;
use ledger::Money;

use super::shop_house::{DAY, Line};
use super::{SANDBOX, Shop};
use crate::deal::trade_house::TradeHouse;
use crate::entity::payout_batch::Kind;
use crate::payout::answer::answer;
use crate::proceeds::ProceedsError;
use crate::proceeds::paid::Paid;
use crate::proceeds::season::household_season;
use crate::proceeds::slip::{box_slip, slip};
use crate::proceeds::whose::{whose_of_deal, whose_of_season};
use crate::retail::impact;
use crate::retail::sale::{Haste, cycles_due, due};

#[tokio::test]
async fn deals_and_boxes_of_one_lot_are_on_the_same_pages_and_in_one_payout() {
    let mut trade = TradeHouse::open(Profile::CnSpot).await;
    let root = trade.w1_lot().await;
    trade.pay_in(trade.buyer, 5_000_000).await;
    trade.fund_desk(trade.buyer, 500_000).await;
    trade.shop_tariffs().await;
    let sku = trade.sku(22, (3_280, 2_500)).await;
    let line = [Line {
        sku,
        price: 3_280,
        packing: 320,
        express: 800,
        surcharge: 0,
        packs: vec![vec![(root, 2_500)]],
    }];
    let db = trade.house.db.clone();
    assert_eq!(cycles_due(&db, trade.now, Haste::Patient).await.unwrap(), 0);
    trade.received(SANDBOX, &[(trade.cooperative, &line)]).await;
    trade.now += 2 * DAY;
    assert_eq!(due(&db, trade.now).await.unwrap(), 1);
    assert_eq!(cycles_due(&db, trade.now, Haste::Patient).await.unwrap(), 1);
    // The second box waits in the pool when the deal is accepted, and is split with it.
    let receipt = trade.receipt(root, 1).await;
    let deal = trade.deal(receipt, 1, 240).await;
    trade.received(SANDBOX, &[(trade.cooperative, &line)]).await;
    trade.pay(deal.id).await.unwrap();
    trade.deliver(deal.id, 5_000_000).await.unwrap();
    trade.now += 2 * DAY;
    assert_eq!(due(&db, trade.now).await.unwrap(), 1);
    trade.shop_verified().await;
    assert_eq!(trade.lapse().await, 1);
    trade.shop_verified().await;
    assert_eq!(
        cycles_due(&db, trade.now, Haste::Patient).await.unwrap(),
        0,
        "the deal's cycle took it"
    );
    let (first, scope) = (trade.households[0], trade.scope());
    let sheet = slip(db.read(), scope, first, deal.id).await.unwrap();
    assert_eq!(sheet.covers.len(), 1);
    assert_eq!((sheet.boxes.packs, sheet.boxes.pool.as_fen()), (1, 2_043));
    assert_eq!(sheet.pool.as_fen(), 1_055_360 + 2_043);
    let season = household_season(db.read(), Scope::Household(first), first)
        .await
        .unwrap();
    assert_eq!((season.sales.len(), season.boxes.len()), (1, 1));
    let day = &season.boxes[0];
    assert_eq!(
        (day.boxes.packs, day.boxes.grams, day.boxes.pool.as_fen()),
        (1, 2_500, 2_043)
    );
    let own = day.line.as_ref().unwrap().share.as_fen() + sheet.line.unwrap().share.as_fen();
    assert_eq!(season.totals.share.as_fen(), own);
    let of_boxes = box_slip(db.read(), scope, first, day.cycle.id)
        .await
        .unwrap();
    assert_eq!(
        (
            of_boxes.boxes.paid.as_fen(),
            of_boxes.boxes.taken().as_fen()
        ),
        (3_280, 1_237)
    );
    let other = box_slip(db.read(), Scope::Cooperative(99), first, day.cycle.id).await;
    assert!(matches!(other, Err(ProceedsError::Household(_))));
    let of_deal = whose_of_deal(db.read(), scope, deal.id).await.unwrap();
    assert_eq!(of_deal.boxes.packs, 1);
    assert_eq!(of_deal.waiting, Money::ZERO);
    let whole = whose_of_season(db.read(), scope).await.unwrap();
    assert_eq!(whole.boxes.packs, 2);
    assert_eq!(whole.gross.as_fen(), 1_200_000 + 2 * 3_280);
    assert_eq!(whole.pool.as_fen(), 1_055_360 + 2 * 2_043);
    let parts = whole.households.iter().map(|part| part.share);
    assert_eq!(Money::sum(parts).unwrap(), whole.pool);
    // One bank line for a household carries its shares of both channels.
    assert_eq!(trade.pay_out(Kind::Households).await, 1_055_360 + 2 * 2_043);
    let carried = "SELECT COUNT(*) FROM payout_part";
    assert_eq!(trade.house.number(carried).await, 12);
    let season = household_season(db.read(), scope, first).await.unwrap();
    assert_eq!(season.totals.paid, season.totals.share);
    trade.shop_verified().await;
    assert_eq!(impact::due(&db, trade.now).await.unwrap(), 2);
    trade.shop_verified().await;
}

impl Shop {
    async fn told(&self) -> u64 {
        impact::due(&self.trade.house.db, self.trade.now)
            .await
            .unwrap()
    }

    /// A payout of a cooperative's households in which the bank sends the first lines back.
    async fn pay_out(&mut self, cooperative: i64, returned: usize) {
        let own = std::mem::replace(&mut self.trade.cooperative, cooperative);
        let prepared = self.trade.prepare(Kind::Households).await;
        self.trade.export(prepared.batch.id).await;
        let mut rows = "line_no,amount_yuan,result,reason\n".to_owned();
        for (place, line) in prepared.lines.iter().enumerate() {
            let amount = Money::fen(line.amount_fen).plain_yuan();
            let (result, reason) = match place < returned {
                true => ("returned", "账号不符"),
                false => ("paid", ""),
            };
            rows += &format!("{},{amount},{result},{reason}\n", line.number);
        }
        let rows = payout_answers::parse(rows.as_bytes()).unwrap();
        for _ in 0..2 {
            let tx = self.trade.house.db.write().await.unwrap();
            answer(&tx, Scope::Operator, &rows, self.trade.now)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        self.trade.cooperative = own;
    }
}

#[tokio::test]
async fn a_buyer_is_told_once_when_both_cooperatives_households_have_their_money() {
    let mut shop = Shop::open().await;
    let sweet: &[(i64, i64)] = &[(shop.sweet_lot, 2_500)];
    let mixed: &[(i64, i64)] = &[(shop.lot_a, 700), (shop.lot_b, 300)];
    let (first, second) = ([shop.mixed(&[mixed])], [shop.sweet(&[sweet])]);
    let parts: [(i64, &[Line]); 2] = [(shop.trade.cooperative, &first), (shop.other, &second)];
    shop.trade.received(SANDBOX, &parts).await;
    let refunded = [shop.sweet(&[sweet])];
    let refunded = shop
        .trade
        .received(SANDBOX, &[(shop.other, &refunded)])
        .await[0];
    shop.trade.give_back(refunded, 3_280).await;
    shop.trade.now += 2 * DAY;
    assert_eq!(shop.close_day().await, 3);
    assert_eq!(shop.told().await, 0, "nobody was paid");
    let (ours, other) = (shop.trade.cooperative, shop.other);
    shop.pay_out(ours, 0).await;
    assert_eq!(shop.told().await, 0, "the other cooperative's were not");
    shop.pay_out(other, 1).await;
    assert_eq!(shop.told().await, 0, "the bank sent it back");
    shop.pay_out(other, 0).await;
    assert_eq!(shop.told().await, 1);
    assert_eq!(shop.told().await, 0, "once");
    let told = |column| format!("SELECT {column} FROM impact");
    assert_eq!(
        shop.trade.house.number(&told("amount_fen")).await,
        7_872 + 2_043
    );
    assert_eq!(shop.trade.house.number(&told("households")).await, 6);
    let steps = "SELECT COUNT(*) FROM purchase_step WHERE action = 'impact'";
    assert_eq!(
        shop.trade.house.number(steps).await,
        1,
        "nothing is told of what was given back whole"
    );
    shop.trade.shop_verified().await;
}

#[tokio::test]
async fn a_weight_typed_wrong_splits_the_days_of_boxes_again_and_leaves_what_waits() {
    let mut shop = Shop::open().await;
    shop.mixed_box().await;
    shop.trade.now += 2 * DAY;
    shop.close_day().await;
    shop.mixed_box().await;
    shop.trade.now += 2 * DAY;
    assert_eq!(shop.settle().await, 1);
    let before = shop
        .trade
        .house
        .number("SELECT MIN(id) FROM pool_cycle")
        .await;
    // 60 kg were 6 kg.
    let put_right = shop.trade.correct(0, 6_000).await.unwrap();
    assert_eq!(put_right.reversed, [before]);
    shop.trade.shop_verified().await;
    let shares = shop.shares(shop.lot_a).await;
    assert_eq!(
        shares.iter().sum::<i64>(),
        5_510,
        "what waits was not split"
    );
    assert_eq!(shares, [384, 2_883, 2_243]);
    let (first, scope) = (shop.trade.households[0], shop.trade.scope());
    let conn = shop.trade.house.db.read();
    let sheet = box_slip(conn, scope, first, before).await.unwrap();
    assert_eq!(Some(sheet.cycle_id), put_right.cycle_id);
    let was: Vec<i64> = sheet
        .reversed
        .iter()
        .map(|line| line.share.as_fen())
        .collect();
    assert_eq!(
        (was, &sheet.reversed[0].paid),
        (vec![2_361], &Paid::Reversed)
    );
    assert_eq!((sheet.own_g, sheet.boxes.packs), (6_000, 1));
    let season = household_season(conn, scope, first).await.unwrap();
    assert_eq!((season.boxes.len(), season.boxes[0].reversed.len()), (1, 1));
    assert_eq!(season.totals.share.as_fen(), 384);
    assert_eq!(shop.close_day().await, 2);
    assert_eq!(shop.shares(shop.lot_a).await.iter().sum::<i64>(), 11_020);
    shop.trade.shop_verified().await;
}
