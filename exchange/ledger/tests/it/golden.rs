//! Every file of `tests/golden`, run by its rule.

use std::fs;
use std::path::Path;

use ledger::pool::{Carry, Claim, Split, carries, refund, split};
use ledger::{Money, Party, apportion};
use serde_json::Value;

use crate::season;

#[test]
fn every_golden_case_comes_out_to_the_fen() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    names.retain(|path| path.extension().is_some_and(|ext| ext == "json"));
    names.sort();
    assert_eq!(names.len(), 15, "all cases are here");
    for path in names {
        let case = load(&path);
        let runs: fn(&Value, &Value) = match case["rule"].as_str().unwrap() {
            "apportion" => check_apportion,
            "pool_cycles" => check_pool,
            "season" => season::check,
            rule => panic!("{}: no such rule: {rule}", path.display()),
        };
        println!("{}", path.display());
        for (input, output) in cases(&case) {
            runs(input, output);
        }
    }
}

pub(crate) fn load(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn cases(case: &Value) -> Vec<(&Value, &Value)> {
    let (input, output) = (&case["input"], &case["output"]);
    match (input["cases"].as_array(), output["cases"].as_array()) {
        (Some(inputs), Some(outputs)) => {
            assert_eq!(inputs.len(), outputs.len());
            inputs.iter().zip(outputs).collect()
        }
        _ => vec![(input, output)],
    }
}

pub(crate) fn numbers(value: &Value) -> Vec<i64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.as_i64().unwrap())
        .collect()
}

fn amounts(value: &Value) -> Vec<Money> {
    numbers(value).into_iter().map(Money::fen).collect()
}

fn check_apportion(input: &Value, output: &Value) {
    let total = Money::fen(input["total_fen"].as_i64().unwrap());
    let parts = apportion(total, &numbers(&input["weights"]));
    match output.get("error") {
        Some(_) => assert!(parts.is_err(), "{input}"),
        None => assert_eq!(parts, Ok(amounts(&output["parts_fen"])), "{input}"),
    }
}

fn check_pool(input: &Value, output: &Value) {
    let weights = numbers(&input["weights"]);
    let claim = |(place, weight): (usize, &i64)| Claim {
        household: Party::Household(i64::try_from(place + 1).unwrap()),
        weight: *weight,
        posted: Money::ZERO,
        unpaid: Money::ZERO,
    };
    let mut claims: Vec<Claim> = weights.iter().enumerate().map(claim).collect();
    let mut held = Money::ZERO;
    let events = input["events"].as_array().unwrap();
    let expected = output["events"].as_array().unwrap();
    assert_eq!(events.len(), expected.len());
    for (event, expected) in events.iter().zip(expected) {
        let mut parts = vec![Money::ZERO; claims.len()];
        let mut is_held = false;
        match event["do"].as_str().unwrap() {
            "split" => {
                let amount = Money::fen(event["fen"].as_i64().unwrap())
                    .checked_add(held)
                    .unwrap();
                match split(amount, &claims).unwrap() {
                    Split::Held => (held, is_held) = (amount, true),
                    Split::Parts(split) => {
                        held = Money::ZERO;
                        parts = split.into_iter().map(|part| part.part).collect();
                    }
                }
            }
            "refund" => {
                let amount = Money::fen(event["fen"].as_i64().unwrap());
                parts = refund(amount, &claims)
                    .unwrap()
                    .into_iter()
                    .map(|p| p.part)
                    .collect();
            }
            "paid" => claims
                .iter_mut()
                .for_each(|claim| claim.unpaid = Money::ZERO),
            other => panic!("no such event: {other}"),
        }
        for (claim, part) in claims.iter_mut().zip(&parts) {
            claim.posted = claim.posted.checked_add(*part).unwrap();
            claim.unpaid = claim.unpaid.checked_add(*part).unwrap();
        }
        assert_eq!(parts, amounts(&expected["parts_fen"]), "{event}");
        assert_eq!(is_held, expected["held"].as_bool().unwrap());
        let posted: Vec<Money> = claims.iter().map(|claim| claim.posted).collect();
        assert_eq!(posted, amounts(&expected["posted_fen"]));
        let weight_total = expected["weight_total"].as_i64().unwrap();
        let carry = |numerator| Carry {
            numerator: i128::from(numerator),
            weight_total,
        };
        let expected: Vec<Carry> = numbers(&expected["carry_num"])
            .into_iter()
            .map(carry)
            .collect();
        assert_eq!(carries(&claims).unwrap(), expected);
    }
}
