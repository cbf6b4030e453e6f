//! The money of a deal (`D1`) or of a shop's consignment (`O1`), from its payment to its pools.

use ledger::postings::custody::{self, Owner};
use ledger::postings::retail::{Arrived, EscrowPart};
use ledger::postings::{deal, retail};
use ledger::provider::ProviderDay;
use ledger::retail::{RetailLine, RetailSale};
use ledger::waterfall::{Cost, LotGoods, Sale, Settlement, Shortage};
use ledger::{Code, Mode, Money, Party, waterfall};
use serde_json::{Value, json};

use crate::books::{self, pay, post, provider, reference};

use super::Season;
use super::figures::accepted_figures;
use super::names::{basis_points, fen, grams, party};

impl Season {
    pub(super) fn float(&mut self, event: &Value) -> Value {
        let set = custody::operator_float(&reference(&self.key("float")), fen(&event["fen"]));
        post(&mut self.trial, &set.unwrap());
        json!({})
    }

    pub(super) fn pay_in(&mut self, event: &Value) -> Value {
        let amount = fen(&event["fen"]);
        let sale = party(event["order"].as_str().unwrap());
        let line = Party::Statement(i64::try_from(self.number).unwrap());
        let key = reference(&self.key("in"));
        let parts = [EscrowPart {
            consignment: sale.clone(),
            amount,
        }];
        let set = match (event["via"].as_str().unwrap(), &sale) {
            ("psp", _) => retail::paid_by_provider(&key, &provider(), &parts),
            ("bank", Party::Consignment(_)) => {
                retail::paid_by_transfer(&key, &line, &parts, Money::ZERO)
            }
            ("bank", _) => {
                // The transfer names nobody at first, and is then found to be for the deal.
                let unknown = custody::credit_unknown(&key, &line, amount);
                post(&mut self.trial, &unknown.unwrap());
                let key = reference(&self.key("found"));
                custody::credit_resolved(&key, &line, &Owner::Escrow(sale), amount)
            }
            (other, _) => panic!("no such way of paying: {other}"),
        };
        post(&mut self.trial, &set.unwrap());
        json!({})
    }

    pub(super) fn provider_settles(&mut self, event: &Value) -> Value {
        let day = ProviderDay {
            payments: fen(&event["fen"]),
            refunds: Money::ZERO,
            fee: fen(&event["fee_fen"]),
        };
        let key = reference(&self.key("settled"));
        let set = retail::provider_settled(&key, &provider(), day, &Arrived::Bank);
        post(&mut self.trial, &set.unwrap());
        json!({})
    }

    pub(super) fn refund(&mut self, event: &Value) -> Value {
        let sale = party(event["order"].as_str().unwrap());
        let key = reference(&self.key("refund"));
        let set = retail::refund_by_transfer(&key, &sale, fen(&event["fen"]));
        pay(&mut self.trial, &set.unwrap());
        json!({ "stage": "escrow" })
    }

    pub(super) fn accept(&mut self, event: &Value) -> Value {
        let order = party(event["order"].as_str().unwrap());
        let escrow = books::custody(Code::Escrow, order.clone());
        let stays = self.available(&escrow);
        let key = reference(&self.key("accepted"));
        let (settlement, set) = match order {
            Party::Consignment(_) => {
                let settlement = ledger::retail::settle(&self.retail_sale(event, stays)).unwrap();
                let set = retail::consignment_settled(&key, &order, &self.cooperative, &settlement);
                (settlement.whole, set)
            }
            _ => {
                let settlement = self.deal_settlement(event, stays);
                let set = deal::accepted(&key, &order, &self.cooperative, &settlement);
                (settlement, set)
            }
        };
        post(&mut self.trial, &set.unwrap());
        assert_eq!(self.trial.posted(&escrow), Ok(Money::ZERO));
        accepted_figures(&settlement)
    }

    fn retail_sale(&self, event: &Value, stays: Money) -> RetailSale {
        RetailSale {
            lines: vec![RetailLine {
                paid: stays,
                lots: goods(event),
            }],
            channel_fee: basis_points(&event["channel_bp"]),
            platform_fee: basis_points(&event["platform_bp"]),
            cooperative_fee: basis_points(&event["coop_bp"]),
            costs: costs(event),
            cooperative_costs: fen(&event["coop_cost_fen"]),
            pass_through: Vec::new(),
            reserve: self.reserve(),
        }
    }

    fn deal_settlement(&self, event: &Value, stays: Money) -> Settlement {
        let sale = Sale {
            gross: stays,
            channel_fee: basis_points(&event["channel_bp"]),
            platform_fee: basis_points(&event["platform_bp"]),
            pass_through: Vec::new(),
            costs: costs(event),
            cooperative_costs: fen(&event["coop_cost_fen"]),
            cooperative_fee: basis_points(&event["coop_bp"]),
            lots: goods(event),
            shortage: Shortage::Deal {
                cooperative: self.cooperative_payable(),
                reserve: self.reserve(),
            },
        };
        waterfall::settle(&sale).unwrap()
    }
}

fn costs(event: &Value) -> Vec<Cost> {
    let cost = |cost: &Value| Cost {
        party: party(cost["party"].as_str().unwrap()),
        amount: fen(&cost["fen"]),
    };
    event["costs"]
        .as_array()
        .unwrap()
        .iter()
        .map(cost)
        .collect()
}

fn goods(event: &Value) -> Vec<LotGoods> {
    let goods = |lot: &Value| LotGoods {
        lot: party(lot["lot"].as_str().unwrap()),
        mode: Mode::Pool,
        delivered: grams(&lot["qty"]),
    };
    event["lots"]
        .as_array()
        .unwrap()
        .iter()
        .map(goods)
        .collect()
}
