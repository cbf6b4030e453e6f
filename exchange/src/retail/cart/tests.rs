use super::*;
use crate::books::test_house::House;

/// Two retail units that are open and one that is closed.
async fn house() -> House {
    let house = House::open().await;
    house
        .run(
            "INSERT INTO product (id, code, shop, name_zh, name_en, unit, fresh, content_hash) \
             VALUES (1, 'HS', 'sweetpotato', '', '', 'g', TRUE, '')",
        )
        .await;
    for (number, closed) in [(1, "NULL"), (2, "NULL"), (3, "'craft_later'")] {
        let sql = format!(
            "INSERT INTO sku (id, number, product_id, shop, name_zh, name_en, spec_zh, spec_en, net_g, \
             price_fen, storage, season_from, season_to, mixable, closed_reason, content_hash) VALUES \
             ({number}, {number}, 1, 'sweetpotato', '', '', '', '', 2500, 3280, 'cellar', 10, 3, FALSE, \
             {closed}, '')"
        );
        house.run(&sql).await;
    }
    house
}

async fn guest(house: &House, name: &str) -> Owner {
    let sql = format!("INSERT INTO guest (token_hash, seen_at) VALUES ('{name}', 0) RETURNING id");
    Owner::Guest(house.number(&sql).await)
}

async fn person(house: &House) -> Owner {
    let sql = "INSERT INTO person (email, password_hash, name_zh, name_en, role, created_at) \
               VALUES ('b@sanbao.example', '', '', '', 'buyer', 0) RETURNING id";
    Owner::Person(house.number(sql).await)
}

fn of(owner: Owner, sku_id: i64, packs: i64) -> Change {
    Change {
        owner,
        sku_id,
        packs,
        now: sku_id,
    }
}

async fn added(house: &House, ask: Change) -> Result<i64, CartError> {
    let tx = house.db.write().await?;
    let packs = add(&tx, &ask).await?;
    tx.commit().await?;
    Ok(packs)
}

async fn changed(house: &House, ask: Change) -> Result<(), CartError> {
    let tx = house.db.write().await?;
    change(&tx, &ask).await?;
    tx.commit().await?;
    Ok(())
}

/// Kinds and packs in an owner's open cart.
async fn inside(house: &House, owner: Owner) -> Vec<(i64, i64)> {
    let Some(cart_id) = open(house.db.read(), owner).await.unwrap() else {
        return Vec::new();
    };
    let lines = lines(house.db.read(), cart_id).await.unwrap();
    lines.iter().map(|line| (line.sku_id, line.packs)).collect()
}

#[tokio::test]
async fn packs_of_one_kind_add_up_and_a_number_may_be_said_anew() {
    let house = house().await;
    let owner = guest(&house, "a").await;
    assert_eq!(added(&house, of(owner, 2, 2)).await.unwrap(), 2);
    assert_eq!(added(&house, of(owner, 1, 1)).await.unwrap(), 1);
    assert_eq!(added(&house, of(owner, 2, 3)).await.unwrap(), 5);
    assert_eq!(inside(&house, owner).await, [(1, 1), (2, 5)]);
    changed(&house, of(owner, 2, 1)).await.unwrap();
    assert_eq!(inside(&house, owner).await, [(1, 1), (2, 1)]);
    let tx = house.db.write().await.unwrap();
    assert!(remove(&tx, owner, 1).await.unwrap());
    assert!(!remove(&tx, owner, 1).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(inside(&house, owner).await, [(2, 1)]);
    let carts = house.number("SELECT count(*) FROM cart").await;
    assert_eq!(carts, 1);
}

#[tokio::test]
async fn wrong_numbers_unknown_and_closed_goods_change_nothing() {
    let house = house().await;
    let owner = guest(&house, "a").await;
    for asked in [0, -1, 100, i64::MAX, i64::MIN] {
        let refused = added(&house, of(owner, 1, asked)).await;
        assert!(matches!(refused, Err(CartError::Packs { asked: told }) if told == asked));
    }
    let unknown = added(&house, of(owner, 9, 1)).await;
    assert!(matches!(unknown, Err(CartError::UnknownSku(9))));
    let closed = added(&house, of(owner, 3, 1)).await;
    assert!(matches!(closed, Err(CartError::Closed { .. })));
    let nothing = changed(&house, of(owner, 1, 1)).await;
    assert!(matches!(nothing, Err(CartError::NoLine(1))));
    assert_eq!(house.number("SELECT count(*) FROM cart").await, 0);
    added(&house, of(owner, 1, 60)).await.unwrap();
    let over = added(&house, of(owner, 1, 40)).await;
    assert!(matches!(over, Err(CartError::TooMany { have: 60 })));
    let zero = changed(&house, of(owner, 1, 0)).await;
    assert!(matches!(zero, Err(CartError::Packs { asked: 0 })));
    assert_eq!(inside(&house, owner).await, [(1, 60)]);
}

#[tokio::test]
async fn joining_keeps_every_line_and_the_larger_number() {
    let house = house().await;
    let (stranger, owner) = (guest(&house, "a").await, person(&house).await);
    house.run("UPDATE sku SET closed_reason = NULL").await;
    for ask in [of(owner, 1, 2), of(owner, 2, 5), of(stranger, 2, 3)] {
        added(&house, ask).await.unwrap();
    }
    for ask in [of(stranger, 1, 4), of(stranger, 3, 1)] {
        added(&house, ask).await.unwrap();
    }
    let (Owner::Guest(guest_id), Owner::Person(person_id)) = (stranger, owner) else {
        panic!("a guest and a person");
    };
    let tx = house.db.write().await.unwrap();
    let told = join(&tx, (guest_id, person_id), 9).await.unwrap();
    tx.commit().await.unwrap();
    let joined = |sku_id, before, packs| Joined {
        sku_id,
        before,
        packs,
    };
    assert_eq!(told, [joined(1, 2, 4), joined(3, 0, 1)]);
    assert_eq!(inside(&house, owner).await, [(1, 4), (2, 5), (3, 1)]);
    assert_eq!(inside(&house, stranger).await, []);
    let tx = house.db.write().await.unwrap();
    assert_eq!(join(&tx, (guest_id, person_id), 9).await.unwrap(), []);
    tx.commit().await.unwrap();
    let noted = "SELECT count(*) FROM cart_line WHERE packs_before IS NOT NULL";
    assert_eq!(house.number(noted).await, 2);
    changed(&house, of(owner, 1, 3)).await.unwrap();
    assert_eq!(house.number(noted).await, 1);
}

#[tokio::test]
async fn many_additions_at_once_open_one_cart_and_lose_nothing() {
    let house = house().await;
    let owner = guest(&house, "a").await;
    let asks = (0..12).map(|turn| added(&house, of(owner, 1 + turn % 2, 1)));
    for outcome in futures::future::join_all(asks).await {
        outcome.unwrap();
    }
    assert_eq!(house.number("SELECT count(*) FROM cart").await, 1);
    assert_eq!(inside(&house, owner).await, [(1, 6), (2, 6)]);
}
