//! `organisations`: who takes part, each with the account that its money goes to.

use ledger::BasisPoints;

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::table::{self, Content};
use crate::entity::organisation::Kind;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Its code, which also names its files.
    pub code: String,
    /// What it does here.
    pub kind: Kind,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// Where it is, in Chinese.
    pub town_zh: String,
    /// Where it is, in English.
    pub town_en: String,
    /// The percentage that a cooperative's charter takes of the net; zero for others.
    pub fee: BasisPoints,
    /// A telephone number, or nothing.
    pub phone: String,
    /// The bank of its account.
    pub bank_name: String,
    /// Its account; digits, leading zeros kept.
    pub bank_account: String,
}

const KINDS: [(&str, Kind); 5] = [
    ("operator", Kind::Operator),
    ("cooperative", Kind::Cooperative),
    ("firm", Kind::Firm),
    ("carrier", Kind::Carrier),
    ("inspector", Kind::Inspector),
];

/// Reads a file of organisations.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<OrganisationRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for OrganisationRow {
    type Known = ();
    const FORMAT: &'static str = "organisations 1";
    const COLUMNS: &'static [&'static str] = &[
        "code",
        "kind",
        "name_zh",
        "name_en",
        "town_zh",
        "town_en",
        "fee_bp",
        "bank_name",
        "bank_account",
    ];
    const OPTIONAL: &'static [&'static str] = &["phone"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let code = cells.code("code");
        let kind = cells.word("kind", &KINDS);
        let name_zh = cells.text("name_zh");
        let name_en = cells.text("name_en");
        let town_zh = cells.text("town_zh");
        let town_en = cells.text("town_en");
        let fee = cells.rate("fee_bp");
        let phone = cells.text_or_empty("phone");
        let bank_name = cells.text("bank_name");
        let bank_account = cells.account("bank_account");
        Some(OrganisationRow {
            code: code?,
            kind: kind?,
            name_zh: name_zh?,
            name_en: name_en?,
            town_zh: town_zh?,
            town_en: town_en?,
            fee: fee?,
            phone: phone?,
            bank_name: bank_name?,
            bank_account: bank_account?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.code.clone(),
            self.kind.as_str().to_owned(),
            self.name_zh.clone(),
            self.name_en.clone(),
            self.town_zh.clone(),
            self.town_en.clone(),
            self.fee.as_bp().to_string(),
            self.phone.clone(),
            self.bank_name.clone(),
            self.bank_account.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::reason::Reason;
    use crate::import::table::check;

    #[test]
    fn a_fee_is_a_whole_number_of_basis_points_up_to_the_whole() {
        let file = |fee: &str| {
            format!(
                "code,kind,name_zh,name_en,town_zh,town_en,fee_bp,bank_name,bank_account\nWC,cooperative,a,a,a,a,{fee},b,1\n"
            )
        };
        let value = |text: &str| text.to_owned();
        let decimals = Reason::TooManyDecimals {
            value: value("3.5"),
            places: 0,
        };
        check(parse, &file("3.5"), &[(2, Some("fee_bp"), decimals)]);
        let large = Reason::TooLarge {
            value: value("10001"),
            limit: value("10000"),
        };
        check(parse, &file("10001"), &[(2, Some("fee_bp"), large)]);
        assert_eq!(
            parse(file("300").as_bytes()).unwrap()[0]
                .content
                .fee
                .as_bp(),
            300
        );
    }
}
