use catalog::entity::organisation::Kind as Organisation;
use catalog::import::payout_answers;
use catalog::scope::Scope;
use ledger::{AccountKey, Book, Code, Mode, Party};

use crate::bank::tests::import;
use crate::books::test_house::{House, float, moved, set};
use crate::entity::payout_batch::Kind;
use crate::payout::answer::{Answered, answer};
use crate::payout::file::{BankFile, export};
use crate::payout::{PayoutError, Prepare, Prepared, approve, prepare};

pub(crate) fn household_account(household: i64) -> AccountKey {
    let party = Party::Household(household);
    AccountKey::new(Book::Custody, Code::HouseholdPayable, party, Mode::Pool).unwrap()
}

/// A cooperative with two people, two households and money in custody.
pub(crate) struct Village {
    pub(crate) house: House,
    pub(crate) cooperative: i64,
    pub(crate) clerk: i64,
    pub(crate) manager: i64,
    pub(crate) households: Vec<i64>,
}

impl Village {
    pub(crate) async fn open() -> Village {
        let house = House::open().await;
        let operator = house.organisation(Organisation::Operator, "SB").await;
        let cooperative = house.organisation(Organisation::Cooperative, "WC").await;
        let clerk = house.person("clerk@b", cooperative).await;
        let manager = house.person("manager@b", operator).await;
        let households = vec![
            house.household(cooperative, "WC-1").await,
            house.household(cooperative, "WC-2").await,
        ];
        house
            .run(
                "INSERT INTO product (code, shop, name_zh, name_en, unit, fresh, content_hash) \
                 VALUES ('HS', '', '', '', 'g', TRUE, '')",
            )
            .await;
        house
            .run(&format!(
                "INSERT INTO lot (cooperative_id, product_id, code, harvested_on, place, created_at) \
                 VALUES ({cooperative}, 1, 'L', '', '', 0)"
            ))
            .await;
        import(
            &house,
            "A1,2026-11-23 10:00,100.00,FLOAT,SB (sample),100.00\n",
        )
        .await
        .unwrap();
        Village {
            house,
            cooperative,
            clerk,
            manager,
            households,
        }
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::Cooperative(self.cooperative)
    }

    /// One cycle of a pool, whose shares the operator's float stands in for.
    pub(crate) async fn cycle(&self, key: &str, shares: &[i64]) -> Vec<i64> {
        let total: i64 = shares.iter().sum();
        let cycle = self
            .house
            .number(&format!(
                "INSERT INTO pool_cycle (root_lot_id, mode, amount_fen, weight_total, state, at) \
                 VALUES (1, 'pool', {total}, 1, 'posted', 0) RETURNING id"
            ))
            .await;
        let mut lines = Vec::new();
        for (household, share) in self.households.iter().zip(shares) {
            let line = format!(
                "INSERT INTO pool_line (cycle_id, household_id, weight, share_fen, recovered_fen, \
                 payable_fen) VALUES ({cycle}, {household}, 1, {share}, 0, {share}) RETURNING id"
            );
            lines.push(self.house.number(&line).await);
            if *share > 0 {
                let account = household_account(*household);
                let key = format!("{key}:{household}");
                self.house
                    .post(&set(&key, vec![moved(float(), account, *share)]))
                    .await;
            }
        }
        lines
    }

    pub(crate) async fn prepare(&self, kind: Kind) -> Result<Prepared, PayoutError> {
        let households = kind == Kind::Households;
        let tx = self.house.db.write().await?;
        let asked = Prepare {
            kind,
            cooperative_id: households.then_some(self.cooperative),
            person_id: self.clerk,
            now: 20,
        };
        let scope = if households {
            self.scope()
        } else {
            Scope::Operator
        };
        let prepared = prepare(&tx, scope, &asked).await?;
        tx.commit().await?;
        Ok(prepared)
    }

    pub(crate) async fn approve_and_export(&self, batch: i64) -> Result<BankFile, PayoutError> {
        let tx = self.house.db.write().await?;
        approve(&tx, Scope::Operator, batch, (self.manager, 21)).await?;
        let file = export(&tx, Scope::Operator, batch, 22).await?;
        tx.commit().await?;
        Ok(file)
    }

    pub(crate) async fn answer(&self, rows: &str) -> Result<Answered, PayoutError> {
        let text = format!("line_no,amount_yuan,result,reason\n{rows}");
        let rows = payout_answers::parse(text.as_bytes())?;
        let tx = self.house.db.write().await?;
        let answered = answer(&tx, self.scope(), &rows, 23).await?;
        tx.commit().await?;
        Ok(answered)
    }
}
