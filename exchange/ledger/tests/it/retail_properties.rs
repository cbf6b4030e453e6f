//! What holds of every consignment, not only of the worked ones.

use std::collections::BTreeMap;

use ledger::postings::custody;
use ledger::postings::retail::{
    Arrived, EscrowPart, consignment_settled, paid_by_provider, provider_settled,
    refund_by_provider,
};
use ledger::provider::ProviderDay;
use ledger::retail::{
    Part, Parts, RetailLine, RetailSale, RetailSettlement, Tariff, promise, settle, shares,
};
use ledger::waterfall::{Cost, LotPart, SettlementError};
use ledger::{BasisPoints, Code, Money, Party, Trial};
use proptest::prelude::*;

use crate::books::{self, pay, post, provider, reference, yuan};
use crate::retail::{bp, goods};

fn line() -> impl Strategy<Value = RetailLine> {
    let paid = prop_oneof![1 => Just(0), 2 => 1..500i64, 4 => 500..50_000i64];
    let lot = (1..4i64, 1..10_000i64).prop_map(|(lot, g)| goods(lot, g));
    (paid, prop::collection::vec(lot, 1..4)).prop_map(|(paid, lots)| RetailLine {
        paid: Money::fen(paid),
        lots,
    })
}

fn costs(most: i64) -> impl Strategy<Value = Vec<Cost>> {
    let cost = (1..3i64, 0..most).prop_map(|(carrier, fen)| Cost {
        party: Party::Carrier(carrier),
        amount: Money::fen(fen),
    });
    prop::collection::vec(cost, 0..3)
}

/// Channel, platform and cooperative.
fn rates() -> impl Strategy<Value = (BasisPoints, BasisPoints, BasisPoints)> {
    (0..=1000u32, 0..=9000u32, 0..=10_000u32).prop_map(|(a, b, c)| (bp(a), bp(b), bp(c)))
}

fn sale() -> impl Strategy<Value = RetailSale> {
    let lines = prop::collection::vec(line(), 1..5);
    (lines, rates(), costs(3000), 0..2000i64, costs(2000)).prop_map(
        |(lines, (channel_fee, platform_fee, cooperative_fee), costs, own, pass_through)| {
            RetailSale {
                lines,
                channel_fee,
                platform_fee,
                cooperative_fee,
                costs,
                cooperative_costs: Money::fen(own),
                pass_through,
                reserve: yuan("100000"),
            }
        },
    )
}

fn total(amounts: impl IntoIterator<Item = Money>) -> i64 {
    Money::sum(amounts).unwrap().as_fen()
}

fn paid(sale: &RetailSale) -> i64 {
    total(sale.lines.iter().map(|line| line.paid))
}

fn by_lot(lots: &[LotPart]) -> BTreeMap<Party, i64> {
    let mut sums = BTreeMap::new();
    for part in lots {
        *sums.entry(part.lot.clone()).or_default() += part.amount.as_fen();
    }
    sums
}

fn growers(settlement: &RetailSettlement) -> Vec<i64> {
    let lines = settlement.lines.iter();
    lines.map(|line| line.parts.growers.as_fen()).collect()
}

proptest! {
    #[test]
    fn every_figure_sums_by_line_and_by_lot_and_none_is_below_nothing(sale in sale()) {
        let settlement = settle(&sale).unwrap();
        let whole = settlement.parts().unwrap();
        let mut sum = Parts::default();
        for (line, asked) in settlement.lines.iter().zip(&sale.lines) {
            prop_assert_eq!(line.paid, asked.paid);
            let brought = line.paid.checked_add(line.reserve).unwrap();
            prop_assert_eq!(line.parts.total(), Ok(brought));
            prop_assert!(Part::ALL.iter().all(|part| !line.parts.get(*part).is_negative()));
            prop_assert!(!line.reserve.is_negative());
            let lots = total(line.lots.iter().map(|lot| lot.amount));
            prop_assert_eq!(lots, line.parts.growers.as_fen());
            prop_assert!(line.lots.iter().all(|lot| !lot.amount.is_negative()));
            sum = sum.plus(&line.parts).unwrap();
        }
        prop_assert_eq!(sum, whole);
        let reserve = settlement.whole.missing.reserve;
        prop_assert_eq!(whole.total().unwrap().as_fen(), paid(&sale) + reserve.as_fen());
        prop_assert!(whole.growers.is_zero() || reserve.is_zero());
        let all_lots: Vec<LotPart> =
            settlement.lines.iter().flat_map(|line| line.lots.clone()).collect();
        prop_assert_eq!(by_lot(&settlement.whole.lots), by_lot(&all_lots));
        let mut names: Vec<&Party> = settlement.whole.lots.iter().map(|lot| &lot.lot).collect();
        let parts = names.len();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), parts, "each root lot stands once");
    }

    /// Each percentage fee steps by a fen of its own, so that a fen more may bring a fen less.
    #[test]
    fn where_more_stays_the_growers_do_not_have_less_but_for_the_fen_of_a_fee(
        sale in sale(),
        place in 0..4usize,
        more in 1..20_000i64,
    ) {
        let before = settle(&sale).unwrap();
        let mut raised = sale.clone();
        let place = place % sale.lines.len();
        let line = &mut raised.lines[place];
        line.paid = line.paid.checked_add(Money::fen(more)).unwrap();
        let after = settle(&raised).unwrap();
        prop_assert!(after.whole.pool.as_fen() >= before.whole.pool.as_fen() - 1);
        prop_assert!(after.whole.missing.reserve.as_fen() <= before.whole.missing.reserve.as_fen() + 1);
        prop_assert!(growers(&after)[place] >= growers(&before)[place] - 2);
    }

    #[test]
    fn the_order_of_lines_decides_nothing_but_ties(sale in sale(), turn in 1..4usize) {
        let before = settle(&sale).unwrap();
        let mut turned = sale.clone();
        let turn = turn % sale.lines.len();
        turned.lines.rotate_left(turn);
        let mut after = settle(&turned).unwrap();
        prop_assert_eq!(before.parts(), after.parts());
        prop_assert_eq!(before.whole.missing, after.whole.missing);
        after.lines.rotate_right(turn);
        let (pool, whole) = (before.whole.pool.as_fen(), paid(&sale));
        let rest = |line: &RetailLine| pool * line.paid.as_fen() % whole.max(1);
        let rests: Vec<i64> = sale.lines.iter().map(rest).collect();
        for (place, (one, two)) in growers(&before).iter().zip(growers(&after)).enumerate() {
            let ties = rests.iter().filter(|rest| **rest == rests[place]).count();
            prop_assert!(*one == two || ((one - two).abs() == 1 && ties > 1));
        }
    }

    #[test]
    fn a_refund_of_everything_leaves_nothing_to_lots(sale in sale(), reserve in 0..10_000i64) {
        let mut refunded = sale.clone();
        refunded.reserve = Money::fen(reserve);
        refunded.lines.iter_mut().for_each(|line| line.paid = Money::ZERO);
        let costs = total(sale.costs.iter().map(|cost| cost.amount)) + sale.cooperative_costs.as_fen();
        match settle(&refunded) {
            Ok(settlement) => {
                prop_assert!(settlement.whole.lots.is_empty());
                prop_assert_eq!(settlement.whole.missing.reserve.as_fen(), costs);
                prop_assert!(costs <= reserve);
                let parts = settlement.parts().unwrap();
                prop_assert!(parts.platform.is_zero() && parts.channel.is_zero());
            }
            Err(SettlementError::ShortOfReserve { needed, available }) => {
                prop_assert_eq!((needed.as_fen(), available.as_fen()), (costs, reserve));
                prop_assert!(costs > reserve);
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn what_a_page_promises_is_what_one_pack_settles_to(
        price in 0..50_000i64,
        (channel, platform, cooperative) in rates(),
        packing in 0..2000i64,
        express in 0..3000i64,
    ) {
        let [price, packing, express] = [price, packing, express].map(Money::fen);
        let tariff = Tariff { channel, platform, cooperative, packing, express };
        let one = RetailSale {
            lines: vec![RetailLine { paid: price, lots: vec![goods(1, 1000)] }],
            channel_fee: channel,
            platform_fee: platform,
            cooperative_fee: cooperative,
            costs: vec![Cost { party: Party::Carrier(1), amount: express }],
            cooperative_costs: packing,
            pass_through: Vec::new(),
            reserve: Money::ZERO,
        };
        let settled = settle(&one).map(|settlement| settlement.parts().unwrap());
        prop_assert_eq!(promise(price, &tariff), settled);
    }

    #[test]
    fn shares_sum_to_the_whole_and_are_less_than_a_step_off(
        amounts in prop::collection::vec(0..10_000_000i64, 1..8),
    ) {
        let money: Vec<Money> = amounts.iter().copied().map(Money::fen).collect();
        let all: i64 = amounts.iter().sum();
        let found = shares(&money).unwrap();
        let sum: u32 = found.iter().map(|share| share.as_bp()).sum();
        prop_assert_eq!(sum, if all == 0 { 0 } else { 10_000 });
        for (amount, share) in amounts.iter().zip(&found) {
            let apart = i64::from(share.as_bp()) * all - amount * 10_000;
            prop_assert!(apart.abs() < all.max(1));
        }
    }

    #[test]
    fn no_purchase_leaves_a_fault_or_a_fen_in_its_escrow(
        sales in prop::collection::vec((sale(), 0..5000i64), 1..4),
    ) {
        let mut trial = Trial::new();
        post(&mut trial, &custody::operator_float(&reference("float"), yuan("10000")).unwrap());
        let reserve = custody::reserve_funded(&reference("reserve"), yuan("100000"));
        post(&mut trial, &reserve.unwrap());
        let mut day = ProviderDay::default();
        for (number, (sale, back)) in sales.iter().enumerate() {
            let consignment = Party::Consignment(i64::try_from(number).unwrap() + 1);
            let key = |step: &str| reference(&format!("{consignment}/{step}"));
            let held = settle(sale).unwrap().whole.held().unwrap();
            let amount = held.checked_add(Money::fen(*back)).unwrap();
            if amount.is_zero() {
                continue;
            }
            let part = EscrowPart { consignment: consignment.clone(), amount };
            post(&mut trial, &paid_by_provider(&key("paid"), &provider(), &[part]).unwrap());
            if *back > 0 {
                let back = Money::fen(*back);
                let set = refund_by_provider(&key("back"), &provider(), &consignment, back);
                pay(&mut trial, &set.unwrap());
            }
            day = day.joined(ProviderDay {
                payments: amount,
                refunds: Money::fen(*back),
                fee: amount.half_up(bp(60)).unwrap(),
            }).unwrap();
            let settlement = settle(sale).unwrap();
            let cooperative = Party::Cooperative(1);
            let set = consignment_settled(&key("settled"), &consignment, &cooperative, &settlement);
            if held.is_zero() && settlement.moves_nothing().unwrap() {
                prop_assert!(set.is_err());
            } else {
                post(&mut trial, &set.unwrap());
            }
            let escrow = books::custody(Code::Escrow, consignment.clone());
            prop_assert_eq!(trial.posted(&escrow), Ok(Money::ZERO));
            if day.settles().is_ok() {
                let set = provider_settled(&key("day"), &provider(), day, &Arrived::Bank);
                post(&mut trial, &set.unwrap());
                day = ProviderDay::default();
            }
            let due = books::custody(Code::ProviderDue, provider());
            prop_assert_eq!(trial.posted(&due), Ok(day.due().unwrap()));
        }
    }
}
