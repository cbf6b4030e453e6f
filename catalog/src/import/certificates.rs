//! `certificates`: what stands for a lot, such as the conformity certificate of its harvest.

use chrono::NaiveDate;

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::products::certificate_of;
use super::table::{self, Content};

/// What a certificate can rest on: the producer's own quality control (质量安全控制), its own test
/// (自检), a test that it commissioned (委托检测), or an office's inspection or licence.
pub const BASES: [&str; 4] = ["control", "own_test", "commissioned_test", "official"];

const BASIS_WORDS: [(&str, &str); 4] = [
    (BASES[0], BASES[0]),
    (BASES[1], BASES[1]),
    (BASES[2], BASES[2]),
    (BASES[3], BASES[3]),
];

/// A certificate of one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRow {
    /// Its own number, unique for everybody.
    pub number: String,
    /// The intake lot.
    pub lot_code: String,
    /// One of [`super::products::CERTIFICATES`].
    pub kind: String,
    /// Who signed it.
    pub issuer: String,
    /// The day on it.
    pub issued_on: NaiveDate,
    /// What it rests on: one of [`BASES`].
    pub basis: String,
}

/// Reads a file of certificates.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<CertificateRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for CertificateRow {
    type Known = ();
    const FORMAT: &'static str = "certificates 1";
    const COLUMNS: &'static [&'static str] =
        &["number", "lot_code", "kind", "issuer", "issued_on", "basis"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let number = cells.code("number");
        let lot_code = cells.code("lot_code");
        let kind = certificate_of(cells, "kind");
        let issuer = cells.text("issuer");
        let issued_on = cells.day("issued_on");
        let basis = cells.word("basis", &BASIS_WORDS).map(str::to_owned);
        Some(CertificateRow {
            number: number?,
            lot_code: lot_code?,
            kind: kind?,
            issuer: issuer?,
            issued_on: issued_on?,
            basis: basis?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.number.clone(),
            self.lot_code.clone(),
            self.kind.clone(),
            self.issuer.clone(),
            self.issued_on.to_string(),
            self.basis.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::reason::Reason;
    use crate::import::table::check;

    const HEAD: &str = "number,lot_code,kind,issuer,issued_on,basis";

    #[test]
    fn a_certificate_has_a_known_kind_and_a_day_of_the_calendar() {
        let good = format!("{HEAD}\nHG-1,L1,conformity,WC,2026-10-12,own_test\n");
        assert_eq!(
            parse(good.as_bytes()).unwrap()[0].content.lot_code,
            "L1".to_owned()
        );
        let kind = Reason::UnknownWord {
            value: "organic".to_owned(),
            allowed: "conformity, quarantine, licence".to_owned(),
        };
        let day = Reason::BadDate {
            value: "2026-02-30".to_owned(),
        };
        let basis = Reason::UnknownWord {
            value: "trust".to_owned(),
            allowed: "control, own_test, commissioned_test, official".to_owned(),
        };
        check(
            parse,
            &format!("{HEAD}\nHG-1,L1,organic,WC,2026-02-30,trust\n"),
            &[
                (2, Some("kind"), kind),
                (2, Some("issued_on"), day),
                (2, Some("basis"), basis),
            ],
        );
    }
}
