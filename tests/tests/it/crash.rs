//! `kill -9` of the real process under load: no acknowledged change is lost, none is doubled when its
//! key is sent again, and the books prove themselves afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use exchange::journal::reader::read_only;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::client::{Answer, Client};
use tests::season::{HS, Season, number, rows};
use tests::server::Server;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::ground::season;

/// Kills in one run; set `SANBAO_TEST_KILLS` for a longer one.
const KILLS: usize = 30;
/// Bids sent at once in one round.
const BIDS: usize = 18;
/// Moves of cash to the desk in one round.
const MOVES: usize = 3;
/// Takes in one round, as long as there is something to take.
const TAKES: usize = 2;
/// What one move brings to the desk, in fen.
const MOVED_FEN: i64 = 100;
/// What a trader sends first, in fen.
const SENT_FEN: i64 = 100_000_000;

/// What a kill waits for.
#[derive(Copy, Clone, Debug)]
enum Moment {
    /// The journal grew: its group is being made durable.
    Sync,
    /// So many answers came: the group is being applied and answered.
    Apply(usize),
    /// All bids and moves were answered: the projection has the rest of the round before it.
    Answered,
    /// After that the database grew: the projection writes.
    Projection,
}

/// Where kills found the process, by how far the bids of the round had come.
#[derive(Debug, Default)]
struct Where {
    /// Some bids were not durable.
    sync: usize,
    /// All were durable, some not answered.
    apply: usize,
    /// All were answered, the projection had not written them all.
    projection: usize,
    /// Everything was written.
    done: usize,
}

/// One change of a round: its key, where it goes and what it says.
#[derive(Clone, Debug)]
struct Deed {
    key: String,
    path: String,
    body: Value,
}

/// All that the killed servers were asked, and what was answered first.
#[derive(Debug, Default)]
struct Ledger {
    answers: BTreeMap<String, Value>,
    bids: usize,
    moves: usize,
    takes: usize,
}

fn bid(key: String) -> Deed {
    let body = json!({ "instrument": HS, "side": "buy", "price_fen": 1, "quantity": 1, "minimum": 1, "days": 5 });
    Deed {
        key,
        path: "/api/v1/listings".to_owned(),
        body,
    }
}

fn deeds(round: usize, offers: &mut Vec<i64>) -> Vec<Deed> {
    let mut deeds: Vec<Deed> = (0..BIDS)
        .map(|at| bid(format!("crash-{round}-bid-{at}")))
        .collect();
    for at in 0..MOVES {
        let (key, path) = (
            format!("crash-{round}-move-{at}"),
            "/api/v1/funds/to-desk".to_owned(),
        );
        deeds.insert(
            at * 5,
            Deed {
                key,
                path,
                body: json!({ "amount_fen": MOVED_FEN }),
            },
        );
    }
    for at in 0..TAKES {
        let Some(listing) = offers.pop() else { break };
        let (key, path) = (
            format!("crash-{round}-take-{at}"),
            format!("/api/v1/listings/{listing}/take"),
        );
        deeds.insert(
            at * 7 + 1,
            Deed {
                key,
                path,
                body: json!({ "quantity": 1 }),
            },
        );
    }
    deeds
}

/// Offers of one contract each over what lies in the cellar, one entry for each contract.
async fn offers(season: &Season, wanted: usize) -> Vec<i64> {
    let lots = season.clerk.get("/api/v1/office/lots").await.ok();
    let mut offers = Vec::new();
    for lot in rows(&lots["lots"])
        .iter()
        .filter(|lot| lot["product"] == "HS")
    {
        if offers.len() >= wanted {
            break;
        }
        let code = lot["code"].as_str().expect("a lot has a code");
        let contracts = number(&lot["free_g"]) / 5_000_000;
        let ask = |contracts: i64| json!({ "instrument": HS, "lot": code, "contracts": contracts });
        // What lies outside the accepted grades fills no contract, so fewer may fit than the grams say.
        for contracts in (1..=contracts).rev() {
            let asked = season
                .clerk
                .change("/api/v1/office/receipts", ask(contracts))
                .await;
            if !asked.is_ok() {
                continue;
            }
            let receipt = number(&asked.ok()["receipt"]);
            let issued = |known: &Value| {
                rows(&known["receipts"])
                    .iter()
                    .any(|row| row["id"] == receipt && row["state"] == "issued")
            };
            season.clerk.until("/api/v1/office/receipts", issued).await;
            let offer = json!({ "instrument": HS, "side": "sell", "price_fen": 240, "quantity": contracts, "minimum": 1,
                "days": 5, "receipt": receipt });
            let listing =
                number(&season.clerk.change("/api/v1/listings", offer).await.ok()["listing"]);
            offers.extend((0..contracts).map(|_| listing));
            break;
        }
    }
    offers
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |found| found.len())
}

/// The newest segment of the journal.
fn segment(folder: &Path) -> PathBuf {
    let files = std::fs::read_dir(folder.join("journal")).expect("the journal's folder");
    let segments = files
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|end| end == "journal"));
    segments.max().expect("a journal has a segment")
}

/// Sends a round at once, kills the server at the moment, and returns what was answered.
async fn storm(
    trader: &Client,
    deeds: &[Deed],
    server: &mut Server,
    moment: Moment,
) -> BTreeMap<String, Value> {
    let folder = server.data_dir().to_owned();
    let (segment, database) = (segment(&folder), folder.join("sanbao.db-wal"));
    let before = length(&segment);
    let (sender, mut answers) = tokio::sync::mpsc::unbounded_channel();
    for deed in deeds.iter().cloned() {
        let (trader, sender) = (trader.clone(), sender.clone());
        tokio::spawn(async move {
            let answer = trader.try_post(&deed.path, &deed.key, deed.body).await;
            let _ = sender.send((deed.key, answer));
        });
    }
    drop(sender);
    let mut known = BTreeMap::new();
    match moment {
        Moment::Sync => {
            while length(&segment) <= before {
                tokio::task::yield_now().await;
            }
        }
        Moment::Apply(after) => {
            while known.len() < after && take_one(&mut answers, &mut known).await {}
        }
        Moment::Answered => all_answered(&mut answers, &mut known).await,
        Moment::Projection => {
            all_answered(&mut answers, &mut known).await;
            let written = length(&database);
            // A file that is written from its beginning again does not grow: the takes' answers end the wait too.
            let waits = |known: &BTreeMap<String, Value>| {
                count(known, "-take-") < count_of(deeds, "-take-")
            };
            while length(&database) <= written && waits(&known) {
                match answers.try_recv() {
                    Ok(told) => note(told, &mut known),
                    Err(_) => tokio::task::yield_now().await,
                }
            }
        }
    }
    server.kill();
    while take_one(&mut answers, &mut known).await {}
    known
}

/// Every bid and move has its answer; a take waits for the projection.
async fn all_answered(answers: &mut UnboundedReceiver<Told>, known: &mut BTreeMap<String, Value>) {
    while count(known, "-bid-") + count(known, "-move-") < BIDS + MOVES {
        assert!(take_one(answers, known).await, "an answer is missing");
    }
}

fn count(known: &BTreeMap<String, Value>, kind: &str) -> usize {
    known.keys().filter(|key| key.contains(kind)).count()
}

fn count_of(deeds: &[Deed], kind: &str) -> usize {
    deeds.iter().filter(|deed| deed.key.contains(kind)).count()
}

type Told = (String, Option<Answer>);

/// Notes the next answer; false when no more comes.
async fn take_one(
    answers: &mut UnboundedReceiver<Told>,
    known: &mut BTreeMap<String, Value>,
) -> bool {
    let told = answers.recv().await;
    let came = told.is_some();
    if let Some(told) = told {
        note(told, known);
    }
    came
}

fn note((key, answer): Told, known: &mut BTreeMap<String, Value>) {
    if let Some(answer) = answer {
        known.insert(key, answer.ok());
    }
}

/// The journal after a kill: how many bids it holds, and its last record.
fn durable(folder: &Path) -> (usize, u64) {
    let mut reader = read_only(&folder.join("journal"), 0).expect("the journal can be read");
    let (mut bids, mut last) = (0, 0);
    while let Some(record) = reader
        .read_next()
        .expect("every record before the end is whole")
    {
        let command = engine::Command::decode(record.payload).expect("a record is a command");
        let bid = |entry: &engine::NewListing| entry.side == engine::Side::Buy;
        bids += usize::from(matches!(&command.action, engine::Action::List(entry) if bid(entry)));
        last = record.seq;
    }
    (bids, last)
}

/// The last record that the projection has written.
async fn projected(folder: &Path) -> u64 {
    let url = format!("sqlite://{}", folder.join("sanbao.db").display());
    let database = sea_orm::Database::connect(url)
        .await
        .expect("the database can be read");
    let row = exchange::entity::projection::Entity::find()
        .one(&database)
        .await
        .expect("the cursor can be read");
    database.close().await.expect("the database is let go");
    row.map_or(0, |row| {
        u64::try_from(row.seq).expect("a sequence is no negative number")
    })
}

impl Ledger {
    /// Sends a round's keys again: answered as the first time, or for the first time now.
    async fn send_again(&mut self, trader: &Client, deeds: &[Deed]) {
        for deed in deeds {
            let again = trader
                .post(&deed.path, &deed.key, deed.body.clone())
                .await
                .ok();
            let first = self
                .answers
                .entry(deed.key.clone())
                .or_insert_with(|| again.clone());
            assert_eq!(
                &again, first,
                "{} was answered otherwise after the kill",
                deed.key
            );
        }
        self.bids += count_of(deeds, "-bid-");
        self.moves += count_of(deeds, "-move-");
        self.takes += count_of(deeds, "-take-");
    }

    /// Numbers that were answered for a kind of change: never twice the same.
    fn numbers(&self, kind: &str, member: &str) -> Vec<i64> {
        let of_kind = self.answers.iter().filter(|(key, _)| key.contains(kind));
        let mut numbers: Vec<i64> = of_kind.map(|(_, answer)| number(&answer[member])).collect();
        numbers.sort_unstable();
        let count = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), count, "two keys share one effect: {kind}");
        numbers
    }

    /// Everything that was acknowledged is there, once.
    async fn is_there_once(&self, season: &Season, desk_fen: i64) {
        let trader = &season.trader;
        let moved = i64::try_from(self.moves).expect("few moves") * MOVED_FEN;
        let bids = i64::try_from(self.bids).expect("few bids");
        let deposits = i64::try_from(self.takes).expect("few takes") * 120_000;
        let funds = trader
            .until("/api/v1/funds", |funds| funds["in_transit_fen"] == 0)
            .await;
        let [cash, free, held, under] = [
            "cash_fen",
            "desk_available_fen",
            "desk_held_fen",
            "deposits_fen",
        ]
        .map(|part| number(&funds[part]));
        assert_eq!(
            cash,
            SENT_FEN - desk_fen - moved,
            "a move of cash was lost or doubled"
        );
        assert_eq!(held, bids * 500, "a hold was lost or doubled");
        assert_eq!(under, deposits, "a deposit was lost or doubled");
        assert_eq!(free, desk_fen + moved - held - under);
        let mine = trader.get("/api/v1/market/mine").await.ok();
        let mut live: Vec<i64> = rows(&mine["listings"])
            .iter()
            .map(|row| number(&row["listing"]))
            .collect();
        live.sort_unstable();
        assert_eq!(
            live,
            self.numbers("-bid-", "listing"),
            "listings were lost or doubled"
        );
        for deal in self.numbers("-take-", "deal") {
            assert_eq!(season.sheet(deal).await["contracts"], 1);
        }
        assert_eq!(self.numbers("-move-", "instruction").len(), self.moves);
    }
}

/// The moments take turns; the number of answers waited for wanders over the whole round.
fn moment(round: usize) -> Moment {
    match round % 4 {
        0 => Moment::Sync,
        1 => Moment::Apply((round * 5) % (BIDS + MOVES) + 1),
        2 => Moment::Answered,
        _ => Moment::Projection,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_no_acknowledged_change_and_doubles_none() {
    let kills = std::env::var("SANBAO_TEST_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(KILLS);
    let mut season = season().await;
    season.money_arrives(&season.trader, SENT_FEN).await;
    let desk_fen = 50_000_000;
    season.money_to_desk(&season.trader, desk_fen).await;
    let mut offers = offers(&season, TAKES * kills).await;
    let (mut ledger, mut found) = (Ledger::default(), Where::default());
    for round in 0..kills {
        let deeds = deeds(round, &mut offers);
        let folder = season.server.data_dir().to_owned();
        let (before, _) = durable(&folder);
        let trader = season.trader.clone();
        let answered = storm(&trader, &deeds, &mut season.server, moment(round)).await;
        let bids = count(&answered, "-bid-");
        ledger.answers.extend(answered);
        let (after, last) = durable(&folder);
        found.note((after - before, bids), projected(&folder).await < last);
        season = season.restarted();
        ledger.send_again(&season.trader, &deeds).await;
    }
    println!(
        "{kills} kills: {found:?}; {} bids, {} takes, {} moves",
        ledger.bids, ledger.takes, ledger.moves
    );
    ledger.is_there_once(&season, desk_fen).await;
    season.server.proves_itself();
    season.server.kill();
    season.server.proves_itself();
}

impl Where {
    fn note(&mut self, (durable, answered): (usize, usize), behind: bool) {
        assert!(
            durable >= answered,
            "{answered} were acknowledged and {durable} are durable"
        );
        let place = match (durable, answered) {
            (BIDS, BIDS) if behind => &mut self.projection,
            (BIDS, BIDS) => &mut self.done,
            (BIDS, _) => &mut self.apply,
            _ => &mut self.sync,
        };
        *place += 1;
    }
}
