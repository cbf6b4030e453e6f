//! From settled deals to slips, at given times; `correction` puts a wrong weight right.

mod correction;

use catalog::import::payout_answers;
use catalog::scope::Scope;
use engine::{Profile, Side};
use ledger::{Grams, Money};

use super::ProceedsError;
use super::correction::{PutRight, RightTicket, correct};
use super::paid::Paid;
use super::season::household_season;
use super::slip::slip;
use super::whose::{whose_of_deal, whose_of_season};
use crate::deal::trade_house::{HOUR, TradeHouse, W1_GRAMS};
use crate::entity::payout_batch::Kind;
use crate::payout::answer::answer;
use crate::payout::file::export;
use crate::payout::{Prepare, Prepared, approve, prepare};
use crate::verify;

const W1_PAYABLE: [i64; 6] = [309_376, 245_224, 443_251, 178_961, 234_394, 444_514];

impl TradeHouse {
    pub(crate) fn scope(&self) -> Scope {
        Scope::Cooperative(self.cooperative)
    }

    /// Everything that can be told from the database alone must hold.
    async fn verified(&self) {
        let conn = self.house.db.read();
        let mut found = catalog::verify::goods(conn).await.unwrap();
        found.extend(verify::accounts::books(conn).await.unwrap());
        found.extend(verify::deals::deals(conn).await.unwrap());
        found.extend(verify::pools::pools(conn).await.unwrap());
        found.extend(verify::desk::against(conn, &self.engine).await.unwrap());
        found.extend(verify::desk::transit(conn).await.unwrap());
        assert_eq!(found, []);
    }

    async fn ticket_of(&self, place: usize) -> i64 {
        let household = self.households[place];
        self.house
            .number(&format!(
                "SELECT MIN(id) FROM intake WHERE household_id = {household}"
            ))
            .await
    }

    pub(crate) async fn correct(
        &self,
        place: usize,
        grams: i64,
    ) -> Result<PutRight, ProceedsError> {
        let right = RightTicket {
            intake_id: self.ticket_of(place).await,
            grams: Grams::new(grams).unwrap(),
            reason: "少写一个零".to_owned(),
            person_id: self.clerk,
        };
        let tx = self.house.db.write().await.unwrap();
        let put_right = correct(&tx, self.scope(), &right, self.now).await?;
        tx.commit().await.unwrap();
        Ok(put_right)
    }

    pub(crate) async fn prepare(&self, kind: Kind) -> Prepared {
        let households = kind == Kind::Households;
        let scope = if households {
            self.scope()
        } else {
            Scope::Operator
        };
        let asked = Prepare {
            kind,
            cooperative_id: households.then_some(self.cooperative),
            person_id: self.clerk,
            now: self.now,
        };
        let tx = self.house.db.write().await.unwrap();
        let prepared = prepare(&tx, scope, &asked).await.unwrap();
        tx.commit().await.unwrap();
        prepared
    }

    pub(crate) async fn export(&self, batch_id: i64) {
        let tx = self.house.db.write().await.unwrap();
        approve(&tx, Scope::Operator, batch_id, (self.manager, self.now))
            .await
            .unwrap();
        export(&tx, Scope::Operator, batch_id, self.now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// A batch of a kind goes out and every line is paid.
    pub(crate) async fn pay_out(&self, kind: Kind) -> i64 {
        let prepared = self.prepare(kind).await;
        self.export(prepared.batch.id).await;
        let mut rows = "line_no,amount_yuan,result,reason\n".to_owned();
        let mut paid = 0;
        for line in &prepared.lines {
            paid += line.amount_fen;
            let amount = Money::fen(line.amount_fen).plain_yuan();
            rows += &format!("{},{amount},paid,\n", line.number);
        }
        let rows = payout_answers::parse(rows.as_bytes()).unwrap();
        let tx = self.house.db.write().await.unwrap();
        answer(&tx, Scope::Operator, &rows, self.now).await.unwrap();
        tx.commit().await.unwrap();
        paid
    }

    /// The lines in force of a deal: share, recovered, payable.
    async fn lines(&self, deal_id: i64) -> Vec<(i64, i64, i64)> {
        let mut lines = Vec::new();
        for household in &self.households {
            let slip = slip(
                self.house.db.read(),
                Scope::Household(*household),
                *household,
                deal_id,
            )
            .await;
            let line = slip.unwrap().line.unwrap();
            lines.push((
                line.share.as_fen(),
                line.recovered.as_fen(),
                line.payable.as_fen(),
            ));
        }
        lines
    }
}

/// A buyer with 30,000 yuan, 20,000 of it at the desk, and W1's lot and advances.
async fn season(profile: Profile) -> (TradeHouse, i64) {
    let mut trade = TradeHouse::open(profile).await;
    let root = trade.w1_lot().await;
    trade.w1_advances().await;
    trade.pay_in(trade.buyer, 5_000_000).await;
    trade.fund_desk(trade.buyer, 2_600_000).await;
    (trade, root)
}

async fn w1_ends_as_told(mut trade: TradeHouse, deal_id: i64) {
    let lines = trade.lines(deal_id).await;
    let payable: Vec<i64> = lines.iter().map(|line| line.2).collect();
    assert_eq!(payable, W1_PAYABLE);
    trade.verified().await;
    assert_eq!(trade.pay_out(Kind::Households).await, 1_855_720);
    assert_eq!(trade.pay_out(Kind::Cooperatives).await, 65_280 + 255_000);
    assert_eq!(trade.pay_out(Kind::Carriers).await, 200_000);
    trade.clear_desk(trade.buyer).await;
    trade.verified().await;
    let cash = crate::funds::cash_of(trade.buyer).unwrap();
    assert_eq!(trade.house.available(&cash).await, 5_000_000 - 2_400_000);
    let (cooperative, buyer) = (trade.cooperative, trade.buyer);
    // The golden closing, with the operator's opening and the buyer's own rest.
    assert_eq!(
        trade.balances().await,
        [
            "custody/1001/-/-/CNY 56240.00".to_owned(),
            format!("custody/2003/member:{buyer}/-/CNY -26000.00"),
            "custody/2301/-/-/CNY -20000.00".to_owned(),
            "custody/3001/-/-/CNY -10000.00".to_owned(),
            "custody/4001/-/-/CNY -240.00".to_owned(),
            format!("cooperative:{cooperative}/3101/-/-/CNY 652.80"),
            format!("cooperative:{cooperative}/4002/-/-/CNY -652.80"),
        ]
    );
}

#[tokio::test]
async fn the_wangcun_order_reaches_six_households_and_every_fen_of_custody_is_someone_s() {
    let (mut trade, root) = season(Profile::CnSpot).await;
    let receipt = trade.receipt(root, 2).await;
    let deal = trade.deal(receipt, 2, 240).await;
    trade.verified().await;
    let deal = trade.through(deal.id).await;
    w1_ends_as_told(trade, deal.id).await;
}

#[tokio::test]
async fn the_same_order_through_the_continuous_book_ends_on_the_same_slips() {
    let (mut trade, root) = season(Profile::Open).await;
    let receipt = trade.receipt(root, 2).await;
    trade.command(trade.order(Side::Buy, 2, 240, 0)).await;
    let matched = trade
        .command(trade.order(Side::Sell, 2, 240, receipt))
        .await;
    let deal = trade.deal_of(&matched).await;
    trade.verified().await;
    trade.deliver(deal.id, 10_000_000).await.unwrap();
    trade.now += 48 * HOUR;
    assert_eq!(trade.lapse().await, 1);
    w1_ends_as_told(trade, deal.id).await;
}

#[tokio::test]
async fn a_slip_has_every_figure_from_the_price_to_what_is_paid() {
    let (mut trade, root) = season(Profile::CnSpot).await;
    let receipt = trade.receipt(root, 2).await;
    let deal = trade.deal(receipt, 2, 240).await;
    let deal = trade.through(deal.id).await;
    let conn = trade.house.db.read();
    let first = trade.households[0];
    let sheet = slip(conn, Scope::Household(first), first, deal.id)
        .await
        .unwrap();
    assert_eq!(sheet.deal.number, "HT-1009-01");
    assert_eq!((sheet.own_g, sheet.lot_g), (1_750_000, 10_000_000));
    assert_eq!(
        (sheet.own_weight, sheet.weight_total),
        (17_500_000_000, 100_000_000_000)
    );
    assert_eq!(
        (sheet.net, sheet.pool),
        (Money::fen(2_176_000), Money::fen(2_110_720))
    );
    assert_eq!(sheet.covers, ["HT-1009-01"]);
    let items: Vec<_> = sheet
        .items
        .iter()
        .map(|item| (item.advance.number.as_str(), item.recovered))
        .collect();
    assert_eq!(items, [("A1", Money::fen(60_000))]);
    assert_eq!(
        (sheet.advance_left, sheet.line.unwrap().paid),
        (Money::ZERO, Paid::Owed)
    );
    let other = slip(conn, Scope::Household(trade.households[1]), first, deal.id).await;
    assert!(matches!(other, Err(ProceedsError::Household(_))));
    trade.pay_out(Kind::Households).await;
    let sheet = slip(conn, trade.scope(), first, deal.id).await.unwrap();
    assert_eq!(sheet.line.unwrap().paid, Paid::Paid { at: trade.now });
    let season = household_season(conn, Scope::Household(first), first)
        .await
        .unwrap();
    assert_eq!((season.deliveries.len(), season.sales.len()), (1, 1));
    assert_eq!(season.totals.delivered_g, 1_750_000);
    assert_eq!(
        (season.totals.share, season.totals.paid),
        (Money::fen(369_376), Money::fen(309_376))
    );
    assert_eq!(
        (season.totals.owed, season.totals.in_file),
        (Money::ZERO, Money::ZERO)
    );
}

#[tokio::test]
async fn the_office_can_say_whose_the_price_became() {
    let (mut trade, root) = season(Profile::CnSpot).await;
    let receipt = trade.receipt(root, 2).await;
    let deal = trade.deal(receipt, 2, 240).await;
    let deal = trade.through(deal.id).await;
    let conn = trade.house.db.read();
    let whose = whose_of_deal(conn, trade.scope(), deal.id).await.unwrap();
    assert_eq!(whose.deals, ["HT-1009-01"]);
    let fen = [
        whose.gross,
        whose.platform,
        whose.freight,
        whose.inspection,
        whose.cooperative,
        whose.pool,
    ];
    assert_eq!(
        fen.map(Money::as_fen),
        [2_400_000, 24_000, 180_000, 20_000, 65_280, 2_110_720]
    );
    assert_eq!(
        (whose.households.len(), whose.waiting, whose.others),
        (6, Money::ZERO, Money::ZERO)
    );
    assert_eq!(whose.households[0].of_pool.as_bp(), 1_750);
    assert_eq!(whose_of_season(conn, trade.scope()).await.unwrap(), whose);
    let own = whose_of_deal(conn, Scope::Household(trade.households[2]), deal.id)
        .await
        .unwrap();
    assert_eq!(own.households.len(), 1);
    assert_eq!(own.others, Money::fen(2_110_720 - 443_251));
    let stranger = whose_of_deal(conn, Scope::Cooperative(trade.carrier), deal.id).await;
    assert!(matches!(stranger, Err(ProceedsError::NotSettled(_))));
}

#[tokio::test]
async fn a_lot_of_two_grades_is_one_pool_by_grade_factors() {
    let mut trade = TradeHouse::open(Profile::CnSpot).await;
    trade.pay_in(trade.buyer, 5_000_000).await;
    trade.fund_desk(trade.buyer, 500_000).await;
    let fine: &[(usize, i64)] = &[(0, 2_000_000), (1, 3_000_000)];
    let plain: &[(usize, i64)] = &[(1, 1_000_000), (2, 4_000_000)];
    let root = trade
        .lot(
            "WC-261009-02",
            &[("YI", 10_000, fine), ("ER", 8_000, plain)],
        )
        .await;
    let receipt = trade.receipt(root, 2).await;
    let deal = trade.deal(receipt, 2, 240).await;
    let deal = trade.through(deal.id).await;
    trade.verified().await;
    let conn = trade.house.db.read();
    // Weights 20 : 38 : 32 over 90, of 21,107.20.
    let sheet = |place: usize| slip(conn, trade.scope(), trade.households[place], deal.id);
    let shares = [sheet(0).await, sheet(1).await, sheet(2).await]
        .map(|sheet| sheet.unwrap().line.unwrap().share.as_fen());
    assert_eq!(shares, [469_049, 891_193, 750_478]);
    let second = sheet(1).await.unwrap();
    assert_eq!((second.own_g, second.lot_g), (4_000_000, 10_000_000));
    let nobody = sheet(3).await;
    assert!(matches!(nobody, Err(ProceedsError::NoLine { .. })));
    assert_eq!(trade.house.number("SELECT COUNT(*) FROM deal_lot").await, 2);
}

#[tokio::test]
async fn advances_take_at_most_half_of_a_line_oldest_first_and_the_rest_waits() {
    let (mut trade, root) = season(Profile::CnSpot).await;
    let later = trade.advance(0, 200_000, "2026-06-01").await;
    let receipt = trade.receipt(root, 2).await;
    let first = trade.deal(receipt, 1, 240).await;
    trade.through(first.id).await;
    // Its line is 1,846.88, half of it 923.44: 600.00 of the first advance, 323.44 of the second.
    assert_eq!(trade.lines(first.id).await[0], (184_688, 92_344, 92_344));
    let conn = trade.house.db.read();
    let household = trade.households[0];
    let sheet = slip(conn, trade.scope(), household, first.id)
        .await
        .unwrap();
    let items: Vec<_> = sheet
        .items
        .iter()
        .map(|item| item.recovered.as_fen())
        .collect();
    assert_eq!(
        (items, sheet.advance_left),
        (vec![60_000, 32_344], Money::fen(167_656))
    );
    assert_eq!(sheet.items[1].advance.id, later);
    trade.verified().await;
    let second = trade.deal(receipt, 1, 240).await;
    trade.through(second.id).await;
    assert_eq!(trade.lines(second.id).await[0].1, 92_344);
    let sheet = slip(trade.house.db.read(), trade.scope(), household, first.id)
        .await
        .unwrap();
    assert_eq!(
        sheet.advance_left,
        Money::fen(167_656),
        "a slip printed twice is the same"
    );
    trade.verified().await;
}

#[tokio::test]
async fn two_deals_of_one_lot_give_nobody_a_fen_more_than_one_of_both() {
    let (mut trade, root) = season(Profile::CnSpot).await;
    let receipt = trade.receipt(root, 2).await;
    for _ in 0..2 {
        let deal = trade.deal(receipt, 1, 240).await;
        trade.through(deal.id).await;
    }
    let shares = "SELECT CAST(SUM(share_fen) AS BIGINT) FROM pool_line WHERE household_id =";
    let pool = trade
        .house
        .number("SELECT CAST(SUM(pool_fen) AS BIGINT) FROM settlement")
        .await;
    for (household, grams) in trade.households.clone().into_iter().zip(W1_GRAMS) {
        let posted = trade.house.number(&format!("{shares} {household}")).await;
        let exact = i128::from(pool) * i128::from(grams);
        assert!(
            (i128::from(posted) * 10_000_000 - exact).abs() < 10_000_000,
            "{household}"
        );
    }
    trade.verified().await;
}

#[tokio::test]
async fn a_lot_without_households_goes_to_suspense() {
    let mut trade = TradeHouse::open(Profile::CnSpot).await;
    trade.pay_in(trade.buyer, 5_000_000).await;
    trade.fund_desk(trade.buyer, 500_000).await;
    let root = trade.lot("WC-261009-03", &[("YI", 10_000, &[])]).await;
    trade
        .house
        .run("UPDATE lot SET recorded_g = 5000000 WHERE grade IS NOT NULL")
        .await;
    let receipt = trade.receipt(root, 1).await;
    let deal = trade.deal(receipt, 1, 240).await;
    trade.through(deal.id).await;
    let suspense = format!("custody/2901/lot:{root}/-/CNY -10553.60");
    assert!(trade.balances().await.contains(&suspense));
    let conn = trade.house.db.read();
    assert_eq!(verify::pools::pools(conn).await.unwrap(), []);
    let whose = whose_of_deal(conn, trade.scope(), deal.id).await.unwrap();
    assert_eq!(
        (whose.households.len(), whose.waiting),
        (0, Money::fen(1_055_360))
    );
}

#[tokio::test]
async fn a_pool_too_small_for_its_claims_is_held_and_joins_the_next_cycle() {
    let mut trade = TradeHouse::open(Profile::CnSpot).await;
    trade.pay_in(trade.buyer, 9_000_000).await;
    trade.fund_desk(trade.buyer, 500_000).await;
    let root = trade
        .lot("WC-261009-04", &[("YI", 10_000, &[(0, 5_000_000)])])
        .await;
    let receipt = trade.receipt(root, 1).await;
    let first = trade.deal(receipt, 1, 240).await;
    trade.through(first.id).await;
    // The second household weighs in only now, and by weight the first has had more than its part.
    trade.weigh_in(root, 1, 10_000_000).await;
    let receipt = trade.receipt(root, 2).await;
    let second = trade.deal(receipt, 1, 100).await;
    trade.through(second.id).await;
    assert_eq!(
        trade
            .house
            .number("SELECT COUNT(*) FROM pool_cycle WHERE state = 'held'")
            .await,
        1
    );
    trade.verified().await;
    let conn = trade.house.db.read();
    let waiting = whose_of_deal(conn, trade.scope(), second.id).await.unwrap();
    assert_eq!(
        (waiting.waiting, waiting.households.len()),
        (waiting.pool, 0)
    );
    let held = slip(conn, trade.scope(), trade.households[1], second.id)
        .await
        .unwrap();
    assert_eq!(
        (held.line, held.own_g, held.lot_g),
        (None, 10_000_000, 15_000_000)
    );
    let third = trade.deal(receipt, 1, 400).await;
    trade.through(third.id).await;
    trade.verified().await;
    let conn = trade.house.db.read();
    let joined = whose_of_deal(conn, trade.scope(), second.id).await.unwrap();
    assert_eq!((joined.deals.len(), joined.waiting), (2, Money::ZERO));
    let both = "SELECT CAST(SUM(pool_fen) AS BIGINT) FROM settlement";
    let second_s = "SELECT CAST(SUM(share_fen) AS BIGINT) FROM pool_line WHERE household_id =";
    let second_s = format!("{second_s} {}", trade.households[1]);
    let (all, its) = (
        trade.house.number(both).await,
        trade.house.number(&second_s).await,
    );
    assert!((its * 3 - all * 2).abs() < 3, "{its} of {all}");
}
