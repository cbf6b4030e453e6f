use exchange::retail::provider::{AskPart, Standing};
use ledger::Money;
use sea_orm::EntityTrait;
use sea_orm_migration::MigratorTrait;

use super::*;
use exchange::entity::sandbox_notice;

const MINUTE_MS: i64 = 60_000;

struct House {
    sandbox: Sandbox,
    clock: Clock,
    _folder: tempfile::TempDir,
}

async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("t.db").display());
    let db = Database::connect(&url).await.unwrap();
    migrations::Migrator::up(db.read(), None).await.unwrap();
    // The middle of a day, so that a test that takes a minute stays in it.
    let noon = 1_760_068_800_000;
    let clock = Clock::with_offset(noon - Clock::wall());
    let sandbox = Sandbox::new(db, clock.clone(), Secret::of(b"a secret"));
    House {
        sandbox,
        clock,
        _folder: folder,
    }
}

impl House {
    fn ask(&self, out_no: &str, fen: i64) -> Ask {
        Ask {
            out_no: out_no.to_owned(),
            parts: vec![AskPart {
                cooperative_id: 1,
                part_no: format!("{out_no}-1"),
                amount: Money::fen(fen),
            }],
            expires_at: self.clock.now() + 30 * MINUTE_MS,
            return_url: "/orders/1/paid".to_owned(),
        }
    }

    /// Asks, and pays on the page.
    async fn paid(&self, out_no: &str, fen: i64) {
        let token = books::open_payment(&self.sandbox, &self.ask(out_no, fen)).await;
        assert!(self.pay(&token.unwrap()).await);
    }

    async fn pay(&self, token: &str) -> bool {
        let row = books::of_page(&self.sandbox, token).await.unwrap().unwrap();
        books::pay(&self.sandbox, &row).await.unwrap()
    }

    async fn standing(&self, out_no: &str) -> Standing {
        self.sandbox.look(out_no).await.unwrap().standing
    }

    async fn refund(&self, number: &str, out_no: &str, fen: i64) -> Result<RefundStanding, String> {
        let ask = RefundAsk {
            out_no: out_no.to_owned(),
            refund_no: number.to_owned(),
            amount: Money::fen(fen),
        };
        self.sandbox
            .refund(&ask)
            .await
            .map_err(|error| error.to_string())
    }

    async fn notices(&self) -> Vec<sandbox_notice::Model> {
        let all = sandbox_notice::Entity::find();
        all.all(self.sandbox.db.read()).await.unwrap()
    }
}

#[tokio::test]
async fn the_same_number_with_the_same_content_is_the_same_payment() {
    let house = house().await;
    let ask = house.ask("SB1", 3280);
    let first = house.sandbox.create(&ask).await.unwrap();
    assert_eq!(house.sandbox.create(&ask).await.unwrap(), first);
    let other = Ask {
        parts: house.ask("SB1", 3281).parts,
        ..ask
    };
    let refused = house.sandbox.create(&other).await;
    assert!(matches!(refused, Err(ProviderError::Refused(_))));
}

#[tokio::test]
async fn paying_twice_takes_the_money_once_and_writes_one_notice() {
    let house = house().await;
    let token = books::open_payment(&house.sandbox, &house.ask("SB1", 3280))
        .await
        .unwrap();
    assert_eq!(house.standing("SB1").await, Standing::Asked);
    let row = books::of_page(&house.sandbox, &token)
        .await
        .unwrap()
        .unwrap();
    let (first, second) = tokio::join!(
        books::pay(&house.sandbox, &row),
        books::pay(&house.sandbox, &row)
    );
    assert!(first.unwrap() && second.unwrap());
    let Standing::Paid { amount, .. } = house.standing("SB1").await else {
        panic!("it was paid");
    };
    assert_eq!(amount, Money::fen(3280));
    assert_eq!(house.notices().await.len(), 1);
}

#[tokio::test]
async fn a_payment_that_expired_or_was_closed_takes_no_money() {
    let house = house().await;
    for (out_no, closes) in [("SB1", true), ("SB2", false)] {
        let token = books::open_payment(&house.sandbox, &house.ask(out_no, 3280))
            .await
            .unwrap();
        if closes {
            let facts = house.sandbox.close(out_no).await.unwrap();
            assert_eq!(facts.standing, Standing::Closed);
        } else {
            house.clock.advance(30 * MINUTE_MS);
        }
        assert!(!house.pay(&token).await, "{out_no}");
        assert_eq!(house.standing(out_no).await, Standing::Closed);
    }
    house.paid("SB3", 100).await;
    let facts = house.sandbox.close("SB3").await.unwrap();
    assert!(matches!(facts.standing, Standing::Paid { .. }));
    assert_eq!(house.standing("SB4").await, Standing::Asked);
}

#[tokio::test]
async fn refunds_take_a_moment_and_never_exceed_the_payment() {
    let house = house().await;
    house.paid("SB1", 9980).await;
    let processing = Ok(RefundStanding::Processing);
    assert_eq!(house.refund("TK1", "SB1", 2000).await, processing);
    assert_eq!(house.refund("TK1", "SB1", 2000).await, processing);
    assert!(house.refund("TK1", "SB1", 2001).await.is_err());
    assert!(house.refund("TK2", "SB1", 7981).await.is_err());
    assert!(house.refund("TK2", "SB1", 0).await.is_err());
    assert!(house.refund("TK2", "SB2", 1).await.is_err());
    assert_eq!(house.refund("TK2", "SB1", 7980).await, processing);
    assert!(house.refund("TK3", "SB1", 1).await.is_err());
    let unknown = house.sandbox.look_refund("TK3").await.unwrap();
    assert_eq!(unknown, RefundStanding::Unknown);
    house.clock.advance(1_000);
    let done = house.sandbox.look_refund("TK1").await.unwrap();
    assert!(matches!(done, RefundStanding::Done { .. }));
}

#[tokio::test]
async fn a_day_is_paid_out_once_less_its_fees_and_refunds() {
    let house = house().await;
    let day = catalog::working_days::Day::of(house.clock.now());
    house.paid("SB1", 9980).await;
    house.paid("SB2", 3280).await;
    house.refund("TK1", "SB1", 2000).await.unwrap();
    house.clock.advance(2_000);
    let early = house.sandbox.statement(&day.to_string()).await.unwrap();
    assert_eq!(early, None);
    house.clock.advance(24 * 60 * MINUTE_MS);
    house.paid("SB3", 500).await;
    let statement = house
        .sandbox
        .statement(&day.to_string())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        statement.number,
        format!("SBX{}", day.to_string().replace('-', ""))
    );
    let [money, fee] = [Money::fen, Money::fen];
    assert_eq!(
        statement.payments,
        [
            ("SB1".to_owned(), money(9980), fee(60)),
            ("SB2".to_owned(), money(3280), fee(20))
        ]
    );
    assert_eq!(statement.refunds, [("TK1".to_owned(), money(2000))]);
    let again = house
        .sandbox
        .statement(&day.to_string())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(again, statement);
    assert_eq!(house.sandbox.statement("2026-13-01").await.unwrap(), None);
}

#[tokio::test]
async fn a_day_that_would_pay_nothing_joins_the_next() {
    let house = house().await;
    let first = catalog::working_days::Day::of(house.clock.now());
    house.paid("SB1", 1000).await;
    house.refund("TK1", "SB1", 1000).await.unwrap();
    house.clock.advance(24 * 60 * MINUTE_MS);
    assert_eq!(
        house.sandbox.statement(&first.to_string()).await.unwrap(),
        None
    );
    house.paid("SB2", 3000).await;
    house.clock.advance(24 * 60 * MINUTE_MS);
    let next = house
        .sandbox
        .statement(&first.next().to_string())
        .await
        .unwrap()
        .unwrap();
    let numbers: Vec<&str> = next
        .payments
        .iter()
        .map(|(number, ..)| number.as_str())
        .collect();
    assert_eq!(numbers, ["SB1", "SB2"]);
    assert_eq!(next.refunds.len(), 1);
}
