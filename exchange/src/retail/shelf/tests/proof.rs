//! Each check of shelves: one row is corrupted and named.

use super::*;
use crate::verify::Difference;
use crate::verify::shelves::{self, FITS, LINES, LOTS, MOVES, ON_HAND, PACKS, PROMISED};

/// A purchase of three bellies: one consignment, its line, and the steps of its goods.
async fn scene() -> (Shops, i64) {
    let shops = shops().await;
    let view = shops.view(10).await;
    let scope = shops.cooperative("SC").await;
    let Scope::Cooperative(cooperative) = scope else {
        unreachable!()
    };
    let house = &shops.house;
    let carrier = house
        .number("SELECT id FROM organisation WHERE code = 'GX'")
        .await;
    for sql in [
        "INSERT INTO guest (token_hash, seen_at) VALUES ('h', 0)".to_owned(),
        "INSERT INTO cart (guest_id, created_at) VALUES (1, 0)".to_owned(),
        "INSERT INTO purchase (number, cart_id, code, route, state, language, tariff_version, goods_fen, \
         surcharge_fen, total_fen, quote, placed_at, expires_at) VALUES ('GM1', 1, 'ABCDEF', 'provider', \
         'placed', 'zh', 1, 29940, 0, 29940, '', 0, 1)"
            .to_owned(),
        format!(
            "INSERT INTO consignment (number, purchase_id, cooperative_id, carrier_id, state, goods_fen, \
             surcharge_fen) VALUES ('GM1-1', 1, {cooperative}, {carrier}, 'to_pack', 29940, 0)"
        ),
        format!(
            "INSERT INTO purchase_line (purchase_id, consignment_id, sku_id, shelf_id, packs, price_fen, net_g, \
             packing_fen, express_fen, surcharge_fen, reservation) VALUES (1, 1, {}, {}, 3, 9980, 1000, 550, \
             1200, 0, 'kept')",
            view.sku_id, view.shelf_id
        ),
    ] {
        house.run(&sql).await;
    }
    let step = of(view.shelf_id, 3_000);
    shops.step(Step::Reserve, &step).await.unwrap();
    shops.step(Step::Keep, &step).await.unwrap();
    assert_eq!(found(&shops).await, []);
    (shops, view.shelf_id)
}

async fn found(shops: &Shops) -> Vec<Difference> {
    let snapshot = shops.db().snapshot().await.unwrap();
    shelves::shelves(&snapshot).await.unwrap()
}

/// Packs the purchase's boxes and writes them down as a pack house does.
async fn packed(shops: &Shops, shelf_id: i64) {
    let packing = Packing {
        shelf_id,
        packs: 3,
        subject: consignment_subject(1),
        at: NOW,
    };
    let tx = shops.db().write().await.unwrap();
    let boxes = pack(&tx, &packing).await.unwrap();
    tx.commit().await.unwrap();
    let house = &shops.house;
    house.run("UPDATE consignment SET state = 'packed'").await;
    for (place, packed) in (1_i64..).zip(boxes) {
        house
            .run(&format!(
                "INSERT INTO pack (line_id, consignment_id, place, token, packed_at) \
                 VALUES (1, 1, {place}, 't{place}', 0)"
            ))
            .await;
        for (lot, root, grams) in packed.lots {
            let grams = grams.as_g();
            house
                .run(&format!(
                    "INSERT INTO pack_lot (pack_id, lot_id, root_lot_id, grams) \
                     VALUES ({place}, {lot}, {root}, {grams})"
                ))
                .await;
        }
    }
}

fn named(found: &[Difference], check: &str, (subject, expected, is): (&str, i64, i64)) {
    let wanted = |difference: &&Difference| {
        difference.check == check
            && difference.subject == subject
            && (difference.expected, difference.found) == (expected, is)
    };
    assert!(
        found.iter().any(|d| wanted(&d)),
        "{check} {subject}: {found:?}"
    );
}

#[tokio::test]
async fn a_shelf_s_numbers_are_proven_by_movements_lots_and_purchases() {
    let (shops, shelf) = scene().await;
    shops
        .house
        .run("UPDATE shelf SET on_hand_g = on_hand_g + 1 WHERE id = 404")
        .await;
    assert_eq!(found(&shops).await, []);
    let sql = format!(
        "UPDATE shelf SET on_hand_g = on_hand_g + 5, allocated_g = 2000, reserved_g = 1000 WHERE id = {shelf}"
    );
    shops.house.run(&sql).await;
    let found = found(&shops).await;
    named(
        &found,
        MOVES,
        (&format!("shelf:{shelf}:on_hand_g"), 40_700, 40_705),
    );
    named(
        &found,
        MOVES,
        (&format!("shelf:{shelf}:allocated_g"), 3_000, 2_000),
    );
    named(
        &found,
        MOVES,
        (&format!("shelf:{shelf}:reserved_g"), 0, 1_000),
    );
    named(&found, ON_HAND, (&format!("shelf:{shelf}"), 40_700, 40_705));
    named(
        &found,
        PROMISED,
        (&format!("shelf:{shelf}:allocated_g"), 3_000, 2_000),
    );
    named(
        &found,
        PROMISED,
        (&format!("shelf:{shelf}:reserved_g"), 0, 1_000),
    );
    assert_eq!(found.len(), 6);
}

#[tokio::test]
async fn a_lot_s_part_is_proven_by_movements_and_by_what_the_lot_holds() {
    let (shops, shelf) = scene().await;
    let lot = shops.lot("SC-261110-01/WH").await;
    let sql = format!(
        "UPDATE shelf_lot SET allotted_g = allotted_g - 10 WHERE lot_id = {}",
        lot.id
    );
    shops.house.run(&sql).await;
    let subject = format!("shelf:{shelf}:lot:{}:allotted_g", lot.id);
    named(&found(&shops).await, LOTS, (&subject, 40_000, 39_990));
    let goods = catalog::verify::goods(shops.db().read()).await.unwrap();
    let lot_subject = format!("lot:{}", lot.id);
    named(
        &goods,
        catalog::verify::CLAIMS,
        (&lot_subject, 39_990, 40_000),
    );
    shops
        .house
        .run("UPDATE lot SET grade = 'HT' WHERE code = 'SC-261110-01/WH'")
        .await;
    let subject = format!("shelf:{shelf}:lot:{}", lot.id);
    named(&found(&shops).await, FITS, (&subject, 0, 39_990));
}

#[tokio::test]
async fn a_purchase_s_line_is_proven_by_its_own_movements() {
    let (shops, _) = scene().await;
    shops
        .house
        .run("UPDATE purchase_line SET reservation = 'active'")
        .await;
    let active = found(&shops).await;
    named(&active, LINES, ("line:1:reserved", 3_000, 0));
    named(&active, LINES, ("line:1:kept", 0, 3_000));
    shops
        .house
        .run("UPDATE purchase_line SET reservation = 'kept', cancelled_packs = 1")
        .await;
    named(&found(&shops).await, LINES, ("line:1:kept", 2_000, 3_000));
    shops
        .house
        .run("UPDATE purchase_line SET cancelled_packs = 0")
        .await;
    assert_eq!(found(&shops).await, []);
}

#[tokio::test]
async fn what_was_packed_is_proven_by_the_packs() {
    let (shops, shelf) = scene().await;
    packed(&shops, shelf).await;
    assert_eq!(found(&shops).await, []);
    let lot = shops.lot("SC-261028-01/WH").await.id;
    shops
        .house
        .run(&format!("DELETE FROM pack_lot WHERE lot_id = {lot}"))
        .await;
    let subject = format!("shelf:{shelf}:lot:{lot}");
    named(&found(&shops).await, PACKS, (&subject, 700, 0));
}
