//! Every mail with invented facts, for the operator's preview and for tests.

use exchange::entity::purchase::Route;
use exchange::entity::refund::Reason;
use ledger::Money;
use ledger::retail::Parts;

use super::letter::Reader;
use super::{Mail, account, shop};
use crate::render::{Lang, Renderer};

/// The names of all mails, in the order in which a buyer may get them.
pub const NAMES: [&str; 22] = [
    "recover",
    "placed",
    "paid",
    "paid-late",
    "expired",
    "cancelled",
    "cancelled-paid",
    "part-cancelled",
    "paid-twice",
    "shipped",
    "waybill",
    "claim-granted",
    "claim-rejected",
    "refunded",
    "refunded-transfer",
    "refunded-part",
    "refunded-twice",
    "refund-returned",
    "refund-failed",
    "late-refund",
    "impact",
    "impact-few",
];

/// 24 November 2026, 15:30 at UTC+8.
const AT: i64 = 1_795_505_400_000;
const DAY: i64 = 86_400_000;
const NUMBER: &str = "GM261124-0318";

/// What a sample is written with.
#[derive(Copy, Clone, Debug)]
pub struct Samples<'a> {
    /// Words and sheet.
    pub renderer: &'a Renderer,
    /// The language.
    pub lang: Lang,
    /// Where links lead.
    pub base_url: &'a str,
}

impl Samples<'_> {
    /// The sample of that name; none for a name that is not in [`NAMES`].
    pub fn mail(&self, name: &str) -> Option<Mail> {
        let words = |key: &str| self.renderer.message(self.lang, key, &[]);
        let (goods, person) = (words("mail-sample-goods"), words("mail-sample-name"));
        let url = format!("{}/orders/{NUMBER}", self.base_url);
        let reader = Reader {
            address: "wangfang@sanbao.example",
            name: &person,
            lang: self.lang,
            shop: "sweetpotato",
        };
        let lines = [shop::Line {
            goods: &goods,
            packs: 2,
            amount_fen: 6_560,
        }];
        let bought = shop::Bought {
            number: NUMBER,
            code: "7K2M9T",
            url: &url,
            lines: &lines,
            surcharge_fen: 0,
            total_fen: 6_560,
        };
        self.before_shipping(name, (&reader, &bought))
            .or_else(|| self.claims_and_refunds(name, (&reader, &bought)))
            .or_else(|| self.shipped_and_impact(name, (&reader, &bought)))
            .or_else(|| self.of_an_account(name, &reader))
    }

    fn words(&self, key: &str) -> String {
        self.renderer.message(self.lang, key, &[])
    }

    fn of_an_account(&self, name: &str, reader: &Reader<'_>) -> Option<Mail> {
        let link = format!("{}/recover/5f1c", self.base_url);
        let reader = Reader {
            shop: "",
            ..*reader
        };
        (name == "recover").then(|| account::recover(self.renderer, &reader, &link))
    }

    fn before_shipping(
        &self,
        name: &str,
        (reader, bought): (&Reader<'_>, &shop::Bought<'_>),
    ) -> Option<Mail> {
        let ended = |why, paid_fen, route| {
            let ended = shop::Ended {
                bought: *bought,
                why,
                at_ms: AT + 3 * DAY,
                paid_fen,
                route,
                shop_url: &format!("{}/shops/sweetpotato", self.base_url),
            };
            shop::ended(self.renderer, reader, &ended)
        };
        let paid = |route, came| {
            let paid = shop::Paid {
                bought: *bought,
                route,
                city: &self.words("mail-sample-city"),
                promise: Some(parts()),
                window_hours: 48,
                came,
            };
            shop::paid(self.renderer, reader, &paid)
        };
        Some(match name {
            "placed" => self.placed((reader, bought)),
            "paid" => paid(Route::Provider, shop::Came::InTime),
            "paid-late" => paid(Route::Transfer, shop::Came::Late),
            "expired" => ended(shop::End::Expired, 0, Route::Transfer),
            "cancelled" => ended(shop::End::Buyer, 0, Route::Provider),
            "part-cancelled" => self.part_cancelled((reader, bought)),
            "paid-twice" => self.paid_twice((reader, bought)),
            "cancelled-paid" => ended(shop::End::Office, 6_560, Route::Transfer),
            _ => return None,
        })
    }

    fn part_cancelled(&self, (reader, bought): (&Reader<'_>, &shop::Bought<'_>)) -> Mail {
        let ended = shop::PartEnded {
            bought: *bought,
            why: shop::End::Buyer,
            at_ms: AT + DAY,
            back_fen: 3_280,
            route: Route::Transfer,
        };
        shop::part_ended(self.renderer, reader, &ended)
    }

    fn paid_twice(&self, (reader, bought): (&Reader<'_>, &shop::Bought<'_>)) -> Mail {
        let twice = shop::PaidTwice {
            number: bought.number,
            url: bought.url,
            amount_fen: bought.total_fen,
            arrived_ms: AT + 60_000,
            route: Route::Provider,
            stands: shop::Stands::Yes,
        };
        shop::paid_twice(self.renderer, reader, &twice)
    }

    fn refund_failed(
        &self,
        (reader, bought): (&Reader<'_>, &shop::Bought<'_>),
        (route, account_tail): (Route, &str),
    ) -> Mail {
        let failed = shop::RefundFailed {
            number: bought.number,
            url: bought.url,
            refund: "TK261201-0003",
            amount_fen: 394,
            route,
            account_tail,
        };
        shop::refund_failed(self.renderer, reader, &failed)
    }

    fn placed(&self, (reader, bought): (&Reader<'_>, &shop::Bought<'_>)) -> Mail {
        let placed = shop::Placed {
            bought: shop::Bought {
                surcharge_fen: 800,
                total_fen: bought.total_fen + 800,
                ..*bought
            },
            holder: &self.words("mail-sample-holder"),
            bank: &self.words("mail-sample-bank"),
            account: "0000 0000 0000 0900 007",
            memo: "GM8Q4W",
            until_ms: AT + 3 * DAY,
        };
        shop::placed(self.renderer, reader, &placed)
    }

    fn claims_and_refunds(
        &self,
        name: &str,
        (reader, bought): (&Reader<'_>, &shop::Bought<'_>),
    ) -> Option<Mail> {
        let claim = |granted_fen, words: &str| {
            let claim = shop::ClaimDecided {
                number: bought.number,
                url: bought.url,
                claim: "SH261201-0007",
                goods: bought.lines.first().map_or("", |line| line.goods),
                weight_g: 500,
                granted_fen,
                words: &self.words(words),
            };
            shop::claim_decided(self.renderer, reader, &claim)
        };
        let refunded = |(route, account_tail), reason| {
            let refunded = shop::Refunded {
                number: bought.number,
                url: bought.url,
                refund: "TK261201-0003",
                amount_fen: 394,
                reason,
                stands: shop::Stands::Yes,
                route,
                account_tail,
                arrives_ms: AT + 10 * DAY,
            };
            shop::refunded(self.renderer, reader, &refunded)
        };
        Some(match name {
            "claim-granted" => claim(394, "mail-sample-granted"),
            "claim-rejected" => claim(0, "mail-sample-rejected"),
            "refunded" => refunded((Route::Provider, ""), Reason::Claim),
            "refunded-transfer" => refunded((Route::Transfer, "0042"), Reason::Claim),
            "refunded-part" => refunded((Route::Provider, ""), Reason::Cancelled),
            "refunded-twice" => refunded((Route::Provider, ""), Reason::Doubled),
            "refund-returned" => self.refund_failed((reader, bought), (Route::Transfer, "0042")),
            "refund-failed" => self.refund_failed((reader, bought), (Route::Provider, "")),
            "late-refund" => {
                let late = shop::LateRefund {
                    number: bought.number,
                    url: bought.url,
                    amount_fen: bought.total_fen,
                    ended_ms: AT + 3 * DAY,
                    arrived_ms: AT + 4 * DAY,
                    route: Route::Transfer,
                };
                shop::late_refund(self.renderer, reader, &late)
            }
            _ => return None,
        })
    }

    fn shipped_and_impact(
        &self,
        name: &str,
        (reader, bought): (&Reader<'_>, &shop::Bought<'_>),
    ) -> Option<Mail> {
        let impact = |households| {
            let impact = shop::Impact {
                number: bought.number,
                url: bought.url,
                paid_fen: bought.total_fen,
                home_fen: 4_085,
                households,
                parts: Some(parts()),
                batches: "FK261204-02",
                reference: "48213",
                paid_on_ms: AT + 10 * DAY,
            };
            shop::impact(self.renderer, reader, &impact)
        };
        Some(match name {
            "shipped" => {
                let shipped = shop::Shipped {
                    bought: *bought,
                    consignment: "GM261124-0318-1",
                    cooperative: &self.words("mail-sample-cooperative"),
                    carrier: &self.words("mail-sample-carrier"),
                    waybill: "LJ0012345678",
                    window_hours: 48,
                    auto_received_ms: AT + 12 * DAY,
                };
                shop::shipped(self.renderer, reader, &shipped)
            }
            "waybill" => {
                let corrected = shop::WaybillCorrected {
                    number: bought.number,
                    url: bought.url,
                    consignment: "GM261124-0318-1",
                    carrier: &self.words("mail-sample-carrier"),
                    was: "LJ0012345687",
                    waybill: "LJ0012345678",
                };
                shop::waybill_corrected(self.renderer, reader, &corrected)
            }
            "impact" => impact(6),
            "impact-few" => impact(4),
            _ => return None,
        })
    }
}

/// Two boxes of sweet potatoes, 65.60 together.
fn parts() -> Parts {
    Parts {
        channel: Money::fen(39),
        platform: Money::fen(196),
        packing: Money::fen(640),
        express: Money::fen(1_600),
        cooperative: Money::ZERO,
        growers: Money::fen(4_085),
    }
}
