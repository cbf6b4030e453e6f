//! A weight typed wrong on a deal of one contract, and what a correction asks of the reserve.

use ledger::advance::{Advance, Recovery};
use ledger::correction::{LineState, PostedCycle, PostedLine, RightWeight, correct};
use ledger::cycle::{Cycle, CycleLine, Participant, run};
use ledger::pool::Claim;
use ledger::postings::custody::Owner;
use ledger::postings::proceeds::PoolName;
use ledger::postings::undo::WeightCorrection;
use ledger::postings::{PostingError, custody, deal, payout, proceeds, undo};
use ledger::trial::TrialError;
use ledger::waterfall::{Cost, LotGoods, Sale, Shortage, settle};
use ledger::{BasisPoints, Code, Grams, Mode, Money, Party, TransferSet, Trial};

use crate::books::{self, by_mode, pay, post, reference, yuan};

const COOPERATIVE: Party = Party::Cooperative(1);
const LOT: Party = Party::Lot(1);
const DEAL: Party = Party::Deal(1);

/// A lot whose deal of one contract, 12,000.00 yuan, was split by the jin that were typed.
struct Settled {
    trial: Trial,
    advances: Vec<Vec<Advance>>,
    lines: Vec<CycleLine>,
    sets: Vec<TransferSet>,
}

fn pool() -> PoolName {
    PoolName {
        lot: LOT,
        mode: Mode::Pool,
    }
}

fn household(place: usize) -> Party {
    Party::Household(i64::try_from(place).unwrap() + 1)
}

fn settled(typed: &[i64], advances: &[&str]) -> Settled {
    let mut trial = Trial::new();
    let mut owed = Vec::new();
    for (place, amount) in advances.iter().enumerate() {
        let outstanding = yuan(amount);
        owed.push(vec![Advance {
            advance: i64::try_from(place).unwrap(),
            outstanding,
        }]);
        if outstanding.is_positive() {
            let key = reference(&format!("advance/{place}"));
            let set = custody::advance_given(&key, &COOPERATIVE, &household(place), outstanding);
            post(&mut trial, &set.unwrap());
        }
    }
    let pool_amount = accepted(&mut trial);
    let participant = |(place, jin): (usize, &i64)| Participant {
        claim: Claim {
            household: household(place),
            weight: *jin,
            posted: Money::ZERO,
            unpaid: Money::ZERO,
        },
        advances: owed[place].clone(),
    };
    let participants: Vec<_> = typed.iter().enumerate().map(participant).collect();
    let Cycle::Split(lines) = run(pool_amount, &participants).unwrap() else {
        panic!("held")
    };
    let sets = vec![
        proceeds::pool_cycle(&reference("cycle"), &pool(), pool_amount, &lines).unwrap(),
        proceeds::recovered(&reference("recovered"), &pool(), &COOPERATIVE, &lines).unwrap(),
    ];
    sets.iter().for_each(|set| post(&mut trial, set));
    Settled {
        trial,
        advances: owed,
        lines,
        sets,
    }
}

/// The deal is paid and accepted; what its pool received.
fn accepted(trial: &mut Trial) -> Money {
    let line = Party::Statement(1);
    let set = custody::credit_unknown(&reference("in"), &line, yuan("12000"));
    post(trial, &set.unwrap());
    let owner = Owner::Escrow(DEAL);
    let set = custody::credit_resolved(&reference("found"), &line, &owner, yuan("12000"));
    post(trial, &set.unwrap());
    let sale = Sale {
        gross: yuan("12000"),
        channel_fee: BasisPoints::default(),
        platform_fee: BasisPoints::new(100).unwrap(),
        pass_through: Vec::new(),
        costs: vec![
            Cost {
                party: Party::Carrier(1),
                amount: yuan("900"),
            },
            Cost {
                party: Party::Inspector(1),
                amount: yuan("100"),
            },
        ],
        cooperative_costs: Money::ZERO,
        cooperative_fee: BasisPoints::new(300).unwrap(),
        lots: vec![LotGoods {
            lot: LOT,
            mode: Mode::Pool,
            delivered: Grams::from_jin("10000").unwrap(),
        }],
        shortage: Shortage::Deal {
            cooperative: Money::ZERO,
            reserve: Money::ZERO,
        },
    };
    let settlement = settle(&sale).unwrap();
    assert_eq!(settlement.platform_fee, yuan("120"));
    assert_eq!(settlement.cooperative_fee, yuan("326.40"));
    assert_eq!(settlement.pool, yuan("10553.60"));
    let set = deal::accepted(&reference("accepted"), &DEAL, &COOPERATIVE, &settlement);
    post(trial, &set.unwrap());
    settlement.pool
}

impl Settled {
    fn cycle(&self, state: LineState) -> PostedCycle {
        let line = |line: &CycleLine| PostedLine {
            household: line.household.clone(),
            share: line.share,
            recoveries: line.recoveries.clone(),
            state,
        };
        let amount = Money::sum(self.lines.iter().map(|line| line.share)).unwrap();
        PostedCycle {
            amount,
            lines: self.lines.iter().map(line).collect(),
        }
    }

    fn right(&self, jin: &[i64]) -> Vec<RightWeight> {
        let left = |place: usize, advance: &Advance| {
            let taken = self.lines[place]
                .recoveries
                .iter()
                .filter(|r| r.advance == advance.advance);
            let taken = Money::sum(taken.map(|recovery| recovery.amount)).unwrap();
            Advance {
                outstanding: advance.outstanding.checked_sub(taken).unwrap(),
                ..*advance
            }
        };
        let right = |(place, jin): (usize, &i64)| RightWeight {
            household: household(place),
            weight: *jin,
            advances: self.advances[place]
                .iter()
                .map(|advance| left(place, advance))
                .collect(),
        };
        jin.iter().enumerate().map(right).collect()
    }

    fn correct(&mut self, jin: &[i64]) -> Result<Vec<CycleLine>, PostingError> {
        let cycles = [self.cycle(LineState::Unpaid)];
        let correction = correct(&cycles, &self.right(jin)).unwrap();
        let available = |account| self.trial.available(&account).unwrap();
        let posting = WeightCorrection {
            pool: pool(),
            cooperative: COOPERATIVE,
            undone: &self.sets,
            correction: &correction,
            cooperative_payable: available(books::custody(Code::CooperativePayable, COOPERATIVE)),
            reserve: available(books::custody(Code::Reserve, Party::None)),
        };
        let set = undo::weight_corrected(&reference("corrected"), &posting)?;
        assert_eq!(set.reverses(), ["cycle", "recovered"]);
        post(&mut self.trial, &set);
        Ok(correction.lines().to_vec())
    }
}

fn shares(lines: &[CycleLine]) -> Vec<String> {
    lines.iter().map(|line| line.share.to_string()).collect()
}

const ADVANCES: [&str; 6] = ["600", "450", "0", "300", "400", "800"];
const RIGHT: [i64; 6] = [3500, 2750, 4200, 1980, 2600, 4970];
const TYPED: [i64; 6] = [350, 2750, 4200, 1980, 2600, 4970];

#[test]
fn three_thousand_five_hundred_typed_as_three_hundred_and_fifty_is_split_again() {
    let mut settled = settled(&TYPED, &ADVANCES);
    assert_eq!(
        shares(&settled.lines),
        [
            "219.21", "1,722.40", "2,630.57", "1,240.13", "1,628.45", "3,112.84"
        ]
    );
    assert_eq!(settled.lines[0].recovered(), Ok(yuan("109.60")));
    let after = settled.correct(&RIGHT).unwrap();
    assert_eq!(
        shares(&after),
        [
            "1,846.88", "1,451.12", "2,216.25", "1,044.81", "1,371.97", "2,622.57"
        ]
    );
    let mut paid = Money::ZERO;
    for line in &after {
        let amount = line.payable().unwrap();
        paid = paid.checked_add(amount).unwrap();
        let key = reference(&format!("payout/{}", line.household));
        let set = payout::household(&key, &line.household, Mode::Pool, amount);
        pay(&mut settled.trial, &set.unwrap());
    }
    assert_eq!(paid, yuan("8003.60"));
    for place in 0..6 {
        let payable = by_mode(Code::HouseholdPayable, household(place), Mode::Pool);
        assert_eq!(settled.trial.posted(&payable), Ok(Money::ZERO));
        let advances = books::custody(Code::Advances, household(place));
        assert_eq!(settled.trial.posted(&advances), Ok(Money::ZERO));
    }
}

#[test]
fn a_cycle_is_corrected_once_and_only_whole() {
    let mut settled = settled(&TYPED, &ADVANCES);
    settled.correct(&RIGHT).unwrap();
    let again = undo::reversal(&reference("again"), &settled.sets[0]).unwrap();
    let reversed = TrialError::Reversed("cycle".to_owned());
    assert_eq!(settled.trial.post(&again), Err(reversed));
    let key = "accepted".to_owned();
    let (accepted, _) = settled.trial.set(&key).unwrap();
    let transfers = accepted.transfers()[1..]
        .iter()
        .map(ledger::Transfer::mirrored)
        .collect();
    let part = TransferSet::posted(&reference("part"), ledger::SetKind::Reversed, transfers);
    let part = part.unwrap().reversing(vec![key.clone()]);
    assert_eq!(settled.trial.post(&part), Err(TrialError::NotMirrored(key)));
}

#[test]
fn what_the_cooperative_no_longer_has_the_reserve_bears_or_the_correction_waits() {
    // Household 1 was typed too heavy, so that less is recovered of it than was paid out.
    let typed = [9900, 100];
    let right = [100, 9900];
    let mut settled = settled(&typed, &["5000", "0"]);
    let recovery = Recovery {
        advance: 0,
        amount: yuan("5000"),
    };
    assert_eq!(settled.lines[0].recoveries, [recovery]);
    let set = payout::cooperative(&reference("p"), &COOPERATIVE, yuan("5326.40"));
    pay(&mut settled.trial, &set.unwrap());
    let needed = yuan("4947.23");
    let short = PostingError::ShortOfReserve {
        needed,
        available: Money::ZERO,
    };
    assert_eq!(settled.correct(&right), Err(short));
    let set = custody::reserve_funded(&reference("reserve"), yuan("20000"));
    post(&mut settled.trial, &set.unwrap());
    let lines = settled.correct(&right).unwrap();
    assert_eq!(shares(&lines), ["105.54", "10,448.06"]);
    let reserve = books::custody(Code::Reserve, Party::None);
    assert_eq!(settled.trial.posted(&reserve), Ok(yuan("15052.77")));
    let payable = books::custody(Code::CooperativePayable, COOPERATIVE);
    assert_eq!(settled.trial.posted(&payable), Ok(Money::ZERO));
}
