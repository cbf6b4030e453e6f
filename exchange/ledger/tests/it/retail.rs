//! A purchase on its whole way through custody: paid, given back in part or whole, settled.

use ledger::postings::custody::{self, Owner};
use ledger::postings::payout;
use ledger::postings::retail::{
    Arrived, EscrowPart, consignment_settled, paid_by_provider, paid_by_transfer, provider_settled,
    refund_by_provider, refund_by_transfer, transfer_found,
};
use ledger::provider::{OperatorsOwn, ProviderDay, ProviderError, cost_allowed};
use ledger::retail::{RetailLine, RetailSale, RetailSettlement, settle};
use ledger::trial::TrialError;
use ledger::waterfall::{Cost, LotGoods, SettlementError};
use ledger::{BasisPoints, Code, Fault, Grams, Mode, Money, Party, Trial};

use crate::books::{self, by_mode, closing, pay, post, provider, reference, yuan};

const MUSHROOM: Party = Party::Consignment(1);
const BOX: Party = Party::Consignment(2);
const CARRIER: Party = Party::Carrier(1);

pub(crate) fn bp(bp: u32) -> BasisPoints {
    BasisPoints::new(bp).unwrap()
}

pub(crate) fn goods(lot: i64, g: i64) -> LotGoods {
    LotGoods {
        lot: Party::Lot(lot),
        mode: Mode::Pool,
        delivered: Grams::new(g).unwrap(),
    }
}

pub(crate) fn line(paid: &str, lots: &[(i64, i64)]) -> RetailLine {
    RetailLine {
        paid: yuan(paid),
        lots: lots.iter().map(|(lot, g)| goods(*lot, *g)).collect(),
    }
}

fn to_carrier(amount: &str) -> Cost {
    Cost {
        party: CARRIER,
        amount: yuan(amount),
    }
}

/// A consignment paid through a provider, under the demo's tariff.
pub(crate) fn sale(lines: Vec<RetailLine>, packing: &str, express: &str) -> RetailSale {
    RetailSale {
        lines,
        channel_fee: bp(60),
        platform_fee: bp(300),
        cooperative_fee: bp(0),
        costs: vec![to_carrier(express)],
        cooperative_costs: yuan(packing),
        pass_through: Vec::new(),
        reserve: yuan("20000"),
    }
}

/// A kilogram of mushrooms, 700 g and 300 g of two lots, of which `paid` stays.
fn mushrooms(paid: &str) -> RetailSale {
    sale(vec![line(paid, &[(1, 700), (2, 300)])], "5.50", "12")
}

/// One box of sweet potatoes, of which `paid` stays.
fn one_box(paid: &str) -> RetailSale {
    sale(vec![line(paid, &[(3, 2500)])], "3.20", "8")
}

pub(crate) fn lots(settlement: &RetailSettlement) -> Vec<String> {
    let lot = |part: &ledger::waterfall::LotPart| format!("{} {}", part.lot, part.amount);
    settlement.whole.lots.iter().map(lot).collect()
}

fn opened(float: &str, reserve: &str) -> Trial {
    let mut trial = Trial::new();
    let set = custody::operator_float(&reference("float"), yuan(float));
    post(&mut trial, &set.unwrap());
    let set = custody::reserve_funded(&reference("reserve"), yuan(reserve));
    post(&mut trial, &set.unwrap());
    trial
}

fn part(consignment: &Party, amount: &str) -> EscrowPart {
    EscrowPart {
        consignment: consignment.clone(),
        amount: yuan(amount),
    }
}

fn pay_by_provider(trial: &mut Trial, parts: &[EscrowPart]) {
    let set = paid_by_provider(&reference("paid"), &provider(), parts);
    post(trial, &set.unwrap());
}

fn settle_and_post(
    trial: &mut Trial,
    (consignment, cooperative): (&Party, i64),
    sale: &RetailSale,
) {
    let settlement = settle(sale).unwrap();
    let cooperative = Party::Cooperative(cooperative);
    let key = reference(&format!("settled/{consignment}"));
    let set = consignment_settled(&key, consignment, &cooperative, &settlement);
    post(trial, &set.unwrap());
    assert_eq!(escrow(trial, consignment), Money::ZERO);
}

fn escrow(trial: &Trial, consignment: &Party) -> Money {
    trial
        .posted(&books::custody(Code::Escrow, consignment.clone()))
        .unwrap()
}

fn due(trial: &Trial) -> Money {
    trial
        .posted(&books::custody(Code::ProviderDue, provider()))
        .unwrap()
}

fn day(payments: &str, refunds: &str, fee: &str) -> ProviderDay {
    ProviderDay {
        payments: yuan(payments),
        refunds: yuan(refunds),
        fee: yuan(fee),
    }
}

#[test]
fn both_goods_of_one_cart_reach_the_pools_of_two_cooperatives() {
    let mut trial = opened("100", "100");
    let parts = [part(&MUSHROOM, "99.80"), part(&BOX, "32.80")];
    pay_by_provider(&mut trial, &parts);
    let fee = yuan("132.60").half_up(bp(60)).unwrap();
    assert_eq!(fee, yuan("0.80"));
    let day = day("132.60", "0", "0.80");
    let set = provider_settled(&reference("day/1"), &provider(), day, &Arrived::Bank);
    post(&mut trial, &set.unwrap());
    settle_and_post(&mut trial, (&MUSHROOM, 1), &mushrooms("99.80"));
    settle_and_post(&mut trial, (&BOX, 2), &one_box("32.80"));
    assert_eq!(
        closing(&trial),
        [
            "custody/1001/-/-/CNY debit 331.80",
            "custody/2101/cooperative:1/-/CNY credit 5.50",
            "custody/2101/cooperative:2/-/CNY credit 3.20",
            "custody/2103/carrier:1/-/CNY credit 20.00",
            "custody/2105/lot:1/pool/CNY credit 55.10",
            "custody/2105/lot:2/pool/CNY credit 23.62",
            "custody/2105/lot:3/pool/CNY credit 20.43",
            "custody/2301/-/-/CNY credit 100.00",
            "custody/3001/-/-/CNY credit 100.00",
            "custody/4001/-/-/CNY credit 3.97",
            "custody/4001/-/channel/CNY credit 0.78",
            "custody/5001/-/-/CNY debit 0.80",
            "cooperative:1/1301/-/-/CNY debit 5.50",
            "cooperative:1/4004/-/-/CNY credit 5.50",
            "cooperative:2/1301/-/-/CNY debit 3.20",
            "cooperative:2/4004/-/-/CNY credit 3.20",
        ]
    );
}

#[test]
fn what_is_given_back_before_posting_lowers_fees_and_pools() {
    let mut trial = opened("100", "100");
    pay_by_provider(&mut trial, &[part(&MUSHROOM, "99.80")]);
    let set = refund_by_provider(&reference("refund"), &provider(), &MUSHROOM, yuan("20"));
    post(&mut trial, &set.unwrap());
    let account = books::custody(Code::Escrow, MUSHROOM);
    assert_eq!(trial.available(&account), Ok(yuan("79.80")));
    assert_eq!(escrow(&trial, &MUSHROOM), yuan("99.80"));
    trial.confirm("refund").unwrap();
    assert_eq!(due(&trial), yuan("79.80"));
    let stays = mushrooms("79.80");
    let settlement = settle(&stays).unwrap();
    assert_eq!(settlement.whole.channel_fee, yuan("0.47"));
    assert_eq!(settlement.whole.platform_fee, yuan("2.39"));
    assert_eq!(settlement.whole.pool, yuan("59.44"));
    assert_eq!(lots(&settlement), ["lot:1 41.61", "lot:2 17.83"]);
    settle_and_post(&mut trial, (&MUSHROOM, 1), &stays);
}

#[test]
fn a_box_refunded_whole_after_sending_is_the_reserve_s_or_waits() {
    let mut trial = opened("100", "11.20");
    pay_by_provider(&mut trial, &[part(&BOX, "32.80")]);
    let set = refund_by_provider(&reference("refund"), &provider(), &BOX, yuan("32.80"));
    pay(&mut trial, &set.unwrap());
    let reserve = books::custody(Code::Reserve, Party::None);
    let enough = RetailSale {
        reserve: trial.available(&reserve).unwrap(),
        ..one_box("0")
    };
    let a_fen_short = RetailSale {
        reserve: yuan("11.19"),
        ..enough.clone()
    };
    let (needed, available) = (yuan("11.20"), yuan("11.19"));
    assert_eq!(
        settle(&a_fen_short),
        Err(SettlementError::ShortOfReserve { needed, available })
    );
    settle_and_post(&mut trial, (&BOX, 1), &enough);
    assert_eq!(
        closing(&trial),
        [
            "custody/1001/-/-/CNY debit 111.20",
            "custody/2101/cooperative:1/-/CNY credit 3.20",
            "custody/2103/carrier:1/-/CNY credit 8.00",
            "custody/3001/-/-/CNY credit 100.00",
            "cooperative:1/1301/-/-/CNY debit 3.20",
            "cooperative:1/4004/-/-/CNY credit 3.20",
        ]
    );
}

#[test]
fn the_escrow_pays_fees_then_carriers_then_the_cooperative_and_the_reserve_the_rest() {
    let mut trial = opened("100", "100");
    pay_by_provider(&mut trial, &[part(&BOX, "9")]);
    let settlement = settle(&one_box("9")).unwrap();
    let set = consignment_settled(
        &reference("settled"),
        &BOX,
        &Party::Cooperative(1),
        &settlement,
    );
    let set = set.unwrap();
    let moved = |t: &ledger::Transfer| format!("{} {} {}", t.debit(), t.credit(), t.amount());
    let moved: Vec<String> = set.transfers().iter().map(moved).collect();
    assert_eq!(
        moved,
        [
            "custody/2001/consignment:2/-/CNY custody/4001/-/-/CNY 0.27",
            "custody/2001/consignment:2/-/CNY custody/4001/-/channel/CNY 0.05",
            "custody/2001/consignment:2/-/CNY custody/2103/carrier:1/-/CNY 8.00",
            "custody/2001/consignment:2/-/CNY custody/2101/cooperative:1/-/CNY 0.68",
            "custody/2301/-/-/CNY custody/2101/cooperative:1/-/CNY 2.52",
            "cooperative:1/1301/-/-/CNY cooperative:1/4004/-/-/CNY 3.20",
        ]
    );
    post(&mut trial, &set);
    assert_eq!(escrow(&trial, &BOX), Money::ZERO);
}

#[test]
fn a_surcharge_passes_through_whole_to_its_carrier() {
    let mut trial = opened("100", "100");
    pay_by_provider(&mut trial, &[part(&BOX, "47.80")]);
    let remote = RetailSale {
        pass_through: vec![to_carrier("15")],
        ..one_box("32.80")
    };
    assert_eq!(settle(&remote).unwrap().whole.pool, yuan("20.43"));
    settle_and_post(&mut trial, (&BOX, 1), &remote);
    let carrier = books::custody(Code::CarrierPayable, CARRIER);
    assert_eq!(trial.posted(&carrier), Ok(yuan("23")));
}

#[test]
fn a_surcharge_given_back_though_the_box_was_sent_is_a_cost() {
    let mut given_back = one_box("0");
    given_back.costs.push(to_carrier("15"));
    let missing = settle(&given_back).unwrap().whole.missing;
    assert_eq!(missing.reserve, yuan("26.20"));
}

#[test]
fn a_cancelled_consignment_has_nothing_to_post() {
    let cancelled = sale(vec![line("0", &[])], "0", "0");
    let settlement = settle(&cancelled).unwrap();
    assert_eq!(settlement.moves_nothing(), Ok(true));
    assert_eq!(settle(&one_box("0")).unwrap().moves_nothing(), Ok(false));
    let only_surcharge = RetailSale {
        pass_through: vec![to_carrier("15")],
        ..cancelled
    };
    let settlement = settle(&only_surcharge).unwrap();
    assert_eq!(settlement.moves_nothing(), Ok(false));
}

#[test]
fn a_refund_that_fails_is_the_escrow_s_again_and_is_never_sent_twice() {
    let mut trial = opened("100", "100");
    pay_by_provider(&mut trial, &[part(&BOX, "32.80")]);
    let before = closing(&trial);
    let whole = yuan("32.80");
    let set = refund_by_provider(&reference("refund/1"), &provider(), &BOX, whole);
    post(&mut trial, &set.unwrap());
    let again = refund_by_transfer(&reference("refund/2"), &BOX, yuan("0.01")).unwrap();
    let fault = Fault::BelowZero {
        account: books::custody(Code::Escrow, BOX),
        available: yuan("-0.01"),
    };
    assert_eq!(trial.post(&again), Err(TrialError::Faults(vec![fault])));
    trial.void("refund/1").unwrap();
    assert_eq!(closing(&trial), before);
    post(&mut trial, &again);
}

#[test]
fn a_refund_by_transfer_waits_for_the_bank_and_may_come_back() {
    let mut trial = opened("100", "100");
    let set = paid_by_transfer(
        &reference("in"),
        &Party::Statement(1),
        &[part(&BOX, "32.80")],
        Money::ZERO,
    );
    post(&mut trial, &set.unwrap());
    let before = closing(&trial);
    let set = refund_by_transfer(&reference("refund"), &BOX, yuan("32.80")).unwrap();
    post(&mut trial, &set);
    assert_eq!(closing(&trial), before, "nothing has left the bank");
    trial.confirm("refund").unwrap();
    assert_eq!(escrow(&trial, &BOX), Money::ZERO);
    let returned = payout::returned(&reference("returned"), &set).unwrap();
    post(&mut trial, &returned);
    assert_eq!(closing(&trial), before);
}

#[test]
fn a_transfer_of_too_much_pays_the_purchase_and_the_rest_goes_back() {
    let mut trial = opened("100", "100");
    let line = Party::Statement(1);
    let parts = [part(&MUSHROOM, "99.80"), part(&BOX, "32.80")];
    let set = paid_by_transfer(&reference("in"), &line, &parts, yuan("0.40"));
    post(&mut trial, &set.unwrap());
    let back = custody::credit_resolved(&reference("back"), &line, &Owner::Sender, yuan("0.40"));
    pay(&mut trial, &back.unwrap());
    let bank = books::custody(Code::Bank, Party::None);
    assert_eq!(trial.posted(&bank), Ok(yuan("332.60")));
    assert_eq!(escrow(&trial, &MUSHROOM), yuan("99.80"));
    assert_eq!(escrow(&trial, &BOX), yuan("32.80"));
}

#[test]
fn a_transfer_that_named_nobody_is_found_to_pay_a_purchase() {
    let mut trial = opened("100", "100");
    let line = Party::Statement(1);
    let set = custody::credit_unknown(&reference("in"), &line, yuan("132.60"));
    post(&mut trial, &set.unwrap());
    let parts = [part(&MUSHROOM, "99.80"), part(&BOX, "32.80")];
    let set = transfer_found(&reference("found"), &line, &parts);
    post(&mut trial, &set.unwrap());
    let suspense = books::custody(Code::Suspense, line);
    assert_eq!(trial.posted(&suspense), Ok(Money::ZERO));
    assert_eq!(escrow(&trial, &BOX), yuan("32.80"));
}

#[test]
fn a_provider_in_credit_pays_nothing_until_payments_exceed_refunds_and_fees() {
    let mut trial = opened("100", "100");
    pay_by_provider(&mut trial, &[part(&MUSHROOM, "99.80")]);
    let first = day("99.80", "0", "0.60");
    let set = provider_settled(&reference("day/1"), &provider(), first, &Arrived::Bank);
    post(&mut trial, &set.unwrap());
    assert_eq!(due(&trial), Money::ZERO);
    let set = refund_by_provider(&reference("refund"), &provider(), &MUSHROOM, yuan("99.80"));
    pay(&mut trial, &set.unwrap());
    assert_eq!(due(&trial), yuan("-99.80"), "1002 may stand in credit");
    let second = day("0", "99.80", "0");
    let set = provider_settled(&reference("day/2"), &provider(), second, &Arrived::Bank);
    let net = yuan("-99.80");
    let nothing = ProviderError::NothingToSettle { net };
    assert_eq!(set, Err(nothing.into()));
    let set = paid_by_provider(&reference("paid/2"), &provider(), &[part(&BOX, "132.80")]);
    post(&mut trial, &set.unwrap());
    let both = second.joined(day("132.80", "0", "0.80")).unwrap();
    let set = provider_settled(&reference("day/3"), &provider(), both, &Arrived::Bank);
    post(&mut trial, &set.unwrap());
    assert_eq!(due(&trial), Money::ZERO);
    let bank = books::custody(Code::Bank, Party::None);
    assert_eq!(trial.posted(&bank), Ok(yuan("331.40")));
}

#[test]
fn a_settlement_that_the_operator_cannot_bear_waits_in_suspense() {
    let mut trial = opened("0.50", "100");
    pay_by_provider(&mut trial, &[part(&MUSHROOM, "99.80")]);
    let first = day("99.80", "0", "0.60");
    let own = |trial: &Trial| OperatorsOwn {
        float: trial
            .posted(&books::custody(Code::OperatorFloat, Party::None))
            .unwrap(),
        fees: ledger::proof::sum_of(trial.balances(), Code::PlatformFee).unwrap(),
        costs: ledger::proof::sum_of(trial.balances(), Code::ChannelCost).unwrap(),
    };
    let (needed, available) = (yuan("0.60"), yuan("0.50"));
    assert_eq!(
        cost_allowed(own(&trial), first.fee),
        Err(ProviderError::ShortOfFloat { needed, available })
    );
    let at_once = provider_settled(&reference("day/1"), &provider(), first, &Arrived::Bank);
    assert!(trial.post(&at_once.unwrap()).is_err(), "it is not covered");
    let line = Party::Statement(7);
    let set = custody::credit_unknown(&reference("bank"), &line, yuan("99.20"));
    post(&mut trial, &set.unwrap());
    settle_and_post(&mut trial, (&MUSHROOM, 1), &mushrooms("99.80"));
    assert_eq!(cost_allowed(own(&trial), first.fee), Ok(()));
    let arrived = Arrived::Suspense(line);
    let set = provider_settled(&reference("day/1"), &provider(), first, &arrived);
    post(&mut trial, &set.unwrap());
    assert_eq!(due(&trial), Money::ZERO);
    let bank = books::custody(Code::Bank, Party::None);
    assert_eq!(trial.posted(&bank), Ok(yuan("199.70")));
    let spent = own(&trial);
    assert_eq!(spent.costs, yuan("0.60"));
    assert_eq!(cost_allowed(spent, yuan("3.48")), Ok(()));
    assert!(cost_allowed(spent, yuan("3.49")).is_err());
    let pool = by_mode(Code::LotPool, Party::Lot(1), Mode::Pool);
    assert_eq!(trial.posted(&pool), Ok(yuan("55.10")));
}
