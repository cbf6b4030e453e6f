//! The Wangcun order on its whole way through custody: bank, cash, desk, deposit, escrow, slips.

use std::path::Path;

use ledger::advance::Advance;
use ledger::cycle::{Cycle, CycleLine, Participant, run};
use ledger::pool::Claim;
use ledger::postings::deal::{Held, Price};
use ledger::postings::desk::Seat;
use ledger::postings::proceeds::PoolName;
use ledger::postings::{custody, deal, desk, payout, proceeds};
use ledger::trial::TrialError;
use ledger::waterfall::{Cost, LotGoods, Sale, Shortage, settle};
use ledger::{BasisPoints, Code, Fault, Grams, Mode, Money, Party, Side, Trial};

use crate::books::{self, by_mode, closing, pay, post, reference, yuan};
use crate::golden;
use crate::season::names::account;

const BUYER: Party = Party::Member(2);
const DEAL: Party = Party::Deal(1);
const COOPERATIVE: Party = Party::Cooperative(1);
const LOT: Party = Party::Lot(1);

/// Jin delivered, and the advance in yuan.
const HOUSEHOLDS: [(i64, &str); 6] = [
    (3500, "600"),
    (2750, "450"),
    (4200, "0"),
    (1980, "300"),
    (2600, "400"),
    (4970, "800"),
];

fn seat() -> Seat {
    Seat {
        member: BUYER,
        venue: 1,
    }
}

fn pool() -> PoolName {
    PoolName {
        lot: LOT,
        mode: Mode::Pool,
    }
}

fn opened() -> Trial {
    let mut trial = Trial::new();
    let float = custody::operator_float(&reference("float"), yuan("10000"));
    post(&mut trial, &float.unwrap());
    let reserve = custody::reserve_funded(&reference("reserve"), yuan("20000"));
    post(&mut trial, &reserve.unwrap());
    for (place, (_, advance)) in HOUSEHOLDS.iter().enumerate() {
        if *advance != "0" {
            let key = reference(&format!("advance/{place}"));
            let set = custody::advance_given(&key, &COOPERATIVE, &household(place), yuan(advance));
            post(&mut trial, &set.unwrap());
        }
    }
    trial
}

fn household(place: usize) -> Party {
    Party::Household(i64::try_from(place).unwrap() + 1)
}

fn pay_in_and_fill_desk(trial: &mut Trial, paid: &str, to_desk: &str) {
    let paid = custody::member_paid_in(&reference("bank/1"), &BUYER, yuan(paid));
    post(trial, &paid.unwrap());
    let set = desk::requested(&reference("desk/1"), &seat(), yuan(to_desk));
    post(trial, &set.unwrap());
    let set = desk::credited(&reference("desk/1/credited"), &seat(), yuan(to_desk));
    post(trial, &set.unwrap());
}

fn accept(trial: &mut Trial) {
    let cost = |party, amount| Cost {
        party,
        amount: yuan(amount),
    };
    let sale = Sale {
        gross: trial.posted(&books::custody(Code::Escrow, DEAL)).unwrap(),
        channel_fee: BasisPoints::default(),
        platform_fee: BasisPoints::new(100).unwrap(),
        pass_through: Vec::new(),
        costs: vec![
            cost(Party::Carrier(1), "1800"),
            cost(Party::Inspector(1), "200"),
        ],
        cooperative_costs: Money::ZERO,
        cooperative_fee: BasisPoints::new(300).unwrap(),
        lots: vec![LotGoods {
            lot: LOT,
            mode: Mode::Pool,
            delivered: Grams::from_jin("20000").unwrap(),
        }],
        shortage: Shortage::Deal {
            cooperative: Money::ZERO,
            reserve: yuan("20000"),
        },
    };
    let settlement = settle(&sale).unwrap();
    let set = deal::accepted(&reference("accepted"), &DEAL, &COOPERATIVE, &settlement);
    post(trial, &set.unwrap());
}

fn split(trial: &mut Trial) -> Vec<CycleLine> {
    let participant = |(place, (jin, advance)): (usize, &(i64, &str))| Participant {
        claim: Claim {
            household: household(place),
            weight: *jin,
            posted: Money::ZERO,
            unpaid: Money::ZERO,
        },
        advances: vec![Advance {
            advance: i64::try_from(place).unwrap(),
            outstanding: yuan(advance),
        }],
    };
    let participants: Vec<_> = HOUSEHOLDS.iter().enumerate().map(participant).collect();
    let amount = trial
        .posted(&by_mode(Code::LotPool, LOT, Mode::Pool))
        .unwrap();
    let Cycle::Split(lines) = run(amount, &participants).unwrap() else {
        panic!("held")
    };
    let set = proceeds::pool_cycle(&reference("cycle"), &pool(), amount, &lines);
    post(trial, &set.unwrap());
    let set = proceeds::recovered(&reference("recovered"), &pool(), &COOPERATIVE, &lines);
    post(trial, &set.unwrap());
    lines
}

fn pay_out(trial: &mut Trial, lines: &[CycleLine]) {
    for line in lines {
        let key = reference(&format!("payout/{}", line.household));
        let amount = line.payable().unwrap();
        let set = payout::household(&key, &line.household, Mode::Pool, amount);
        pay(trial, &set.unwrap());
    }
}

/// The golden closing, with the operator's opening on top.
fn expected_closing() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/w1_wangcun_order.json");
    let case = golden::load(&path);
    let mut lines: Vec<_> = case["output"]["closing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let account = account(row);
            let mut amount = Money::fen(row["fen"].as_i64().unwrap());
            if account.code() == Code::Bank {
                amount = amount.checked_add(yuan("30000")).unwrap();
            }
            let side = if row["side"] == "dr" {
                "debit"
            } else {
                "credit"
            };
            (account, side, amount)
        })
        .collect();
    lines.push((
        books::custody(Code::Reserve, Party::None),
        "credit",
        yuan("20000"),
    ));
    lines.push((
        books::custody(Code::OperatorFloat, Party::None),
        "credit",
        yuan("10000"),
    ));
    lines.sort_by(|one, two| one.0.cmp(&two.0));
    lines
        .iter()
        .map(|(account, side, amount)| format!("{account} {side} {amount}"))
        .collect()
}

#[test]
fn a_listing_taken_with_a_deposit_ends_with_every_fen_owned() {
    let mut trial = opened();
    pay_in_and_fill_desk(&mut trial, "30000", "5000");
    let set = deal::deposit_held(&reference("match/1"), &seat(), &DEAL, yuan("2400"));
    post(&mut trial, &set.unwrap());
    let price = Price {
        balance: yuan("21600"),
        deposit: yuan("2400"),
    };
    let set = deal::balance_paid(&reference("balance"), &BUYER, &DEAL, price);
    post(&mut trial, &set.unwrap());
    accept(&mut trial);
    let lines = split(&mut trial);
    let paid: Vec<String> = lines
        .iter()
        .map(|l| l.payable().unwrap().to_string())
        .collect();
    assert_eq!(
        paid,
        [
            "3,093.76", "2,452.24", "4,432.51", "1,789.61", "2,343.94", "4,445.14"
        ]
    );
    pay_out(&mut trial, &lines);
    for (key, set) in [
        (
            "back/1",
            desk::debited(&reference("back/1"), &seat(), yuan("2600")),
        ),
        (
            "back/2",
            desk::returned(&reference("back/2"), &seat(), yuan("2600")),
        ),
    ] {
        post(&mut trial, &set.unwrap());
        assert!(trial.set(key).is_some());
    }
    let set = payout::withdrawal(&reference("withdrawal"), &BUYER, yuan("6000"));
    pay(&mut trial, &set.unwrap());
    assert_eq!(closing(&trial), expected_closing());
}

#[test]
fn a_match_of_the_continuous_book_ends_on_the_same_balances() {
    let mut trial = opened();
    pay_in_and_fill_desk(&mut trial, "24000", "24000");
    let set = deal::match_paid(&reference("match/1"), &seat(), &DEAL, yuan("24000"));
    post(&mut trial, &set.unwrap());
    accept(&mut trial);
    let lines = split(&mut trial);
    pay_out(&mut trial, &lines);
    assert_eq!(closing(&trial), expected_closing());
}

#[test]
fn a_returned_payout_line_is_the_household_s_again_and_is_sent_again() {
    let mut trial = opened();
    pay_in_and_fill_desk(&mut trial, "24000", "24000");
    let set = deal::match_paid(&reference("match/1"), &seat(), &DEAL, yuan("24000"));
    post(&mut trial, &set.unwrap());
    accept(&mut trial);
    let lines = split(&mut trial);
    let (fourth, others) = (&lines[3], [&lines[..3], &lines[4..]].concat());
    pay_out(&mut trial, &others);
    let amount = fourth.payable().unwrap();
    let line = |key: &str| {
        payout::household(&reference(key), &fourth.household, Mode::Pool, amount).unwrap()
    };
    post(&mut trial, &line("file/1"));
    let payable = by_mode(Code::HouseholdPayable, fourth.household.clone(), Mode::Pool);
    assert_eq!(trial.posted(&payable), Ok(amount));
    assert_eq!(
        trial.available(&payable),
        Ok(Money::ZERO),
        "a line in a file counts as paid"
    );
    assert!(
        trial.post(&line("file/2")).is_err(),
        "the same money is not sent twice"
    );
    trial.void("file/1").unwrap();
    assert_eq!(trial.available(&payable), Ok(amount));
    pay(&mut trial, &line("file/2"));
    assert_eq!(closing(&trial), expected_closing());
}

#[test]
fn a_late_seller_s_buyer_has_escrow_and_deposit_back_in_cash() {
    let mut trial = opened();
    let before = closing(&trial);
    pay_in_and_fill_desk(&mut trial, "24000", "2400");
    let set = deal::deposit_held(&reference("match/1"), &seat(), &DEAL, yuan("2400"));
    post(&mut trial, &set.unwrap());
    let price = Price {
        balance: yuan("21600"),
        deposit: Money::ZERO,
    };
    let set = deal::balance_paid(&reference("balance"), &BUYER, &DEAL, price);
    post(&mut trial, &set.unwrap());
    let held = Held {
        escrow: yuan("21600"),
        deposit: yuan("2400"),
    };
    let set = deal::late_seller(&reference("late"), &BUYER, &DEAL, held);
    post(&mut trial, &set.unwrap());
    let cash = books::custody(Code::MemberCash, BUYER);
    assert_eq!(trial.posted(&cash), Ok(yuan("24000")));
    let set = payout::withdrawal(&reference("withdrawal"), &BUYER, yuan("24000"));
    pay(&mut trial, &set.unwrap());
    assert_eq!(closing(&trial), before);
}

#[test]
fn a_desk_that_refuses_gives_the_cash_back() {
    let mut trial = opened();
    let paid = custody::member_paid_in(&reference("bank/1"), &BUYER, yuan("100"));
    post(&mut trial, &paid.unwrap());
    let set = desk::requested(&reference("desk/1"), &seat(), yuan("100")).unwrap();
    post(&mut trial, &set);
    let set = desk::refused(&reference("desk/1/refused"), &seat(), yuan("100")).unwrap();
    post(&mut trial, &set);
    let too_much = desk::requested(&reference("desk/2"), &seat(), yuan("100.01")).unwrap();
    let account = books::custody(Code::MemberCash, BUYER);
    let fault = Fault::BelowZero {
        account,
        available: yuan("-0.01"),
    };
    assert_eq!(trial.post(&too_much), Err(TrialError::Faults(vec![fault])));
}

#[test]
fn a_cooperative_a_carrier_and_the_operator_are_paid_out_of_what_is_theirs() {
    let mut trial = opened();
    pay_in_and_fill_desk(&mut trial, "24000", "24000");
    let set = deal::match_paid(&reference("match/1"), &seat(), &DEAL, yuan("24000"));
    post(&mut trial, &set.unwrap());
    accept(&mut trial);
    let lines = split(&mut trial);
    pay_out(&mut trial, &lines);
    let set = payout::cooperative(&reference("p/1"), &COOPERATIVE, yuan("3202.80"));
    pay(&mut trial, &set.unwrap());
    let set = payout::carrier(&reference("p/2"), &Party::Carrier(1), yuan("1800"));
    pay(&mut trial, &set.unwrap());
    let set = payout::carrier(&reference("p/3"), &Party::Inspector(1), yuan("200"));
    pay(&mut trial, &set.unwrap());
    let set = custody::operator_draw(&reference("draw"), yuan("240"));
    pay(&mut trial, &set.unwrap());
    assert_eq!(
        closing(&trial),
        [
            "custody/1001/-/-/CNY debit 30,000.00",
            "custody/2301/-/-/CNY credit 20,000.00",
            "custody/3001/-/-/CNY credit 9,760.00",
            "custody/4001/-/-/CNY credit 240.00",
            "cooperative:1/3101/-/-/CNY debit 652.80",
            "cooperative:1/4002/-/-/CNY credit 652.80",
        ]
    );
    // The operator may draw its float too, but not a fen of what others are owed.
    let more = custody::operator_draw(&reference("draw/2"), yuan("10000.01")).unwrap();
    assert!(trial.post(&more).is_err());
    let all = custody::operator_draw(&reference("draw/3"), yuan("10000")).unwrap();
    pay(&mut trial, &all);
    assert_eq!(
        trial.posted(&books::custody(Code::Bank, Party::None)),
        Ok(yuan("20000"))
    );
}

#[test]
fn an_unknown_credit_finds_its_member_or_goes_back() {
    let mut trial = opened();
    let before = closing(&trial);
    let line = Party::Statement(9);
    let set = custody::credit_unknown(&reference("in"), &line, yuan("70")).unwrap();
    post(&mut trial, &set);
    let owner = custody::Owner::Member(BUYER);
    let set = custody::credit_resolved(&reference("found"), &line, &owner, yuan("30")).unwrap();
    post(&mut trial, &set);
    let owner = custody::Owner::Sender;
    let set = custody::credit_resolved(&reference("back"), &line, &owner, yuan("40")).unwrap();
    pay(&mut trial, &set);
    let set = payout::withdrawal(&reference("out"), &BUYER, yuan("30")).unwrap();
    pay(&mut trial, &set);
    assert_eq!(closing(&trial), before);
    let set = custody::debit_taken_over(&reference("over"), yuan("1")).unwrap();
    post(&mut trial, &set);
    let float = books::custody(Code::OperatorFloat, Party::None);
    assert_eq!(trial.posted(&float), Ok(yuan("9999")));
    assert_eq!(float.code().side(), Side::Credit);
}
