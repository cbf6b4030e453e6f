//! What a box's public code tells, and what it keeps to itself.

use catalog::scope::Scope;
use ledger::retail::Part;

use super::shop_house::DAY;
use super::{SANDBOX, Shop};
use crate::retail::trace::{PackTrace, pack_trace, parcels_of_lot};

impl Shop {
    async fn trace(&self, consignment: i64) -> PackTrace {
        let line = format!("SELECT MIN(line_id) FROM pack WHERE consignment_id = {consignment}");
        let line = self.trade.house.number(&line).await;
        let conn = self.trade.house.db.read();
        let token = format!("token-{line}-1");
        pack_trace(conn, &token).await.unwrap().unwrap()
    }

    /// Boxes of these lots.
    async fn boxed(&self, lots: &[(i64, i64)]) -> i64 {
        let lines = [self.mixed(&[lots])];
        self.trade
            .received(SANDBOX, &[(self.trade.cooperative, &lines)])
            .await[0]
    }
}

fn growers_bp(trace: &PackTrace) -> u32 {
    let rows = trace.parts.rows().unwrap();
    let growers = rows.iter().find(|row| row.part == Part::Growers).unwrap();
    growers.share.as_bp()
}

#[tokio::test]
async fn a_box_of_few_households_says_neither_how_many_nor_how_much() {
    let mut shop = Shop::open().await;
    let consignment = shop.mixed_box().await;
    let trace = shop.trace(consignment).await;
    assert_eq!(trace.sku.number, 10);
    assert_eq!((trace.lots.len(), trace.households), (2, None));
    for lot in &trace.lots {
        assert_eq!((lot.households, lot.posted), (None, None), "{}", lot.code);
        assert!(lot.villages.is_empty() && lot.others, "only the township");
    }
    assert_eq!((trace.is_posted, growers_bp(&trace)), (false, 7_888));
    shop.trade.now += 2 * DAY;
    shop.close_day().await;
    let trace = shop.trace(consignment).await;
    assert_eq!((trace.is_posted, growers_bp(&trace)), (true, 7_888));
    assert!(trace.lots.iter().all(|lot| lot.posted.is_none()));
    let conn = shop.trade.house.db.read();
    assert!(pack_trace(conn, "no-such-code").await.unwrap().is_none());
}

#[tokio::test]
async fn five_households_are_counted_and_summed_but_not_beside_a_lot_of_fewer() {
    let mut shop = Shop::open().await;
    let five: Vec<(usize, i64)> = (0..5).map(|place| (place, 10_000)).collect();
    let five = shop.trade.lot("LOTC", &[("A", 10_000, &five)]).await;
    let alone = shop.boxed(&[(five, 1_000)]).await;
    let beside = shop.boxed(&[(five, 600), (shop.lot_a, 400)]).await;
    shop.trade.now += 2 * DAY;
    shop.close_day().await;
    let posted = shop.shares(five).await.iter().sum::<i64>();
    let trace = shop.trace(alone).await;
    assert_eq!(trace.households, Some(5));
    let lot = &trace.lots[0];
    assert_eq!(lot.households, Some(5));
    assert_eq!(lot.posted.map(|sum| sum.as_fen()), Some(posted));
    assert_eq!(
        (lot.villages.as_slice(), lot.others),
        (&["示例村".to_owned()][..], false)
    );
    let trace = shop.trace(beside).await;
    assert_eq!(
        trace.households, None,
        "the difference would be a number below five"
    );
    let told: Vec<_> = trace.lots.iter().map(|lot| lot.households).collect();
    assert_eq!(told, [Some(5), None]);
    assert!(trace.lots[1].posted.is_none());
    // A village of one household of the five is told as the township, and no village with a number.
    let moved = shop.trade.households[4];
    shop.trade
        .house
        .run(&format!(
            "UPDATE household SET village = '坡上' WHERE id = {moved}"
        ))
        .await;
    let lot = &shop.trace(alone).await.lots[0];
    assert!(lot.villages.is_empty() && lot.others);
    let scope = Scope::Cooperative(shop.trade.cooperative);
    let conn = shop.trade.house.db.read();
    let parcels = parcels_of_lot(conn, scope, five).await.unwrap();
    let found: Vec<_> = parcels
        .iter()
        .map(|one| (one.consignment_id, one.packs, one.grams))
        .collect();
    assert_eq!(found, [(beside, 1, 600), (alone, 1, 1_000)]);
    let others = parcels_of_lot(conn, Scope::Cooperative(shop.other), five).await;
    assert!(others.unwrap().is_empty());
    let everybody = parcels_of_lot(conn, Scope::Operator, five).await;
    assert_eq!(everybody.unwrap().len(), 2);
}

#[tokio::test]
async fn what_was_given_back_to_a_buyer_cannot_be_read_from_the_box() {
    let mut shop = Shop::open().await;
    let consignment = shop.mixed_box().await;
    shop.trade.give_back(consignment, 2_000).await;
    shop.trade.now += 2 * DAY;
    assert_eq!(shop.settle().await, 1);
    let trace = shop.trace(consignment).await;
    assert_eq!((trace.is_posted, growers_bp(&trace)), (false, 7_888));
}

#[tokio::test]
async fn a_household_s_words_are_shown_while_it_consents() {
    let shop = Shop::open().await;
    let consignment = shop.mixed_box().await;
    let (house, teller) = (&shop.trade.house, shop.trade.households[0]);
    house
        .run(&format!(
            "INSERT INTO household_story (household_id, alias, words, at) \
             VALUES ({teller}, '坡上的人', '霜降前挖完', 0)"
        ))
        .await;
    assert!(shop.trace(consignment).await.stories.is_empty());
    house
        .run(&format!(
            "INSERT INTO consent (household_id, purpose, data_class, recipient, version, channel, \
             given_at) VALUES ({teller}, 'monitoring', '', '', '', '', 0), ({teller}, 'story', '', \
             '', '', '', 0)"
        ))
        .await;
    let told = shop.trace(consignment).await.stories;
    assert_eq!((told.len(), told[0].alias.as_str()), (1, "坡上的人"));
    house
        .run("UPDATE consent SET withdrawn_at = 1 WHERE purpose = 'story'")
        .await;
    assert!(shop.trace(consignment).await.stories.is_empty());
}
