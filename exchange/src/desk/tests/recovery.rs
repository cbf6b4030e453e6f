use super::*;
use crate::desk::replay::{replay_from_start, replay_on, replay_to};

#[tokio::test]
async fn a_key_sent_again_is_answered_the_same_and_has_no_second_effect_also_after_a_restart() {
    let disk = MemoryStorage::default();
    let house = House::trading(&disk, |_| {}).await;
    let first = submit_all(&house).await;
    let refused = first
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Refused { .. }));
    assert_eq!(refused.count(), 3, "{first:#?}");
    let funds = house.ask().funds(BUYER).await.unwrap();
    let goods = house.ask().receipts(SELLER).await.unwrap();
    assert_eq!(submit_all(&house).await, first);
    let other = house
        .desk
        .submit(key_of("test", "0", b"other"), offer(1, i64::MAX))
        .await
        .unwrap();
    let Outcome::Refused {
        reason: Refusal::KeyReused { first_seq },
    } = other.outcome
    else {
        panic!("{other:?}");
    };
    assert_eq!(first_seq, first[0].0);
    house.close().await;

    let house = House::open(&disk, Cursor::default(), |_| {});
    assert_eq!(submit_all(&house).await, first);
    assert_eq!(house.ask().funds(BUYER).await.unwrap(), funds);
    assert_eq!(house.ask().receipts(SELLER).await.unwrap(), goods);
}

#[tokio::test]
async fn a_restart_gives_the_same_state_and_the_same_events_after_any_cursor() {
    for snapshot_every in [1, 4, 1_000_000] {
        let disk = MemoryStorage::default();
        let house = House::trading(&disk, |options| options.snapshot_every = snapshot_every).await;
        submit_all(&house).await;
        let hash = house.ask().state_hash().await.unwrap();
        let last = house.ask().venue().await.unwrap().last_seq;
        let events = house.close().await;
        let cursors = events.iter().map(|(stamp, _)| Cursor {
            seq: stamp.seq,
            index: stamp.index,
        });
        for (written, cursor) in std::iter::once(Cursor::default())
            .chain(cursors)
            .enumerate()
        {
            let house = House::open(&disk, cursor, |_| {});
            assert_eq!(house.replayed, events[written..]);
            assert_eq!(house.ask().state_hash().await.unwrap(), hash);
            assert!(house.opening.snapshot_seq <= cursor.seq.saturating_sub(1));
            assert_eq!((house.opening.last_seq, &house.opening.torn), (last, &None));
        }
        let replayed = replay_on(Arc::new(disk.clone()), last).unwrap();
        assert_eq!(replayed.state_hash(), hash);
    }
}

#[tokio::test]
async fn snapshots_are_used_and_pruned_once_the_projection_has_passed_them() {
    let disk = MemoryStorage::default();
    let house = House::trading(&disk, |_| {}).await;
    let mut seq = house.ask().venue().await.unwrap().last_seq;
    house.close().await;
    for life in 0..10 {
        let house = House::open(&disk, Cursor { seq, index: 0 }, |options| {
            options.snapshot_every = 1
        });
        let expected = if life < 2 { 0 } else { seq - 1 };
        assert_eq!(house.opening.snapshot_seq, expected);
        seq = house
            .submit(&format!("life {life}"), Action::Tick)
            .await
            .seq;
        house.close().await;
    }
    let mut names = disk.list().unwrap();
    names.retain(|name| name.ends_with(".snapshot"));
    assert_eq!(names.len(), 4);
}

#[tokio::test]
async fn a_damaged_snapshot_is_passed_over() {
    let disk = MemoryStorage::default();
    let house = House::trading(&disk, |options| options.snapshot_every = 3).await;
    submit_all(&house).await;
    let hash = house.ask().state_hash().await.unwrap();
    let last = house.ask().venue().await.unwrap().last_seq;
    house.close().await;
    for name in disk
        .list()
        .unwrap()
        .iter()
        .filter(|name| name.ends_with(".snapshot"))
    {
        disk.flip(name, 40, 3);
    }
    let house = House::open(
        &disk,
        Cursor {
            seq: last,
            index: 0,
        },
        |_| {},
    );
    assert_eq!(house.opening.snapshot_seq, 0);
    assert_eq!(house.ask().state_hash().await.unwrap(), hash);
}

#[tokio::test]
async fn a_failed_sync_stops_the_desk_and_loses_nothing_acknowledged() {
    let disk = MemoryStorage::default();
    let house = House::trading(&disk, |_| {}).await;
    let acknowledged = house.submit("before", place(BUYER, Side::Buy, 1, 7)).await;
    disk.fail_at(1, Fault::Error);
    let waiting = (0..20).map(|number| {
        let key = key_of("test", &format!("waiting {number}"), b"");
        house.desk.submit(key, place(BUYER, Side::Buy, 1, 1))
    });
    let waiting = join_all(waiting).await;
    let late = house.desk.submit(Key::NONE, Action::Tick).await;
    for outcome in waiting.into_iter().chain([late]) {
        let Err(DeskError::Stopped { cause }) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(cause.contains("injected fault"), "{cause}");
    }
    assert!(matches!(
        house.ask().funds(BUYER).await,
        Err(DeskError::Stopped { .. })
    ));
    let events = house.close().await;
    assert_eq!(events.last().unwrap().0.seq, acknowledged.seq);

    disk.crash(Crash::Power);
    let house = House::open(&disk, Cursor::default(), |_| {});
    assert_eq!(house.ask().depth(HS, 1).await.unwrap().bids[0].qty, 7);
}

#[tokio::test]
async fn whatever_call_fails_and_whatever_the_crash_leaves_every_key_has_one_effect() {
    for seed in 0..60_u64 {
        let disk = MemoryStorage::default();
        let house = House::trading(&disk, |options| options.snapshot_every = 5).await;
        disk.fail_at(
            seed % 20,
            Fault::Torn {
                kept: seed as usize * 13 % 400,
            },
        );
        let key = |number: u64| key_of("test", &format!("order {number}"), b"");
        let mut acknowledged = Vec::new();
        for round in 0..8 {
            let orders = (0..3).map(|place_in_round| {
                house.desk.submit(
                    key(round * 3 + place_in_round),
                    place(BUYER, Side::Buy, 1, 1),
                )
            });
            acknowledged.extend(join_all(orders).await.into_iter().flatten());
        }
        house.close().await;
        disk.crash(match seed % 3 {
            0 => Crash::Process,
            1 => Crash::Power,
            _ => Crash::Scattered { seed },
        });
        let house = House::open(&disk, Cursor::default(), |_| {});
        let mut outcomes = Vec::new();
        for number in 0..24 {
            let reply = house
                .desk
                .submit(key(number), place(BUYER, Side::Buy, 1, 1))
                .await
                .unwrap();
            outcomes.push((reply.first_seq, reply.outcome));
        }
        for reply in acknowledged {
            assert!(
                outcomes.contains(&(reply.first_seq, reply.outcome)),
                "seed {seed}"
            );
        }
        assert_eq!(
            house.ask().orders(BUYER).await.unwrap().len(),
            24,
            "seed {seed}"
        );
    }
}

#[tokio::test]
async fn a_journal_that_ends_before_the_projection_is_refused() {
    let disk = MemoryStorage::default();
    House::trading(&disk, |_| {}).await.close().await;
    let options = DeskOptions::new(Arc::new(disk), Clock::default());
    let opened = DeskEmbedded::open(options, Cursor { seq: 5, index: 0 }, &mut |_, _| {});
    assert!(matches!(
        opened,
        Err(OpenError::JournalTooShort {
            last: 4,
            projected: 5
        })
    ));
}

#[tokio::test]
async fn a_folder_serves_one_desk_and_any_number_of_readers() {
    let folder = tempfile::tempdir().unwrap();
    let options = DeskOptions::in_folder(folder.path(), Clock::default()).unwrap();
    let (desk, _feed, _) = DeskEmbedded::open(options, Cursor::default(), &mut |_, _| {}).unwrap();
    ensure_venue(&desk, &plan(Profile::CnSpot))
        .await
        .unwrap_err();
    let again = DeskOptions::in_folder(folder.path(), Clock::default());
    assert!(matches!(again, Err(JournalError::Locked { .. })));

    let hash = (&desk as &dyn Desk).state_hash().await.unwrap();
    let last = (&desk as &dyn Desk).venue().await.unwrap().last_seq;
    assert_eq!(replay_to(folder.path(), last).unwrap().state_hash(), hash);
    assert_eq!(
        replay_from_start(folder.path(), last).unwrap().state_hash(),
        hash
    );
    let beyond = replay_to(folder.path(), last + 1);
    assert!(matches!(beyond, Err(OpenError::JournalTooShort { .. })));
    drop(desk);
    assert!(DeskOptions::in_folder(folder.path(), Clock::default()).is_ok());
}
