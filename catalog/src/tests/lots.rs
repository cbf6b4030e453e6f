//! Lots, weigh tickets, weights and corrections.

use super::*;
use crate::lots::{self, Correct, LotError, Page};
use crate::stock::{self, Movement};
use crate::verify;

async fn correct(village: &Village, ticket: &str, now: Grams) -> Result<lots::Corrected, LotError> {
    let person_id = village.person_id().await;
    let intake_id = number(
        &village.db,
        &format!("SELECT id FROM intake WHERE ticket_no = '{ticket}'"),
    )
    .await;
    let correct = Correct {
        intake_id,
        now,
        reason: "typed wrong".to_owned(),
        person_id,
    };
    let tx = village.db.write().await?;
    let corrected = lots::correct_intake(&tx, village.scope(), &correct, NOW).await?;
    tx.commit().await?;
    Ok(corrected)
}

#[tokio::test]
async fn a_lot_shows_each_grade_the_best_first_and_sums_them() {
    let village = village().await;
    village
        .weigh("T1,WC-0001,L1,YI,100\nT2,WC-0002,L1,TE,10\nT3,WC-0003,L2,ER,7")
        .await
        .unwrap();
    let views = lots::lots(village.db.read(), village.scope())
        .await
        .unwrap();
    assert_eq!(
        views
            .iter()
            .map(|view| view.lot.code.as_str())
            .collect::<Vec<_>>(),
        ["L1", "L2"]
    );
    let grades: Vec<_> = views[0]
        .grades
        .iter()
        .map(|grade| (grade.grade.as_str(), grade.free))
        .collect();
    assert_eq!(grades, [("TE", jin(10)), ("YI", jin(100))]);
    assert_eq!(
        (views[0].recorded().unwrap(), views[0].held().unwrap()),
        (jin(110), Grams::ZERO)
    );
    let one = lots::lot(village.db.read(), village.scope(), views[0].lot.id)
        .await
        .unwrap();
    assert_eq!(one, views[0]);
    let other = Scope::Cooperative(village.taohong);
    assert!(matches!(
        lots::lot(village.db.read(), other, one.lot.id).await,
        Err(LotError::UnknownLot(_))
    ));
    assert_eq!(lots::lots(village.db.read(), other).await.unwrap(), []);
}

#[tokio::test]
async fn households_stand_in_the_order_of_their_first_ticket_with_their_grades_weighed() {
    let village = village().await;
    let lines = "
        T1,WC-0003,L1,ER,100
        T2,WC-0001,L1,YI,50
        T3,WC-0003,L1,YI,10
        T4,WC-0001,L2,YI,999
        T5,WC-0001,L1,TE,1";
    village.weigh(lines).await.unwrap();
    let weights = lots::lot_weights(village.db.read(), village.lot("L1").await.id)
        .await
        .unwrap();
    let rows: Vec<_> = weights
        .iter()
        .map(|row| (row.code.as_str(), row.grams, row.weight))
        .collect();
    let third = 100 * 500 * 8_000 + 10 * 500 * 10_000;
    let first = 50 * 500 * 10_000 + 500 * 12_000;
    assert_eq!(
        rows,
        [("WC-0003", jin(110), third), ("WC-0001", jin(51), first)]
    );
    assert_eq!(lots::lot_weights(village.db.read(), 404).await.unwrap(), []);
}

#[tokio::test]
async fn a_correction_is_a_line_of_its_own_and_the_newest_counts() {
    let village = village().await;
    village
        .weigh("T1,WC-0001,L1,YI,350\nT2,WC-0002,L1,YI,100")
        .await
        .unwrap();
    let corrected = correct(&village, "T1", jin(3_500)).await.unwrap();
    assert_eq!((corrected.was, corrected.now), (jin(350), jin(3_500)));
    assert_eq!(corrected.root_lot_id, village.lot("L1").await.id);
    correct(&village, "T1", jin(3_600)).await.unwrap();
    assert_eq!(village.lot("L1/YI").await.recorded_g, 3_700 * 500);
    let root_id = village.lot("L1").await.id;
    let tickets = lots::tickets(village.db.read(), village.scope(), root_id, Page::FIRST)
        .await
        .unwrap();
    assert_eq!(
        tickets
            .iter()
            .map(|ticket| ticket.counted().unwrap())
            .collect::<Vec<_>>(),
        [jin(3_600), jin(100)]
    );
    let lines: Vec<_> = tickets[0]
        .corrections
        .iter()
        .map(|row| (row.was_g, row.now_g))
        .collect();
    assert_eq!(lines, [(175_000, 1_750_000), (1_750_000, 1_800_000)]);
    assert_eq!(
        (tickets[0].intake.quantity_g, tickets[0].lot_code.as_str()),
        (175_000, "L1")
    );
    let weights = lots::lot_weights(village.db.read(), root_id).await.unwrap();
    assert_eq!(weights[0].grams, jin(3_600));
    assert_eq!(verify::goods(village.db.read()).await.unwrap(), []);
}

#[tokio::test]
async fn a_correction_that_changes_nothing_or_weighs_nothing_is_refused() {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,350").await.unwrap();
    assert!(
        matches!(correct(&village, "T1", jin(350)).await, Err(LotError::Unchanged(was)) if was == jin(350))
    );
    assert!(matches!(
        correct(&village, "T1", Grams::ZERO).await,
        Err(LotError::Nothing)
    ));
    assert_eq!(
        number(&village.db, "SELECT COUNT(*) FROM intake_correction").await,
        0
    );
}

#[tokio::test]
async fn a_lot_never_falls_below_what_is_promised() {
    let village = village().await;
    village
        .weigh("T1,WC-0001,L1,YI,100\nT2,WC-0002,L1,YI,10")
        .await
        .unwrap();
    let lot_id = village.lot("L1/YI").await.id;
    let tx = village.db.write().await.unwrap();
    let movement = Movement {
        lot_id,
        grams: jin(60),
        subject: "receipt:1".to_owned(),
        at: NOW,
    };
    stock::hold(&tx, &movement).await.unwrap();
    tx.commit().await.unwrap();
    let error = correct(&village, "T1", jin(49)).await.unwrap_err();
    let promised = matches!(error, LotError::Promised { needed, available, .. } if (needed, available) == (jin(51), jin(50)));
    assert!(promised, "{error:?}");
    assert_eq!(
        number(&village.db, "SELECT COUNT(*) FROM intake_correction").await,
        0
    );
    correct(&village, "T1", jin(50)).await.unwrap();
    assert_eq!(
        stock::free(village.db.read(), lot_id).await.unwrap(),
        Grams::ZERO
    );
}

#[tokio::test]
async fn another_cooperatives_ticket_is_unknown() {
    let village = village().await;
    village
        .weigh_for(village.taohong, &sweet_potatoes("T1,TH-0001,L1,YI,20"))
        .await
        .unwrap();
    let intake_id = number(&village.db, "SELECT id FROM intake").await;
    assert!(
        matches!(correct(&village, "T1", jin(2)).await, Err(LotError::UnknownTicket(id)) if id == intake_id)
    );
    let seen = lots::ticket(village.db.read(), village.scope(), intake_id).await;
    assert!(matches!(seen, Err(LotError::UnknownTicket(_))));
    let household = number(&village.db, "SELECT household_id FROM intake").await;
    let own = lots::ticket(village.db.read(), Scope::Household(household), intake_id)
        .await
        .unwrap();
    assert_eq!(own.household_code, "TH-0001");
}

#[tokio::test]
async fn tickets_come_a_page_at_a_time() {
    let village = village().await;
    village
        .weigh("T1,WC-0001,L1,YI,1\nT2,WC-0002,L1,TE,2\nT3,WC-0003,L1,YI,3")
        .await
        .unwrap();
    let root_id = village.lot("L1").await.id;
    let page = |after_id| {
        lots::tickets(
            village.db.read(),
            village.scope(),
            root_id,
            Page { after_id, limit: 2 },
        )
    };
    let first = page(0).await.unwrap();
    let second = page(first[1].intake.id).await.unwrap();
    let numbers: Vec<_> = first
        .iter()
        .chain(&second)
        .map(|ticket| ticket.intake.ticket_no.as_str())
        .collect();
    assert_eq!((first.len(), numbers), (2, vec!["T1", "T2", "T3"]));
}
