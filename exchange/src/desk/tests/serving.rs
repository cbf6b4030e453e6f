use super::*;
use crate::desk::measure::measure;

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_submitters_get_each_a_sequence_of_their_own_and_share_syncs() {
    let disk = MemoryStorage::default();
    let house = House::trading(&disk, |_| {}).await;
    let submitters = (0..32).map(|submitter| {
        let desk = Arc::clone(&house.desk);
        tokio::spawn(async move {
            let orders = (0..50).map(|number| {
                let key = key_of(&format!("submitter {submitter}"), &format!("{number}"), b"");
                desk.submit(key, place(BUYER, Side::Buy, 1, 1))
            });
            join_all(orders).await
        })
    });
    let mut seqs = Vec::new();
    for replies in join_all(submitters).await {
        seqs.extend(replies.unwrap().into_iter().map(|reply| reply.unwrap().seq));
    }
    seqs.sort_unstable();
    let before = seqs[0];
    assert_eq!(seqs, (before..before + 1600).collect::<Vec<_>>());
    assert!(disk.syncs() < 1600);
    assert_eq!(house.ask().orders(BUYER).await.unwrap().len(), 1600);
    assert_eq!(house.ask().depth(HS, 5).await.unwrap().bids[0].qty, 1600);
}

#[tokio::test]
async fn past_the_lag_bound_new_orders_are_told_to_wait_and_all_else_passes() {
    let disk = MemoryStorage::default();
    let house = House::trading(&disk, |options| options.lag_max = 10).await;
    let listing = house.submit("offer", offer(1, i64::MAX)).await;
    let mut projected = listing.seq;
    house.desk.set_projected(projected);
    let busy = loop {
        match house
            .desk
            .submit(Key::NONE, place(BUYER, Side::Buy, 1, 1))
            .await
        {
            Ok(reply) => projected = reply.seq,
            Err(error) => break error,
        }
    };
    assert_eq!(
        busy,
        DeskError::Busy {
            retry_after_ms: 500
        }
    );
    let lag = house.desk.projection_lag();
    assert_eq!((lag, projected - listing.seq), (11, 11));

    let listing = OrderNo::new(1);
    for action in [
        offer(1, i64::MAX),
        take(listing, 1),
        every_kind().swap_remove(6),
    ] {
        assert_eq!(
            house.desk.submit(Key::NONE, action).await,
            Err(busy.clone())
        );
    }
    let cancel = Action::Cancel {
        member: BUYER,
        order: OrderNo::new(2),
    };
    let unlist = Action::Unlist {
        member: SELLER,
        listing,
    };
    for action in [credit(3, BUYER, 1), cancel, unlist, Action::Tick] {
        let reply = house.desk.submit(Key::NONE, action).await.unwrap();
        assert!(
            !matches!(reply.outcome, Outcome::Refused { .. }),
            "{reply:?}"
        );
        projected = reply.seq;
    }
    house.feed.set_projected(projected);
    assert!(
        house
            .desk
            .submit(Key::NONE, place(BUYER, Side::Buy, 1, 1))
            .await
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_feed_makes_the_desk_wait_and_nothing_is_lost() {
    let disk = MemoryStorage::default();
    let house = House::trading(&disk, |options| options.feed_events_max = 3).await;
    let desk = Arc::clone(&house.desk);
    let submitter = tokio::spawn(async move {
        for _ in 0..200 {
            desk.submit(Key::NONE, place(BUYER, Side::Buy, 1, 1))
                .await
                .unwrap();
        }
    });
    let mut feed = house.feed;
    let (mut seqs, mut last) = (Vec::new(), 0);
    while last < 204 {
        let events = feed.next(1).await.unwrap();
        last = events[0].0.seq;
        assert!(
            events
                .iter()
                .zip(0..)
                .all(|((stamp, _), at)| (stamp.seq, stamp.index) == (last, at))
        );
        seqs.push(last);
    }
    assert_eq!(seqs, (1..=204).collect::<Vec<_>>());
    submitter.await.unwrap();
    drop(feed);
    house
        .desk
        .submit(Key::NONE, place(BUYER, Side::Buy, 1, 1))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_subscriber_sees_events_and_is_told_when_it_fell_behind() {
    let disk = MemoryStorage::default();
    let house = House::trading(&disk, |options| options.subscriber_events_max = 4).await;
    let mut subscriber = house.desk.subscribe();
    let reply = house.submit("one", place(BUYER, Side::Buy, 1, 1)).await;
    let (stamp, event) = subscriber.recv().await.unwrap();
    assert_eq!(
        (stamp.seq, stamp.index, stamp.time, event),
        (reply.seq, 0, reply.time, reply.events[0])
    );
    for number in 0..10 {
        house
            .submit(&format!("more {number}"), place(BUYER, Side::Buy, 1, 1))
            .await;
    }
    house.close().await;
    assert!(matches!(
        subscriber.recv().await,
        Err(RecvError::Lagged(17))
    ));
}

#[tokio::test]
async fn a_listing_ends_by_a_tick_once_the_clock_has_moved() {
    let disk = MemoryStorage::default();
    let clock = Clock::default();
    let house = House::trading(&disk, |options| options.clock = clock.clone()).await;
    let valid_until = clock.now() + 3_600_000;
    house.submit("offer", offer(10, valid_until)).await;
    assert_eq!(
        house.ask().venue().await.unwrap().next_due,
        Some(Millis::new(valid_until))
    );
    assert!(
        house
            .ask()
            .listing(OrderNo::new(1))
            .await
            .unwrap()
            .is_some()
    );
    clock.advance(3_600_000);
    let reply = house.desk.submit(Key::NONE, Action::Tick).await.unwrap();
    assert!(matches!(reply.events[..], [Event::ListingEnded { .. }]));
    assert_eq!(house.ask().listings(None, Some(SELLER)).await.unwrap(), []);
}

#[tokio::test]
async fn a_venue_is_opened_once_and_only_by_an_allowed_profile() {
    let disk = MemoryStorage::default();
    let house = House::open(&disk, Cursor::default(), |_| {});
    let mut wanted = plan(Profile::Open);
    assert_eq!(
        ensure_venue(&*house.desk, &wanted).await.unwrap().opened,
        [HS]
    );
    assert_eq!(
        ensure_venue(&*house.desk, &wanted).await.unwrap(),
        Ensured::default()
    );
    wanted.instruments = vec![rules(HS), rules(InstrumentNo::new(2))];
    wanted.instruments[0].qty_max = Qty::new(5);
    let ensured = ensure_venue(&*house.desk, &wanted).await.unwrap();
    assert_eq!(
        (ensured.opened, ensured.differing),
        (vec![InstrumentNo::new(2)], vec![HS])
    );

    let error = ensure_venue(&*house.desk, &plan(Profile::CnSpot))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the journal's venue has profile open, the settings allow cn-spot"
    );
    wanted.venue = VenueNo::new(2);
    let error = ensure_venue(&*house.desk, &wanted).await.unwrap_err();
    assert!(matches!(error, VenueError::OtherVenue { .. }));

    let fresh = House::open(&MemoryStorage::default(), Cursor::default(), |_| {});
    let error = ensure_venue(&*fresh.desk, &plan(Profile::CnSpot))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            VenueError::Refused {
                reason: Refusal::ModeClosed { .. }
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_short_measurement_counts_every_order_and_every_event() {
    let folder = tempfile::tempdir().unwrap();
    let measured = measure(folder.path(), 0).await.unwrap();
    assert_eq!((measured.orders, measured.events), (0, 130));
}
