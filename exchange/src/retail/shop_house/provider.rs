//! A provider that keeps its books in memory, with the moods that tests need.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use catalog::working_days::Day;
use ledger::{BasisPoints, Money};
use sha2::{Digest, Sha256};

use crate::retail::provider::{
    Ask, Facts, Notice, Offer, PaymentProvider, ProviderError, RefundAsk, RefundStanding, Standing,
    Statement,
};

/// How the provider behaves.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Default)]
pub(crate) enum Mood {
    /// It does at once what it is asked.
    #[default]
    Prompt,
    /// Refunds wait until [`TestProvider::finish_refunds`].
    Slow,
    /// Refunds are refused at once.
    Refusing,
    /// Refunds are taken and fail later.
    Failing,
    /// It cannot be reached.
    Away,
    /// It says that it closed, and takes money all the same.
    Careless,
}

#[derive(Clone, Debug)]
struct Payment {
    ask: Ask,
    standing: Standing,
    settled: bool,
}

#[derive(Clone, Debug)]
struct Refund {
    ask: RefundAsk,
    standing: RefundStanding,
    at: i64,
    settled: bool,
}

#[derive(Default)]
struct Books {
    mood: Mood,
    payments: BTreeMap<String, Payment>,
    refunds: BTreeMap<String, Refund>,
    statements: BTreeMap<String, Option<Statement>>,
    /// How often it was asked to give back.
    asked_back: usize,
}

#[derive(Default)]
pub(crate) struct TestProvider {
    books: Mutex<Books>,
    now: AtomicI64,
}

const SECRET: &str = "memory";

impl TestProvider {
    pub(crate) fn set_time(&self, now: i64) {
        self.now.store(now, Ordering::SeqCst);
    }

    pub(crate) fn be(&self, mood: Mood) {
        self.books.lock().unwrap().mood = mood;
    }

    /// A buyer pays.
    pub(crate) fn pay(&self, out_no: &str) {
        let at = self.now.load(Ordering::SeqCst);
        let mut books = self.books.lock().unwrap();
        let payment = books.payments.get_mut(out_no).expect("it was opened");
        payment.standing = Standing::Paid {
            amount: payment.ask.amount().unwrap(),
            reference: format!("M-{out_no}"),
            at,
        };
    }

    /// A buyer pays another amount than was asked for.
    pub(crate) fn pay_other(&self, out_no: &str, fen: i64) {
        self.pay(out_no);
        let mut books = self.books.lock().unwrap();
        let payment = books.payments.get_mut(out_no).unwrap();
        let Standing::Paid { amount, .. } = &mut payment.standing else {
            unreachable!()
        };
        *amount = Money::fen(fen);
    }

    pub(crate) fn refunds_known(&self) -> Vec<String> {
        self.books.lock().unwrap().refunds.keys().cloned().collect()
    }

    pub(crate) fn asked_back(&self) -> usize {
        self.books.lock().unwrap().asked_back
    }

    pub(crate) fn finish_refunds(&self) {
        let mut books = self.books.lock().unwrap();
        for (number, refund) in &mut books.refunds {
            if refund.standing == RefundStanding::Processing {
                refund.standing = done(number);
            }
        }
    }

    /// A notice about a payment: (signature, body).
    pub(crate) fn notice_of(&self, out_no: &str, event: &str) -> (String, Vec<u8>) {
        let body = format!("{event}|{out_no}|paid|3280").into_bytes();
        (sign(&body), body)
    }
}

fn sign(body: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(SECRET);
    hash.update(body);
    hex::encode(hash.finalize())
}

fn done(number: &str) -> RefundStanding {
    RefundStanding::Done {
        reference: format!("R-{number}"),
    }
}

fn away() -> ProviderError {
    ProviderError::Away("no line".into())
}

#[async_trait]
impl PaymentProvider for TestProvider {
    fn name(&self) -> &'static str {
        "memory"
    }

    async fn create(&self, ask: &Ask) -> Result<Offer, ProviderError> {
        let mut books = self.books.lock().unwrap();
        if books.mood == Mood::Away {
            return Err(away());
        }
        let payment = books.payments.entry(ask.out_no.clone());
        let payment = payment.or_insert(Payment {
            ask: ask.clone(),
            standing: Standing::Asked,
            settled: false,
        });
        if payment.ask != *ask || payment.standing != Standing::Asked {
            return Err(ProviderError::Refused("closed or other".to_owned()));
        }
        Ok(Offer::Redirect(format!("http://memory/{}", ask.out_no)))
    }

    async fn look(&self, out_no: &str) -> Result<Facts, ProviderError> {
        let books = self.books.lock().unwrap();
        if books.mood == Mood::Away {
            return Err(away());
        }
        let known = books.payments.get(out_no);
        Ok(Facts {
            out_no: out_no.to_owned(),
            standing: known.map_or(Standing::Asked, |known| known.standing.clone()),
        })
    }

    async fn close(&self, out_no: &str) -> Result<Facts, ProviderError> {
        let mut books = self.books.lock().unwrap();
        let mood = books.mood;
        if mood == Mood::Away {
            return Err(away());
        }
        let standing = match books.payments.get_mut(out_no) {
            Some(known) if known.standing == Standing::Asked && mood == Mood::Careless => {
                Standing::Closed
            }
            Some(known) => {
                if known.standing == Standing::Asked {
                    known.standing = Standing::Closed;
                }
                known.standing.clone()
            }
            None => Standing::Closed,
        };
        let out_no = out_no.to_owned();
        Ok(Facts { out_no, standing })
    }

    async fn refund(&self, ask: &RefundAsk) -> Result<RefundStanding, ProviderError> {
        let now = self.now.load(Ordering::SeqCst);
        let mut books = self.books.lock().unwrap();
        books.asked_back += 1;
        let standing = match books.mood {
            Mood::Away => return Err(away()),
            Mood::Refusing => return Err(ProviderError::Refused("frozen".to_owned())),
            Mood::Slow | Mood::Failing => RefundStanding::Processing,
            Mood::Prompt | Mood::Careless => done(&ask.refund_no),
        };
        let paid = match books.payments.get(&ask.out_no).map(|known| &known.standing) {
            Some(Standing::Paid { amount, .. }) => amount.as_fen(),
            _ => 0,
        };
        let others = books.refunds.values();
        let others = others.filter(|other| {
            other.ask.out_no == ask.out_no
                && other.ask.refund_no != ask.refund_no
                && !matches!(other.standing, RefundStanding::Failed { .. })
        });
        let given: i64 = others.map(|other| other.ask.amount.as_fen()).sum();
        if given + ask.amount.as_fen() > paid {
            return Err(ProviderError::Refused("more than was paid".to_owned()));
        }
        let refund = books.refunds.entry(ask.refund_no.clone());
        let refund = refund.or_insert(Refund {
            ask: ask.clone(),
            standing,
            at: now,
            settled: false,
        });
        Ok(refund.standing.clone())
    }

    async fn look_refund(&self, refund_no: &str) -> Result<RefundStanding, ProviderError> {
        let mut books = self.books.lock().unwrap();
        let mood = books.mood;
        if mood == Mood::Away {
            return Err(away());
        }
        let Some(refund) = books.refunds.get_mut(refund_no) else {
            return Ok(RefundStanding::Unknown);
        };
        if mood == Mood::Failing {
            refund.standing = RefundStanding::Failed {
                reason: "account closed".to_owned(),
            };
        }
        Ok(refund.standing.clone())
    }

    fn notice(&self, signature: &str, body: &[u8], _: i64) -> Result<Notice, ProviderError> {
        if signature != sign(body) {
            return Err(ProviderError::Forged("signature"));
        }
        let text = std::str::from_utf8(body).unwrap();
        let mut words = text.split('|');
        let mut word = || words.next().unwrap_or_default().to_owned();
        Ok(Notice {
            event_id: word(),
            out_no: word(),
            kind: word(),
            amount: Money::fen(word().parse().unwrap_or_default()),
        })
    }

    async fn statement(&self, day: &str) -> Result<Option<Statement>, ProviderError> {
        let mut books = self.books.lock().unwrap();
        if books.mood == Mood::Away {
            return Err(away());
        }
        if let Some(known) = books.statements.get(day) {
            return Ok(known.clone());
        }
        let end = Day::parse(day).unwrap().end_ms();
        let rate = BasisPoints::new(60).unwrap();
        let mut payments = Vec::new();
        let mut refunds = Vec::new();
        let mut net = 0;
        for (out_no, payment) in &books.payments {
            if let Standing::Paid { amount, at, .. } = &payment.standing
                && *at < end
                && !payment.settled
            {
                let fee = amount.half_up(rate).unwrap();
                net += amount.as_fen() - fee.as_fen();
                payments.push((out_no.clone(), *amount, fee));
            }
        }
        for (number, refund) in &books.refunds {
            let is_done = matches!(refund.standing, RefundStanding::Done { .. });
            if is_done && refund.at < end && !refund.settled {
                net -= refund.ask.amount.as_fen();
                refunds.push((number.clone(), refund.ask.amount));
            }
        }
        let statement = (net > 0).then(|| Statement {
            number: format!("MS{}", day.replace('-', "")),
            day: day.to_owned(),
            payments,
            refunds,
        });
        for (out_no, ..) in statement.iter().flat_map(|statement| &statement.payments) {
            books.payments.get_mut(out_no).unwrap().settled = true;
        }
        for (number, _) in statement.iter().flat_map(|statement| &statement.refunds) {
            books.refunds.get_mut(number).unwrap().settled = true;
        }
        books.statements.insert(day.to_owned(), statement.clone());
        Ok(statement)
    }
}
