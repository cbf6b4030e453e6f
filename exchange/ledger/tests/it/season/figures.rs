//! What the rules say, in the words of a golden file.

use ledger::cycle::CycleLine;
use ledger::waterfall::Settlement;
use serde_json::{Value, json};

use super::names::name_of;

pub(super) fn accepted_figures(settlement: &Settlement) -> Value {
    let parts: Vec<i64> = settlement
        .lots
        .iter()
        .map(|part| part.amount.as_fen())
        .collect();
    json!({
        "gross_fen": settlement.gross.as_fen(),
        "retention_fen": 0,
        "channel_fen": settlement.channel_fee.as_fen(),
        "platform_fen": settlement.platform_fee.as_fen(),
        "cost_fen": settlement.cost_total().unwrap().as_fen(),
        "coop_cost_fen": settlement.cooperative_costs.as_fen(),
        "net_fen": settlement.net.as_fen(),
        "coop_fee_fen": settlement.cooperative_fee.as_fen(),
        "pool_fen": settlement.pool.as_fen(),
        "lot_parts_fen": parts,
        "household_bp": settlement.pool.share_of(settlement.gross).unwrap().as_bp(),
    })
}

pub(super) fn line_figures(lines: &[CycleLine]) -> Value {
    let figure = |line: &CycleLine| {
        json!({
            "household": name_of(&line.household),
            "share_fen": line.share.as_fen(),
            "recovered_fen": line.recovered().unwrap().as_fen(),
            "payable_fen": line.payable().unwrap().as_fen(),
            "carry_num": i64::try_from(line.carry.numerator).unwrap(),
            "weight_total": line.carry.weight_total,
        })
    };
    let recoveries = lines.iter().flat_map(|line| {
        line.recoveries.iter().map(|recovery| {
            let advance = format!("ADV{}", recovery.advance);
            let household = name_of(&line.household);
            json!({ "household": household, "advance": advance, "fen": recovery.amount.as_fen() })
        })
    });
    let recoveries: Vec<Value> = recoveries.collect();
    let lines: Vec<Value> = lines.iter().map(figure).collect();
    json!({ "lines": lines, "recoveries": recoveries })
}
