//! Why a row, or a whole file, cannot be taken: values only, the words live in message files.

/// The longest piece of a cell that is repeated in a message.
const SHOWN_CHARS_MAX: usize = 60;

/// Why something was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The file holds NUL bytes: a spreadsheet, a picture, UTF-16, anything but plain text.
    Binary,
    /// The bytes are not UTF-8, and not GBK either.
    NotUtf8,
    /// The bytes are not UTF-8 but read as GBK, which spreadsheets in China write by habit.
    LooksLikeGbk,
    /// There is nothing in the file.
    EmptyFile,
    /// The file ends inside a row.
    Truncated,
    /// More rows than one file may have.
    TooManyRows {
        /// The most rows of a file.
        limit: usize,
    },
    /// The header lacks a column.
    MissingColumn {
        /// Its name.
        name: &'static str,
    },
    /// The header has a column that the format does not know.
    UnknownColumn {
        /// Its name, as it stands in the file.
        name: String,
    },
    /// The header names a column twice.
    RepeatedColumn {
        /// Its name.
        name: &'static str,
    },
    /// A row has more or fewer cells than the header.
    CellCount {
        /// As the header has it.
        expected: usize,
        /// As the row has it.
        found: usize,
    },
    /// A cell that must say something is empty.
    Empty,
    /// A cell that must be empty here says something.
    NotEmpty,
    /// A text longer than it may be.
    TooLong {
        /// The most characters.
        limit: usize,
    },
    /// Line breaks, control characters or characters that were damaged before.
    BadText,
    /// A code with other characters than letters, digits and `- _ .`.
    BadCode {
        /// What the cell says.
        value: String,
    },
    /// Not an e-mail address.
    BadEmail {
        /// What the cell says.
        value: String,
    },
    /// A bank account of other characters than digits, as a spreadsheet's `6.2E+18`.
    BadAccount {
        /// What the cell says.
        value: String,
    },
    /// Not a plain decimal number.
    NotANumber {
        /// What the cell says.
        value: String,
    },
    /// Below zero, where nothing can be.
    Negative {
        /// What the cell says.
        value: String,
    },
    /// Zero, where something must be.
    Zero,
    /// A weight that is not a whole number of grams.
    FinerThanGram {
        /// What the cell says.
        value: String,
    },
    /// An amount that is not a whole number of fen.
    FinerThanFen {
        /// What the cell says.
        value: String,
    },
    /// More decimals than the column has.
    TooManyDecimals {
        /// What the cell says.
        value: String,
        /// The decimals that are kept.
        places: usize,
    },
    /// A number beyond what can be true.
    TooLarge {
        /// What the cell says.
        value: String,
        /// The largest that is taken.
        limit: String,
    },
    /// A part larger than its whole.
    MoreThanWhole {
        /// The part.
        value: String,
        /// The whole.
        whole: String,
    },
    /// A unit that is not weighed in here.
    UnknownUnit {
        /// What the cell says.
        value: String,
        /// The units that are known.
        allowed: String,
    },
    /// A grade that the product does not have.
    UnknownGrade {
        /// What the cell says.
        value: String,
        /// The grades of the product.
        allowed: String,
    },
    /// A word that is none of those the column knows.
    UnknownWord {
        /// What the cell says.
        value: String,
        /// The words that are known.
        allowed: String,
    },
    /// Not a day of the calendar in the form 2026-10-12.
    BadDate {
        /// What the cell says.
        value: String,
    },
    /// Not a time in the form 2026-10-12 08:10.
    BadTime {
        /// What the cell says.
        value: String,
    },
    /// Weighed before it was harvested.
    BeforeHarvest {
        /// The day of the harvest.
        harvested_on: String,
    },
    /// The same number further up in the file, with other content.
    DuplicateNumber {
        /// The number.
        value: String,
        /// The line it stood on first.
        first_line: usize,
    },
    /// Another product or place than the other rows of its lot.
    UnlikeItsLot {
        /// The lot.
        lot: String,
        /// The line on which the lot stood first.
        first_line: usize,
    },
    /// The balance after a bank line does not follow from the one before.
    BrokenBalance {
        /// What it should be, in yuan.
        expected: String,
        /// What the file says, in yuan.
        found: String,
    },
    /// The number is already recorded, with other content: a matter for a correction.
    NumberTaken {
        /// The number.
        value: String,
    },
    /// No household of this cooperative has the code.
    UnknownHousehold {
        /// The code.
        value: String,
    },
    /// No product has the code.
    UnknownProduct {
        /// The code.
        value: String,
    },
    /// No SKU has the number.
    UnknownSku {
        /// The number.
        value: String,
    },
    /// No lot of this cooperative has the code and the grade.
    UnknownLot {
        /// The code.
        value: String,
    },
    /// The SKU is not open for sale.
    SkuClosed {
        /// Its number.
        value: String,
    },
    /// The lot is not what goes into the SKU.
    NotInThisSku {
        /// The lot's code and grade.
        value: String,
    },
    /// The lot has no certificate of the kind that its product needs.
    NoCertificate {
        /// The lot's code.
        value: String,
    },
    /// Not a whole number of packs, where a pack is goods of one lot, or of grams.
    PartOfPack {
        /// What the cell says.
        value: String,
    },
    /// More than is free in the lot.
    LotShort {
        /// What was asked for, in kg.
        value: String,
        /// What is free, in kg.
        limit: String,
    },
    /// No organisation has the code.
    UnknownOrganisation {
        /// The code.
        value: String,
    },
    /// No province, city or district has the code.
    UnknownDivision {
        /// The code.
        value: String,
    },
    /// The lot is recorded with another product or place.
    UnlikeRecordedLot {
        /// The lot.
        lot: String,
    },
    /// A day or time that has not come yet.
    InTheFuture {
        /// What the cell says.
        value: String,
    },
    /// No line of a bank file that the asker may see has the number.
    UnknownPayoutLine {
        /// The number.
        value: String,
    },
    /// Another amount than was instructed.
    OtherAmount {
        /// What was instructed, in yuan.
        expected: String,
        /// What the file says, in yuan.
        found: String,
    },
    /// The line was answered the other way before, or is not at the bank.
    OtherAnswer {
        /// The line's number.
        value: String,
    },
    /// Not a carrier's number of a parcel.
    BadWaybill {
        /// What the cell says.
        value: String,
    },
    /// The same waybill for another parcel further up in the file.
    WaybillTwice {
        /// The waybill.
        value: String,
        /// The line it stood on first.
        first_line: usize,
    },
    /// Another parcel was sent under the waybill.
    WaybillTaken {
        /// The waybill.
        value: String,
    },
    /// The parcel was sent under another waybill.
    OtherWaybill {
        /// The other waybill.
        value: String,
    },
    /// The asker has no parcel of the number.
    UnknownConsignment {
        /// The number.
        value: String,
    },
    /// The parcel is not packed, or is cancelled.
    NotPacked {
        /// Its number.
        value: String,
    },
}

impl Reason {
    /// The key of its message.
    pub fn key(&self) -> &'static str {
        match self {
            Reason::Binary => "import-reason-binary",
            Reason::NotUtf8 => "import-reason-not-utf8",
            Reason::LooksLikeGbk => "import-reason-looks-like-gbk",
            Reason::EmptyFile => "import-reason-empty-file",
            Reason::Truncated => "import-reason-truncated",
            Reason::TooManyRows { .. } => "import-reason-too-many-rows",
            Reason::MissingColumn { .. } => "import-reason-missing-column",
            Reason::UnknownColumn { .. } => "import-reason-unknown-column",
            Reason::RepeatedColumn { .. } => "import-reason-repeated-column",
            Reason::CellCount { .. } => "import-reason-cell-count",
            Reason::Empty => "import-reason-empty",
            Reason::NotEmpty => "import-reason-not-empty",
            Reason::TooLong { .. } => "import-reason-too-long",
            Reason::BadText => "import-reason-bad-text",
            Reason::BadCode { .. } => "import-reason-bad-code",
            Reason::BadEmail { .. } => "import-reason-bad-email",
            Reason::BadAccount { .. } => "import-reason-bad-account",
            Reason::NotANumber { .. } => "import-reason-not-a-number",
            Reason::Negative { .. } => "import-reason-negative",
            Reason::Zero => "import-reason-zero",
            Reason::FinerThanGram { .. } => "import-reason-finer-than-gram",
            Reason::FinerThanFen { .. } => "import-reason-finer-than-fen",
            Reason::TooManyDecimals { .. } => "import-reason-too-many-decimals",
            Reason::TooLarge { .. } => "import-reason-too-large",
            Reason::MoreThanWhole { .. } => "import-reason-more-than-whole",
            Reason::UnknownUnit { .. } => "import-reason-unknown-unit",
            Reason::UnknownGrade { .. } => "import-reason-unknown-grade",
            Reason::UnknownWord { .. } => "import-reason-unknown-word",
            Reason::BadDate { .. } => "import-reason-bad-date",
            Reason::BadTime { .. } => "import-reason-bad-time",
            Reason::BeforeHarvest { .. } => "import-reason-before-harvest",
            Reason::DuplicateNumber { .. } => "import-reason-duplicate-number",
            Reason::UnlikeItsLot { .. } => "import-reason-unlike-its-lot",
            Reason::BrokenBalance { .. } => "import-reason-broken-balance",
            Reason::NumberTaken { .. } => "import-reason-number-taken",
            Reason::UnknownHousehold { .. } => "import-reason-unknown-household",
            Reason::UnknownProduct { .. } => "import-reason-unknown-product",
            Reason::UnknownSku { .. } => "import-reason-unknown-sku",
            Reason::UnknownLot { .. } => "import-reason-unknown-lot",
            Reason::SkuClosed { .. } => "import-reason-sku-closed",
            Reason::NotInThisSku { .. } => "import-reason-not-in-this-sku",
            Reason::NoCertificate { .. } => "import-reason-no-certificate",
            Reason::PartOfPack { .. } => "import-reason-part-of-pack",
            Reason::LotShort { .. } => "import-reason-lot-short",
            Reason::UnknownOrganisation { .. } => "import-reason-unknown-organisation",
            Reason::UnknownDivision { .. } => "import-reason-unknown-division",
            Reason::UnlikeRecordedLot { .. } => "import-reason-unlike-recorded-lot",
            Reason::InTheFuture { .. } => "import-reason-in-the-future",
            Reason::UnknownPayoutLine { .. } => "import-reason-unknown-payout-line",
            Reason::OtherAmount { .. } => "import-reason-other-amount",
            Reason::OtherAnswer { .. } => "import-reason-other-answer",
            Reason::BadWaybill { .. } => "import-reason-bad-waybill",
            Reason::WaybillTwice { .. } => "import-reason-waybill-twice",
            Reason::WaybillTaken { .. } => "import-reason-waybill-taken",
            Reason::OtherWaybill { .. } => "import-reason-other-waybill",
            Reason::UnknownConsignment { .. } => "import-reason-unknown-consignment",
            Reason::NotPacked { .. } => "import-reason-not-packed",
        }
    }

    /// The arguments of its message, by name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Reason::Binary
            | Reason::NotUtf8
            | Reason::LooksLikeGbk
            | Reason::EmptyFile
            | Reason::Truncated
            | Reason::Empty
            | Reason::NotEmpty
            | Reason::BadText
            | Reason::Zero => vec![],
            Reason::TooManyRows { limit } | Reason::TooLong { limit } => {
                vec![("limit", limit.to_string())]
            }
            Reason::MissingColumn { name } | Reason::RepeatedColumn { name } => {
                vec![("name", (*name).to_owned())]
            }
            Reason::UnknownColumn { name } => vec![("name", shown(name))],
            Reason::CellCount { expected, found } => {
                vec![
                    ("expected", expected.to_string()),
                    ("found", found.to_string()),
                ]
            }
            Reason::BadCode { value }
            | Reason::BadEmail { value }
            | Reason::BadAccount { value }
            | Reason::NotANumber { value }
            | Reason::Negative { value }
            | Reason::FinerThanGram { value }
            | Reason::FinerThanFen { value }
            | Reason::BadDate { value }
            | Reason::BadTime { value }
            | Reason::NumberTaken { value }
            | Reason::UnknownHousehold { value }
            | Reason::UnknownProduct { value }
            | Reason::UnknownSku { value }
            | Reason::UnknownLot { value }
            | Reason::SkuClosed { value }
            | Reason::NotInThisSku { value }
            | Reason::NoCertificate { value }
            | Reason::PartOfPack { value }
            | Reason::UnknownOrganisation { value }
            | Reason::UnknownDivision { value }
            | Reason::InTheFuture { value }
            | Reason::UnknownPayoutLine { value }
            | Reason::OtherAnswer { value }
            | Reason::BadWaybill { value }
            | Reason::WaybillTaken { value }
            | Reason::OtherWaybill { value }
            | Reason::UnknownConsignment { value }
            | Reason::NotPacked { value } => vec![("value", shown(value))],
            Reason::TooManyDecimals { value, places } => {
                vec![("value", shown(value)), ("places", places.to_string())]
            }
            Reason::TooLarge { value, limit } | Reason::LotShort { value, limit } => {
                vec![("value", shown(value)), ("limit", limit.clone())]
            }
            Reason::MoreThanWhole { value, whole } => {
                vec![("value", shown(value)), ("whole", shown(whole))]
            }
            Reason::UnknownUnit { value, allowed }
            | Reason::UnknownGrade { value, allowed }
            | Reason::UnknownWord { value, allowed } => {
                vec![("value", shown(value)), ("allowed", allowed.clone())]
            }
            Reason::BeforeHarvest { harvested_on } => vec![("harvested_on", harvested_on.clone())],
            Reason::DuplicateNumber { value, first_line }
            | Reason::WaybillTwice { value, first_line } => {
                vec![
                    ("value", shown(value)),
                    ("first_line", first_line.to_string()),
                ]
            }
            Reason::UnlikeItsLot { lot, first_line } => {
                vec![("lot", shown(lot)), ("first_line", first_line.to_string())]
            }
            Reason::UnlikeRecordedLot { lot } => vec![("lot", shown(lot))],
            Reason::BrokenBalance { expected, found } | Reason::OtherAmount { expected, found } => {
                vec![("expected", expected.clone()), ("found", found.clone())]
            }
        }
    }
}

/// A cell's text cut to a length that a message can carry.
fn shown(value: &str) -> String {
    let mut text: String = value.chars().take(SHOWN_CHARS_MAX).collect();
    if text.len() < value.len() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_repeats_only_the_head_of_a_long_cell() {
        let value = "9".repeat(1000);
        let args = Reason::NotANumber { value }.args();
        assert_eq!(args[0].1.chars().count(), SHOWN_CHARS_MAX + 1);
        assert_eq!(
            Reason::NotANumber {
                value: "3,5".to_owned()
            }
            .args(),
            vec![("value", "3,5".to_owned())]
        );
    }
}
