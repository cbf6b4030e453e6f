//! Households, seen by whom they concern.

use super::*;
use crate::households::{self, Bank, HouseholdError, NewConsent, SeasonTotals};

async fn id_of(village: &Village, code: &str) -> i64 {
    number(
        &village.db,
        &format!("SELECT id FROM household WHERE code = '{code}'"),
    )
    .await
}

#[tokio::test]
async fn a_household_sees_itself_a_cooperative_its_members_the_operator_all() {
    let village = village().await;
    let id = id_of(&village, "WC-0002").await;
    let count = async |scope| {
        households::households(village.db.read(), scope)
            .await
            .unwrap()
            .len()
    };
    assert_eq!(count(Scope::Household(id)).await, 1);
    assert_eq!(count(village.scope()).await, 3);
    assert_eq!(count(Scope::Operator).await, 4);
    for stranger in [
        Scope::Household(id + 1),
        Scope::Cooperative(village.taohong),
    ] {
        let error = households::private(village.db.read(), stranger, id)
            .await
            .unwrap_err();
        assert!(matches!(error, HouseholdError::UnknownHousehold(unknown) if unknown == id));
    }
    let private = households::private(village.db.read(), Scope::Household(id), id)
        .await
        .unwrap();
    assert_eq!(private.bank_account, "0000000000000000018");
}

#[tokio::test]
async fn deliveries_are_a_households_tickets_over_all_lots() {
    let village = village().await;
    village
        .weigh("T1,WC-0001,L1,YI,1\nT2,WC-0002,L1,TE,2\nT3,WC-0002,L2,ER,3")
        .await
        .unwrap();
    let id = id_of(&village, "WC-0002").await;
    let tickets = households::deliveries(village.db.read(), Scope::Household(id), id)
        .await
        .unwrap();
    let rows: Vec<_> = tickets
        .iter()
        .map(|row| (row.lot_code.as_str(), row.grade.as_str()))
        .collect();
    assert_eq!(rows, [("L1", "TE"), ("L2", "ER")]);
    assert!(
        households::deliveries(village.db.read(), Scope::Household(id + 1), id)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_consent_is_given_once_and_withdrawn_once() {
    let village = village().await;
    let household_id = id_of(&village, "WC-0001").await;
    let scope = Scope::Household(household_id);
    let text = |text: &str| text.to_owned();
    let given = NewConsent {
        household_id,
        purpose: text("public_story"),
        data_class: text("photograph"),
        recipient: text("public"),
        version: text("2026-1"),
        channel: text("paper"),
    };
    let tx = village.db.write().await.unwrap();
    let consent = households::give_consent(&tx, scope, &given, NOW)
        .await
        .unwrap();
    let other = Scope::Cooperative(village.taohong);
    let error = households::withdraw_consent(&tx, other, consent.id, NOW)
        .await
        .unwrap_err();
    assert!(matches!(error, HouseholdError::UnknownConsent(_)));
    households::withdraw_consent(&tx, scope, consent.id, NOW + 1)
        .await
        .unwrap();
    let error = households::withdraw_consent(&tx, scope, consent.id, NOW + 2)
        .await
        .unwrap_err();
    assert!(matches!(error, HouseholdError::Withdrawn { at, .. } if at == NOW + 1));
    tx.commit().await.unwrap();
    let consents = households::consents(village.db.read(), scope, household_id)
        .await
        .unwrap();
    assert_eq!(
        consents
            .iter()
            .map(|row| row.withdrawn_at)
            .collect::<Vec<_>>(),
        [Some(NOW + 1)]
    );
}

#[tokio::test]
async fn a_bank_account_is_corrected_by_its_own_cooperative_only() {
    let village = village().await;
    let id = id_of(&village, "WC-0001").await;
    let bank = |account: &str| Bank {
        name: "示例银行".to_owned(),
        account: account.to_owned(),
    };
    let tx = village.db.write().await.unwrap();
    for bad in ["", "6.2E+18", "1234567", "62 22"] {
        let error = households::correct_bank(&tx, village.scope(), id, &bank(bad))
            .await
            .unwrap_err();
        assert!(matches!(error, HouseholdError::BadAccount), "{bad:?}");
    }
    let other = Scope::Cooperative(village.taohong);
    assert!(
        households::correct_bank(&tx, other, id, &bank("6222000000000001"))
            .await
            .is_err()
    );
    households::correct_bank(&tx, village.scope(), id, &bank("6222000000000001"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let private = households::private(village.db.read(), village.scope(), id)
        .await
        .unwrap();
    assert_eq!(
        (private.bank_account.as_str(), private.name.as_str()),
        ("6222000000000001", "刘**")
    );
}

#[tokio::test]
async fn a_season_sums_up_for_whoever_may_see_it() {
    let village = village().await;
    village
        .weigh("T1,WC-0001,L1,YI,1\nT2,WC-0002,L2,TE,2")
        .await
        .unwrap();
    village
        .weigh_for(village.taohong, &sweet_potatoes("T1,TH-0001,L1,YI,20"))
        .await
        .unwrap();
    let own = households::season_totals(village.db.read(), village.scope())
        .await
        .unwrap();
    assert_eq!(
        (own.households, own.mu_hundredths, own.tickets),
        (3, 1_710, 2)
    );
    assert_eq!(
        own.products
            .iter()
            .map(|row| row.recorded)
            .collect::<Vec<_>>(),
        [jin(3)]
    );
    let all = households::season_totals(village.db.read(), Scope::Operator)
        .await
        .unwrap();
    assert_eq!(
        (all.households, all.tickets, all.products[0].recorded),
        (4, 3, jin(23))
    );
    let none = households::season_totals(village.db.read(), Scope::Household(1))
        .await
        .unwrap();
    assert_eq!(none, SeasonTotals::default());
}
