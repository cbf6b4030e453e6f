//! A weight typed wrong: split again, refused once a line went out, corrected once more.

use catalog::scope::Scope;
use engine::Profile;
use ledger::{Grams, Money};

use super::season;
use crate::deal::trade_house::{HOUR, T0, TradeHouse, W1_GRAMS};
use crate::entity::payout_batch::Kind;
use crate::proceeds::correction::{RightTicket, correct};
use crate::proceeds::paid::Paid;
use crate::proceeds::season::household_season;
use crate::proceeds::slip::slip;
use crate::proceeds::whose::{whose_of_deal, whose_of_season};
use crate::proceeds::{ProceedsError, Refused};

/// One contract of a lot in which 3,500 jin of the first household were typed as 350.
async fn mistyped() -> (TradeHouse, i64) {
    let mut trade = TradeHouse::open(Profile::CnSpot).await;
    let mut parts: Vec<(usize, i64)> = W1_GRAMS.iter().copied().enumerate().collect();
    parts[0].1 = 175_000;
    let root = trade.lot("WC-261015-02", &[("YI", 10_000, &parts)]).await;
    trade.w1_advances().await;
    trade.pay_in(trade.buyer, 5_000_000).await;
    trade.fund_desk(trade.buyer, 500_000).await;
    let receipt = trade.receipt(root, 1).await;
    let deal = trade.deal(receipt, 1, 240).await;
    let deal = trade.through(deal.id).await;
    (trade, deal.id)
}

#[tokio::test]
async fn a_weight_typed_wrong_is_put_right_to_the_fen_with_both_lines_shown() {
    let (mut trade, deal_id) = mistyped().await;
    let settlement = trade.house.number("SELECT pool_fen FROM settlement").await;
    assert_eq!(settlement, 1_055_360);
    let before: Vec<i64> = trade
        .lines(deal_id)
        .await
        .iter()
        .map(|line| line.0)
        .collect();
    assert_eq!(
        before,
        [21_921, 172_240, 263_057, 124_013, 162_845, 311_284]
    );
    let prepared = trade.prepare(Kind::Households).await;
    trade.now += HOUR;
    let put_right = trade.correct(0, 1_750_000).await.unwrap();
    assert_eq!(put_right.dropped_batches, [prepared.batch.id]);
    assert_eq!(
        (put_right.ticket.was.as_g(), put_right.ticket.now.as_g()),
        (175_000, 1_750_000)
    );
    let lines = trade.lines(deal_id).await;
    let shares: Vec<i64> = lines.iter().map(|line| line.0).collect();
    assert_eq!(
        shares,
        [184_688, 145_112, 221_625, 104_481, 137_197, 262_257]
    );
    let sheet = slip(
        trade.house.db.read(),
        trade.scope(),
        trade.households[0],
        deal_id,
    )
    .await
    .unwrap();
    assert_eq!((sheet.own_g, sheet.lot_g), (1_750_000, 10_000_000));
    let reversed = &sheet.reversed[0];
    assert_eq!(
        (reversed.share.as_fen(), &reversed.paid),
        (21_921, &Paid::Reversed)
    );
    let correction = put_right.lines.unwrap();
    assert_eq!((correction.before.len(), correction.lines().len()), (6, 6));
    trade.verified().await;
    assert_eq!(trade.pay_out(Kind::Households).await, 800_360);
    trade.verified().await;
}

#[tokio::test]
async fn a_lot_is_corrected_again_and_again_and_always_ends_on_what_counts_now() {
    let (mut trade, deal_id) = mistyped().await;
    for grams in [900_000, 2_000_000, 1_750_000] {
        trade.now += HOUR;
        trade.correct(0, grams).await.unwrap();
        trade.verified().await;
    }
    let shares: Vec<i64> = trade
        .lines(deal_id)
        .await
        .iter()
        .map(|line| line.0)
        .collect();
    assert_eq!(
        shares,
        [184_688, 145_112, 221_625, 104_481, 137_197, 262_257]
    );
    let reversed = "SELECT COUNT(*) FROM pool_cycle WHERE state = 'reversed'";
    assert_eq!(trade.house.number(reversed).await, 3);
    let same = trade.correct(0, 1_750_000).await;
    assert!(matches!(same, Err(ProceedsError::Lots(_))));
    assert_eq!(trade.pay_out(Kind::Households).await, 800_360);
}

#[tokio::test]
async fn several_cycles_are_split_again_as_one() {
    let (mut trade, root) = season(Profile::CnSpot).await;
    let receipt = trade.receipt(root, 2).await;
    let first = trade.deal(receipt, 1, 240).await;
    trade.through(first.id).await;
    let second = trade.deal(receipt, 1, 250).await;
    trade.through(second.id).await;
    let put_right = trade.correct(2, 2_200_000).await.unwrap();
    assert_eq!(put_right.reversed.len(), 2);
    trade.verified().await;
    let conn = trade.house.db.read();
    let household = trade.households[2];
    let sheet = slip(conn, trade.scope(), household, first.id)
        .await
        .unwrap();
    // The second was struck two days later, after 48 hours of silence.
    assert_eq!(sheet.covers, ["HT-1009-01", "HT-1011-01"]);
    assert_eq!(sheet.reversed.len(), 1);
    let season = household_season(conn, trade.scope(), household)
        .await
        .unwrap();
    assert_eq!(
        season.totals.share,
        sheet.line.clone().unwrap().share,
        "no line counts twice"
    );
    let whose = whose_of_deal(conn, trade.scope(), second.id).await.unwrap();
    assert_eq!((whose.deals.len(), whose.waiting), (2, Money::ZERO));
    assert_eq!(whose, whose_of_season(conn, trade.scope()).await.unwrap());
}

#[tokio::test]
async fn a_line_in_a_bank_file_refuses_the_correction_and_nothing_changes() {
    let (trade, _) = mistyped().await;
    let prepared = trade.prepare(Kind::Households).await;
    trade.export(prepared.batch.id).await;
    let refused = trade.correct(0, 1_750_000).await;
    let Err(ProceedsError::Refused(Refused::LinePaid { household_id, .. })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(household_id, trade.households[0]);
    assert_eq!(
        trade
            .house
            .number("SELECT COUNT(*) FROM intake_correction")
            .await,
        0
    );
    trade.verified().await;
}

#[tokio::test]
async fn a_ticket_of_a_lot_that_was_never_split_is_merely_corrected() {
    let (trade, _) = season(Profile::CnSpot).await;
    let put_right = trade.correct(0, 1_750_001).await.unwrap();
    assert_eq!((put_right.cycle_id, put_right.lines), (None, None));
    let right = RightTicket {
        intake_id: trade.ticket_of(0).await,
        grams: Grams::new(5).unwrap(),
        reason: "x".to_owned(),
        person_id: trade.clerk,
    };
    let tx = trade.house.db.write().await.unwrap();
    let stranger = correct(&tx, Scope::Cooperative(trade.carrier), &right, T0).await;
    assert!(matches!(stranger, Err(ProceedsError::Lots(_))));
}
