//! What holds of the rules for every input, not only for the worked ones.

use std::collections::BTreeMap;

use ledger::pool::{Claim, Split, carries, refund, split};
use ledger::postings::deal;
use ledger::waterfall::{Cost, LotGoods, Sale, SettlementError, Shortage, settle};
use ledger::{
    AccountKey, BasisPoints, Book, Code, Grams, Mode, Money, Party, Phase, SetKind, Side, Transfer,
    TransferSet, Trial, proof,
};
use proptest::prelude::*;

use crate::books::reference;

fn claims(weights: &[i64]) -> Vec<Claim> {
    let claim = |(place, weight): (usize, &i64)| Claim {
        household: Party::Household(i64::try_from(place).unwrap() + 1),
        weight: *weight,
        posted: Money::ZERO,
        unpaid: Money::ZERO,
    };
    weights.iter().enumerate().map(claim).collect()
}

fn post_parts(claims: &mut [Claim], parts: &[Money]) {
    for (claim, part) in claims.iter_mut().zip(parts) {
        claim.posted = claim.posted.checked_add(*part).unwrap();
        claim.unpaid = claim.unpaid.checked_add(*part).unwrap();
    }
}

/// Splits what waits and says what still waits.
fn split_all(claims: &mut [Claim], amount: Money) -> Money {
    match split(amount, claims).unwrap() {
        Split::Held => amount,
        Split::Parts(parts) => {
            let parts: Vec<Money> = parts.into_iter().map(|part| part.part).collect();
            assert_eq!(Money::sum(parts.iter().copied()), Ok(amount));
            assert!(parts.iter().all(|part| !part.is_negative()));
            post_parts(claims, &parts);
            Money::ZERO
        }
    }
}

fn refund_all(claims: &mut [Claim], amount: Money) {
    let parts: Vec<Money> = refund(amount, claims)
        .unwrap()
        .into_iter()
        .map(|p| p.part)
        .collect();
    assert_eq!(Money::sum(parts.iter().copied()), amount.negated());
    assert!(parts.iter().all(|part| !part.is_positive()));
    post_parts(claims, &parts);
    assert!(claims.iter().all(|claim| !claim.unpaid.is_negative()));
}

fn within_a_fen(claims: &[Claim]) -> bool {
    let carries = carries(claims).unwrap();
    carries
        .iter()
        .all(|carry| carry.numerator.abs() < i128::from(carry.weight_total))
}

fn unpaid(claims: &[Claim]) -> i64 {
    claims.iter().map(|claim| claim.unpaid.as_fen()).sum()
}

fn weights() -> impl Strategy<Value = Vec<i64>> {
    let weight = prop_oneof![Just(0), 1..5i64, 1..10_000i64, 1..1_000_000_000_000i64];
    let some = |weights: &Vec<i64>| weights.iter().any(|weight| *weight > 0);
    prop::collection::vec(weight, 1..12).prop_filter("someone delivered", some)
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![0..5i64, 0..1000i64, 0..100_000_000i64]
}

#[derive(Debug, Clone)]
enum Step {
    Split(i64),
    /// Part of what is unpaid, in thousandths.
    Refund(i64),
    Pay,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => amount().prop_map(Step::Split),
        2 => (0..=1000i64).prop_map(Step::Refund),
        1 => Just(Step::Pay),
    ];
    prop::collection::vec(step, 1..30)
}

proptest! {
    #[test]
    fn nobody_is_a_fen_off_the_exact_share_over_any_sequence_of_cycles(
        weights in weights(),
        amounts in prop::collection::vec(amount(), 1..60),
    ) {
        let mut claims = claims(&weights);
        let mut waits = Money::ZERO;
        for amount in amounts {
            waits = split_all(&mut claims, waits.checked_add(Money::fen(amount)).unwrap());
            prop_assert!(within_a_fen(&claims));
        }
        // What is held is a few fen: never as many as there are households.
        prop_assert!(waits.as_fen() < i64::try_from(weights.len()).unwrap());
    }

    #[test]
    fn the_order_of_households_moves_nobody_by_more_than_a_fen(
        weights in weights(),
        amounts in prop::collection::vec(amount(), 1..30),
        turn in 0..12usize,
    ) {
        let mut one = claims(&weights);
        let mut two = claims(&weights);
        two.rotate_left(turn % weights.len());
        let (mut first, mut second) = (Money::ZERO, Money::ZERO);
        for amount in amounts {
            let amount = Money::fen(amount);
            first = split_all(&mut one, first.checked_add(amount).unwrap());
            second = split_all(&mut two, second.checked_add(amount).unwrap());
        }
        two.sort_by(|a, b| a.household.cmp(&b.household));
        let held = (first.as_fen() - second.as_fen()).abs();
        for (one, two) in one.iter().zip(&two) {
            let apart = (one.posted.as_fen() - two.posted.as_fen()).abs();
            prop_assert!(apart <= 1 + held);
        }
    }

    #[test]
    fn a_chain_of_refunds_ends_at_nothing(
        weights in weights(),
        amounts in prop::collection::vec(amount(), 1..10),
        thousandths in prop::collection::vec(1..=1000i64, 0..20),
    ) {
        let mut claims = claims(&weights);
        let mut waits = Money::ZERO;
        for amount in amounts {
            waits = split_all(&mut claims, waits.checked_add(Money::fen(amount)).unwrap());
        }
        for part in thousandths {
            let back = unpaid(&claims) * part / 1000;
            refund_all(&mut claims, Money::fen(back));
        }
        let rest = Money::fen(unpaid(&claims));
        refund_all(&mut claims, rest);
        prop_assert!(claims.iter().all(|claim| claim.posted.is_zero()));
    }

    #[test]
    fn a_refunded_cycle_leaves_what_was_paid_before(
        weights in weights(),
        before in prop::collection::vec(amount(), 1..10),
        cycle in amount(),
        thousandths in prop::collection::vec(1..=1000i64, 0..10),
    ) {
        let mut claims = claims(&weights);
        for amount in before {
            split_all(&mut claims, Money::fen(amount));
        }
        claims.iter_mut().for_each(|claim| claim.unpaid = Money::ZERO);
        let paid = claims.clone();
        split_all(&mut claims, Money::fen(cycle));
        for part in thousandths {
            let back = unpaid(&claims) * part / 1000;
            refund_all(&mut claims, Money::fen(back));
        }
        let rest = Money::fen(unpaid(&claims));
        refund_all(&mut claims, rest);
        prop_assert_eq!(claims, paid);
    }

    #[test]
    fn no_line_and_no_sum_is_ever_below_nothing(weights in weights(), steps in steps()) {
        let mut claims = claims(&weights);
        let mut waits = Money::ZERO;
        let mut posted = 0;
        for step in steps {
            match step {
                Step::Split(amount) => {
                    posted += amount;
                    waits = split_all(&mut claims, waits.checked_add(Money::fen(amount)).unwrap());
                }
                Step::Refund(part) => {
                    let back = unpaid(&claims) * part / 1000;
                    posted -= back;
                    refund_all(&mut claims, Money::fen(back));
                }
                Step::Pay => claims.iter_mut().for_each(|claim| claim.unpaid = Money::ZERO),
            }
            let sum: i64 = claims.iter().map(|claim| claim.posted.as_fen()).sum();
            prop_assert_eq!(sum + waits.as_fen(), posted);
        }
    }

    #[test]
    fn a_waterfall_gives_exactly_what_it_takes(sale in sale()) {
        match settle(&sale) {
            Err(SettlementError::ShortOfReserve { needed, available }) => {
                prop_assert!(needed > available);
            }
            Err(error) => prop_assert!(false, "{}", error),
            Ok(settlement) => {
                let missing = settlement.missing;
                let taken = Money::sum([
                    settlement.gross, missing.own_costs, missing.cooperative, missing.reserve,
                ]);
                let given = Money::sum([
                    settlement.channel_fee, settlement.platform_fee, settlement.cost_total().unwrap(),
                    settlement.cooperative_costs, settlement.cooperative_fee, settlement.pool,
                ]);
                prop_assert_eq!(&taken, &given);
                let lots = Money::sum(settlement.lots.iter().map(|part| part.amount));
                prop_assert_eq!(lots, Ok(settlement.pool));
                prop_assert!(settlement.pool.is_zero() || missing.reserve.is_zero());
                let cooperative = Party::Cooperative(1);
                let key = reference("accepted");
                if !settlement.held().unwrap().is_zero() || !given.unwrap().is_zero() {
                    let set = deal::accepted(&key, &Party::Deal(1), &cooperative, &settlement);
                    let totals = set.unwrap().totals().unwrap();
                    let custody = totals[&Book::Custody].debit;
                    let held = settlement.held().unwrap();
                    let moved = Money::sum([held, missing.cooperative, missing.reserve]);
                    prop_assert_eq!(Ok(custody), moved);
                }
            }
        }
    }

    #[test]
    fn the_trial_never_takes_a_set_that_breaks_a_floor(sets in prop::collection::vec(set(), 1..60)) {
        let mut trial = Trial::new();
        let mut naive: BTreeMap<AccountKey, i64> = BTreeMap::new();
        for (number, (transfers, phase)) in sets.into_iter().enumerate() {
            let key = reference(&format!("set/{number}"));
            let set = match phase {
                Phase::Posted => TransferSet::posted(&key, SetKind::Reversed, transfers),
                Phase::Pending => TransferSet::pending(&key, SetKind::Reversed, transfers),
            };
            let set = set.unwrap();
            let before = trial.balances().clone();
            let mut after = naive.clone();
            take(&mut after, &set);
            let sound = floors_hold(&after);
            let taken = trial.post(&set).is_ok();
            if taken {
                prop_assert!(sound, "{:?}", set);
                naive = after;
                prop_assert_eq!(proof::faults(trial.balances()), Ok(Vec::new()));
            } else {
                prop_assert_eq!(trial.balances(), &before);
            }
        }
    }
}

fn sale() -> impl Strategy<Value = Sale> {
    let lot = (1..4i64, 1..100_000_000i64).prop_map(|(lot, g)| LotGoods {
        lot: Party::Lot(lot),
        mode: Mode::Pool,
        delivered: Grams::new(g).unwrap(),
    });
    let cost = || {
        (1..4i64, 0..500_000i64).prop_map(|(carrier, fen)| Cost {
            party: Party::Carrier(carrier),
            amount: Money::fen(fen),
        })
    };
    let bp = |bp| BasisPoints::new(bp).unwrap();
    let fees =
        (0..=10_000u32, 0..=10_000u32, 0..=10_000u32).prop_map(move |(platform, channel, fee)| {
            (bp(platform), bp(channel.min(10_000 - platform)), bp(fee))
        });
    let shortage = (any::<bool>(), 0..1_000_000i64, 0..1_000_000i64).prop_map(|(deal, c, r)| {
        let (cooperative, reserve) = (Money::fen(c), Money::fen(r));
        if deal {
            Shortage::Deal {
                cooperative,
                reserve,
            }
        } else {
            Shortage::Shop { reserve }
        }
    });
    let costs = prop::collection::vec(cost(), 0..3);
    let pass_through = prop::collection::vec(cost(), 0..2);
    let lots = prop::collection::vec(lot, 1..4);
    let gross = prop_oneof![0..10_000i64, 0..10_000_000i64];
    (
        gross,
        fees,
        costs,
        pass_through,
        0..100_000i64,
        lots,
        shortage,
    )
        .prop_map(
            |(
                gross,
                (platform_fee, channel_fee, cooperative_fee),
                costs,
                pass_through,
                own,
                lots,
                shortage,
            )| Sale {
                gross: Money::fen(gross),
                channel_fee,
                platform_fee,
                pass_through,
                costs,
                cooperative_costs: Money::fen(own),
                cooperative_fee,
                lots,
                shortage,
            },
        )
}

fn accounts() -> Vec<AccountKey> {
    [
        "custody/1001/-/-/CNY",
        "custody/1201/household:1/-/CNY",
        "custody/2001/deal:1/-/CNY",
        "custody/2003/member:1/-/CNY",
        "custody/2005/member:1/venue:1/CNY",
        "custody/2102/household:1/pool/CNY",
        "custody/2105/lot:1/pool/CNY",
        "custody/2301/-/-/CNY",
        "custody/3001/-/-/CNY",
        "custody/4001/-/-/CNY",
    ]
    .map(|text| text.parse().unwrap())
    .to_vec()
}

fn set() -> impl Strategy<Value = (Vec<Transfer>, Phase)> {
    let accounts = accounts();
    let count = accounts.len();
    let transfer = (0..count, 1..count, 1..20i64).prop_map(move |(debit, step, fen)| {
        let credit = (debit + step) % count;
        // Money comes in more often than not, so that some sets are taken.
        let debit = if fen % 3 == 0 && credit != 0 {
            0
        } else {
            debit
        };
        let credit = if credit == debit {
            (debit + 1) % count
        } else {
            credit
        };
        Transfer::new(
            accounts[debit].clone(),
            accounts[credit].clone(),
            Money::fen(fen),
        )
        .unwrap()
    });
    let phase = prop_oneof![3 => Just(Phase::Posted), 1 => Just(Phase::Pending)];
    (prop::collection::vec(transfer, 1..4), phase)
}

/// What is available on each account, counted naively: a pending set only takes.
fn take(balances: &mut BTreeMap<AccountKey, i64>, set: &TransferSet) {
    for transfer in set.transfers() {
        for (account, side) in [
            (transfer.debit(), Side::Debit),
            (transfer.credit(), Side::Credit),
        ] {
            let grows = account.code().side() == side;
            let amount = match (set.phase(), grows) {
                (_, false) => -transfer.amount().as_fen(),
                (Phase::Posted, true) => transfer.amount().as_fen(),
                (Phase::Pending, true) => 0,
            };
            *balances.entry(account.clone()).or_default() += amount;
        }
    }
}

fn floors_hold(balances: &BTreeMap<AccountKey, i64>) -> bool {
    let may_fall = |code: Code| code == Code::OperatorFloat;
    balances
        .iter()
        .all(|(account, amount)| *amount >= 0 || may_fall(account.code()))
}
