//! Plays a season of a golden case by the public functions, and compares all it says.

mod figures;
pub(crate) mod names;
mod sale;

use std::collections::BTreeMap;

use ledger::advance::Advance;
use ledger::correction::{LineState, PostedCycle, PostedLine, RightWeight, correct};
use ledger::cycle::{Cycle, CycleLine, Participant, run};
use ledger::pool::{Claim, graded_weight};
use ledger::postings::proceeds::PoolName;
use ledger::postings::undo::WeightCorrection;
use ledger::postings::{custody, payout, proceeds, undo};
use ledger::{
    AccountKey, BasisPoints, Code, Grams, Mode, Money, Party, Side, TransferSet, Trial, proof,
};
use serde_json::{Value, json};

use crate::books::{self, by_mode, pay, post, reference};

use figures::line_figures;
use names::{balances_of, basis_points, book, fen, grams, number, party, reduced};

pub(crate) fn check(input: &Value, output: &Value) {
    let mut season = Season::of(input);
    let events = input["events"].as_array().unwrap();
    for (place, event) in events.iter().enumerate() {
        let number = place + 1;
        season.number = number;
        let mut figures = season.play(event);
        figures["event"] = json!(number);
        figures["do"] = event["do"].clone();
        assert_eq!(reduced(figures), reduced(output["figures"][place].clone()));
        let rows = output["rows"].as_array().unwrap();
        let so_far = rows
            .iter()
            .filter(|row| row["event"].as_u64() <= Some(number as u64));
        assert_eq!(
            season.balances(),
            balances_of(so_far),
            "after event {number}"
        );
    }
    check_end(&season, output);
}

fn check_end(season: &Season, output: &Value) {
    let trial = &season.trial;
    assert_eq!(
        season.balances(),
        balances_of(output["closing"].as_array().unwrap().iter())
    );
    let totals = trial.closing_totals().unwrap();
    for total in output["totals"].as_array().unwrap() {
        let both = totals[&book(total["book"].as_str().unwrap())];
        assert_eq!(both.debit, fen(&total["dr_fen"]));
        assert_eq!(both.credit, fen(&total["cr_fen"]));
    }
    assert_eq!(output["totals"].as_array().unwrap().len(), totals.len());
    let checks = &output["checks"];
    assert_eq!(proof::faults(trial.balances()), Ok(Vec::new()));
    assert_eq!(checks["faults"], json!([]));
    let coverage = proof::coverage(trial.balances()).unwrap();
    assert_eq!(coverage.cash, fen(&checks["cash_fen"]));
    assert_eq!(coverage.payable, fen(&checks["payable_fen"]));
    let sum = |code| proof::sum_of(trial.balances(), code).unwrap().as_fen();
    let operators = sum(Code::OperatorFloat) + sum(Code::PlatformFee)
        - sum(Code::ChannelCost)
        - sum(Code::RefundLoss);
    assert_eq!(json!(operators), checks["operators_fen"]);
}

struct Intake {
    household: String,
    grade: String,
    grams: Grams,
}

struct Lot {
    factors: BTreeMap<String, BasisPoints>,
    intakes: Vec<Intake>,
    cycles: Vec<PostedCycle>,
    sets: Vec<TransferSet>,
}

struct Season {
    number: usize,
    trial: Trial,
    cooperative: Party,
    households: Vec<String>,
    lots: BTreeMap<String, Lot>,
    /// In the order in which they were given: household, advance.
    advances: Vec<(String, Advance)>,
    payouts: Vec<TransferSet>,
}

impl Season {
    fn of(input: &Value) -> Season {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let lot = |lot: &Value| {
            let factors = lot["grade_bp"].as_object().unwrap().iter();
            let intake = |one: &Value| Intake {
                household: text(&one["household"]),
                grade: text(&one["grade"]),
                grams: grams(&one["qty"]),
            };
            assert_eq!(lot["mode"], json!("pool"));
            let lot_data = Lot {
                factors: factors
                    .map(|(grade, bp)| (grade.clone(), basis_points(bp)))
                    .collect(),
                intakes: lot["intake"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(intake)
                    .collect(),
                cycles: Vec::new(),
                sets: Vec::new(),
            };
            (text(&lot["lot"]), lot_data)
        };
        Season {
            number: 0,
            trial: Trial::new(),
            cooperative: party(input["coop"].as_str().unwrap()),
            households: input["households"]
                .as_array()
                .unwrap()
                .iter()
                .map(text)
                .collect(),
            lots: input["lots"].as_array().unwrap().iter().map(lot).collect(),
            advances: Vec::new(),
            payouts: Vec::new(),
        }
    }

    fn play(&mut self, event: &Value) -> Value {
        match event["do"].as_str().unwrap() {
            "float" => self.float(event),
            "advance" => self.advance(event),
            "refund" => self.refund(event),
            "pay" => self.pay_in(event),
            "psp_settle" => self.provider_settles(event),
            "accept" => self.accept(event),
            "cycle" => self.cycle(event),
            "correct" => self.correct(event),
            "payout" => self.payout(event),
            "returned" => self.returned(event),
            other => panic!("no such event: {other}"),
        }
    }

    fn key(&self, part: &str) -> String {
        format!("event:{}/{part}", self.number)
    }

    fn available(&self, account: &AccountKey) -> Money {
        self.trial.available(account).unwrap()
    }

    fn cooperative_payable(&self) -> Money {
        self.available(&books::custody(
            Code::CooperativePayable,
            self.cooperative.clone(),
        ))
    }

    fn reserve(&self) -> Money {
        self.available(&books::custody(Code::Reserve, Party::None))
    }

    fn advance(&mut self, event: &Value) -> Value {
        let household = event["household"].as_str().unwrap();
        let amount = fen(&event["fen"]);
        let cooperative = self.cooperative.clone();
        let key = reference(&self.key("advance"));
        let set = custody::advance_given(&key, &cooperative, &party(household), amount);
        post(&mut self.trial, &set.unwrap());
        let advance = number(event["advance"].as_str().unwrap());
        self.advances.push((
            household.to_owned(),
            Advance {
                advance,
                outstanding: amount,
            },
        ));
        json!({})
    }

    fn cycle(&mut self, event: &Value) -> Value {
        let name = event["lot"].as_str().unwrap();
        let pool = PoolName {
            lot: party(name),
            mode: Mode::Pool,
        };
        let amount = self.available(&by_mode(Code::LotPool, pool.lot.clone(), Mode::Pool));
        let lines = match run(amount, &self.participants(name)) {
            Ok(Cycle::Split(lines)) => lines,
            Ok(Cycle::Held) => return json!({ "pool_fen": amount.as_fen(), "held": true }),
            Err(error) => {
                assert!(error.goes_to_suspense());
                let key = reference(&self.key("suspended"));
                let set = proceeds::pool_suspended(&key, &pool, amount).unwrap();
                post(&mut self.trial, &set);
                let fen = amount.as_fen();
                let error = error.to_string();
                return json!({ "pool_fen": fen, "error": error, "suspense_fen": fen });
            }
        };
        let key = reference(&self.key("cycle"));
        let mut sets = vec![proceeds::pool_cycle(&key, &pool, amount, &lines).unwrap()];
        if proceeds::recovered_total(&lines).unwrap().is_positive() {
            let key = reference(&self.key("recovered"));
            let set = proceeds::recovered(&key, &pool, &self.cooperative, &lines);
            sets.push(set.unwrap());
        }
        sets.iter().for_each(|set| post(&mut self.trial, set));
        self.take_back(&lines);
        let lot = self.lots.get_mut(name).unwrap();
        lot.sets.extend(sets);
        lot.cycles.push(posted_cycle(amount, &lines));
        let mut figures = line_figures(&lines);
        figures["pool_fen"] = json!(amount.as_fen());
        figures["held"] = json!(false);
        figures
    }

    fn correct(&mut self, event: &Value) -> Value {
        let name = event["lot"].as_str().unwrap().to_owned();
        let lot = self.lots.get_mut(&name).unwrap();
        let wrong = lot.intakes.iter_mut().find(|one| {
            one.household == event["household"].as_str().unwrap()
                && one.grade == event["grade"].as_str().unwrap()
        });
        let wrong = wrong.unwrap();
        let was = wrong.grams;
        wrong.grams = grams(&event["qty"]);
        let cycles = lot.cycles.clone();
        let undone = std::mem::take(&mut lot.sets);
        let right = |participant: Participant| RightWeight {
            household: participant.claim.household,
            weight: participant.claim.weight,
            advances: participant.advances,
        };
        let households: Vec<_> = self.participants(&name).into_iter().map(right).collect();
        let correction = correct(&cycles, &households).unwrap();
        let posting = WeightCorrection {
            pool: PoolName {
                lot: party(&name),
                mode: Mode::Pool,
            },
            cooperative: self.cooperative.clone(),
            undone: &undone,
            correction: &correction,
            cooperative_payable: self.cooperative_payable(),
            reserve: self.reserve(),
        };
        let set = undo::weight_corrected(&reference(&self.key("corrected")), &posting).unwrap();
        post(&mut self.trial, &set);
        for recovery in cycles
            .iter()
            .flat_map(|c| &c.lines)
            .flat_map(|line| &line.recoveries)
        {
            self.owe(recovery.advance, recovery.amount);
        }
        self.take_back(correction.lines());
        let lot = self.lots.get_mut(&name).unwrap();
        lot.cycles = vec![posted_cycle(correction.pool, correction.lines())];
        lot.sets = vec![set];
        let mut figures = line_figures(correction.lines());
        figures["was_qty"] = json!(was.as_g());
        figures["paid_fen"] = json!(0);
        figures["unpaid_fen"] = json!(correction.pool.as_fen());
        figures
    }

    fn payout(&mut self, event: &Value) -> Value {
        let only = event["only"].as_array();
        let wanted = |name: &&String| only.is_none_or(|only| only.contains(&json!(name)));
        let names: Vec<String> = self.households.iter().filter(wanted).cloned().collect();
        let mut lines = Vec::new();
        let mut total = 0;
        for name in names {
            let payable = by_mode(Code::HouseholdPayable, party(&name), Mode::Pool);
            let amount = self.available(&payable);
            if amount.is_zero() {
                continue;
            }
            let key = reference(&self.key(&name));
            let line = payout::household(&key, &party(&name), Mode::Pool, amount).unwrap();
            pay(&mut self.trial, &line);
            self.payouts.push(line);
            self.mark(&name, LineState::Paid);
            lines.push(json!({ "household": name, "mode": "pool", "fen": amount.as_fen() }));
            total += amount.as_fen();
        }
        json!({ "lines": lines, "total_fen": total })
    }

    fn returned(&mut self, event: &Value) -> Value {
        let name = event["household"].as_str().unwrap();
        let payable = by_mode(Code::HouseholdPayable, party(name), Mode::Pool);
        let line = self
            .payouts
            .iter()
            .find(|line| line.transfers()[0].debit() == &payable);
        let line = line.unwrap().clone();
        let set = payout::returned(&reference(&self.key("returned")), &line).unwrap();
        post(&mut self.trial, &set);
        self.mark(name, LineState::Unpaid);
        json!({ "fen": line.transfers()[0].amount().as_fen() })
    }

    fn mark(&mut self, household: &str, state: LineState) {
        let cycles = self.lots.values_mut().flat_map(|lot| &mut lot.cycles);
        for line in cycles.flat_map(|cycle| &mut cycle.lines) {
            if line.household == party(household) {
                line.state = state;
            }
        }
    }

    fn participants(&self, lot: &str) -> Vec<Participant> {
        let lot = &self.lots[lot];
        let delivered = |name: &&String| lot.intakes.iter().any(|one| one.household == **name);
        let participant = |name: &String| {
            let mine = lot.intakes.iter().filter(|one| one.household == *name);
            let weight = graded_weight(mine.map(|one| (one.grams, lot.factors[&one.grade])));
            let lines = lot.cycles.iter().flat_map(|cycle| &cycle.lines);
            let mine: Vec<_> = lines.filter(|line| line.household == party(name)).collect();
            let unpaid = mine.iter().filter(|line| line.state == LineState::Unpaid);
            let claim = Claim {
                household: party(name),
                weight: weight.unwrap(),
                posted: Money::sum(mine.iter().map(|line| line.share)).unwrap(),
                unpaid: Money::sum(unpaid.map(|line| line.share)).unwrap(),
            };
            let owed = self.advances.iter().filter(|(owner, _)| owner == name);
            Participant {
                claim,
                advances: owed.map(|(_, advance)| *advance).collect(),
            }
        };
        self.households
            .iter()
            .filter(delivered)
            .map(participant)
            .collect()
    }

    fn take_back(&mut self, lines: &[CycleLine]) {
        for recovery in lines.iter().flat_map(|line| &line.recoveries) {
            self.owe(recovery.advance, recovery.amount.negated().unwrap());
        }
    }

    fn owe(&mut self, advance: i64, more: Money) {
        let (_, owed) = self
            .advances
            .iter_mut()
            .find(|(_, a)| a.advance == advance)
            .unwrap();
        owed.outstanding = owed.outstanding.checked_add(more).unwrap();
    }

    /// Every posted balance that is not zero, by account; debits count up.
    fn balances(&self) -> BTreeMap<AccountKey, i64> {
        let signed = |side, amount: Money| match side {
            Side::Debit => amount.as_fen(),
            Side::Credit => -amount.as_fen(),
        };
        let closing = self.trial.closing().unwrap().into_iter();
        closing
            .map(|one| (one.account, signed(one.side, one.amount)))
            .collect()
    }
}

fn posted_cycle(amount: Money, lines: &[CycleLine]) -> PostedCycle {
    let posted = |line: &CycleLine| PostedLine {
        household: line.household.clone(),
        share: line.share,
        recoveries: line.recoveries.clone(),
        state: LineState::Unpaid,
    };
    PostedCycle {
        amount,
        lines: lines.iter().map(posted).collect(),
    }
}
