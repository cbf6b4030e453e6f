use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::import::advances::AdvanceRow;
use crate::import::fault::FAULTS_LISTED_MAX;
use crate::import::intakes::GradeBook;
use crate::import::working_days::WorkingDayRow;
use crate::import::{
    advances, instruments, intakes, members, organisations, people, products, skus, statements,
    working_days,
};

const HEAD: &str = "number,household_code,item_zh,item_en,amount_yuan,given_on";
const ROW: &str = "A1,WC-0003,红薯苗,Seedlings,600.00,2026-04-28";

fn read(bytes: &[u8]) -> Result<Vec<Row<AdvanceRow>>, Faults> {
    advances::parse(bytes)
}

fn days(bytes: &[u8]) -> Result<Vec<Row<WorkingDayRow>>, Faults> {
    working_days::parse(bytes)
}

/// The first fault of a file: its line and reason.
fn fault(bytes: &[u8]) -> (usize, Reason) {
    let faults = read(bytes).expect_err("the file has a fault");
    (faults.listed()[0].line, faults.listed()[0].reason.clone())
}

#[test]
fn a_mark_before_the_text_and_either_line_end_change_nothing() {
    let plain = read(format!("{HEAD}\n{ROW}\n").as_bytes()).unwrap();
    for file in [
        format!("\u{FEFF}{HEAD}\r\n{ROW}\r\n"),
        format!("{HEAD}\n{ROW}"),
        format!("{}\n{ROW}\n", HEAD.to_uppercase()),
        format!("{HEAD}\n{ROW}\n\n,,,,,\n"),
        format!("{HEAD}\n\"A1\", WC-0003 ,\"红薯苗\",Seedlings,\"600.00\",2026-04-28\n"),
    ] {
        assert_eq!(read(file.as_bytes()), Ok(plain.clone()), "{file:?}");
    }
}

#[test]
fn columns_may_stand_in_any_order() {
    let plain = days(b"day,working\n2026-11-24,yes\n").unwrap();
    assert_eq!(days(b"working,day\nYes,2026-11-24\n"), Ok(plain));
}

#[test]
fn a_file_that_is_not_text_is_said_to_be_binary() {
    assert_eq!(fault(b"PK\x03\x04\x14\x00\x06\x00"), (1, Reason::Binary));
    let utf16: Vec<u8> = HEAD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(fault(&utf16), (1, Reason::Binary));
    assert_eq!(
        fault(format!("{HEAD}\n{ROW}\n\0").as_bytes()),
        (3, Reason::Binary)
    );
}

#[test]
fn a_gbk_file_is_told_apart_from_bytes_that_are_no_text_at_all() {
    let (gbk, _, _) = encoding_rs::GBK.encode(ROW);
    let file = [HEAD.as_bytes(), b"\n", &gbk].concat();
    assert_eq!(fault(&file), (1, Reason::LooksLikeGbk));
    let file = [HEAD.as_bytes(), b"\nA1,\xFF\xFF\n"].concat();
    assert_eq!(fault(&file), (2, Reason::NotUtf8));
}

#[test]
fn a_file_that_ends_inside_a_row_is_truncated() {
    let cut_row = format!("{HEAD}\n{ROW}\nA2,WC-0008,红薯苗");
    assert_eq!(fault(cut_row.as_bytes()), (3, Reason::Truncated));
    assert_eq!(
        fault(format!("{cut_row}\n").as_bytes()),
        (3, Reason::Truncated)
    );
    let open_quote =
        format!("{HEAD}\r\n{ROW}\r\n\r\nA2,WC-0008,\"红薯苗,Seedlings,450.00,2026-04-28\r\n");
    assert_eq!(fault(open_quote.as_bytes()), (4, Reason::Truncated));
    assert_eq!(
        fault(format!("\"{HEAD}").as_bytes()),
        (1, Reason::Truncated)
    );
    let cut_character = format!("{HEAD}\n{ROW}\nA2,WC-0008,红");
    assert_eq!(
        fault(&cut_character.as_bytes()[..cut_character.len() - 1]),
        (3, Reason::Truncated)
    );
}

#[test]
fn a_short_or_long_row_inside_is_not_called_truncated() {
    let file = format!("{HEAD}\nA0,WC-0003\n{ROW}\n");
    check(
        read,
        &file,
        &[(
            2,
            None,
            Reason::CellCount {
                expected: 6,
                found: 2,
            },
        )],
    );
    let file = format!("{HEAD}\n{ROW},more\n");
    check(
        read,
        &file,
        &[(
            2,
            None,
            Reason::CellCount {
                expected: 6,
                found: 7,
            },
        )],
    );
}

#[test]
fn nothing_is_an_empty_file_and_a_header_alone_has_no_rows() {
    for empty in ["", "\n\n", "\u{FEFF}", " , \n"] {
        assert_eq!(fault(empty.as_bytes()), (1, Reason::EmptyFile), "{empty:?}");
    }
    assert_eq!(read(HEAD.as_bytes()), Ok(vec![]));
}

#[test]
fn a_header_names_every_column_that_is_missing_unknown_or_said_twice() {
    let file = format!("number,number,household_code,item_zh,item_en,price,given_on\n{ROW},\n");
    check(
        read,
        &file,
        &[
            (1, None, Reason::RepeatedColumn { name: "number" }),
            (
                1,
                None,
                Reason::UnknownColumn {
                    name: "price".to_owned(),
                },
            ),
            (
                1,
                None,
                Reason::MissingColumn {
                    name: "amount_yuan",
                },
            ),
        ],
    );
}

#[test]
fn the_same_number_counts_once_with_the_same_content_and_not_at_all_with_another() {
    let twice = format!("{HEAD}\n{ROW}\n{}\n", ROW.replace("600.00", "600"));
    let rows = read(twice.as_bytes()).unwrap();
    assert_eq!((rows.len(), rows[0].line), (1, 2));
    let other = format!("{HEAD}\n{ROW}\n{}\n", ROW.replace("600.00", "60"));
    let reason = Reason::DuplicateNumber {
        value: "A1".to_owned(),
        first_line: 2,
    };
    check(read, &other, &[(3, Some("number"), reason)]);
}

#[test]
fn a_text_is_one_line_of_bounded_length_without_damaged_characters() {
    let row = |item: &str| format!("{HEAD}\nA1,WC-0003,{item},Seedlings,600.00,2026-04-28\n");
    check(
        read,
        &row("\"苗\n膜\""),
        &[(2, Some("item_zh"), Reason::BadText)],
    );
    check(
        read,
        &row("苗\u{FFFD}"),
        &[(2, Some("item_zh"), Reason::BadText)],
    );
    check(
        read,
        &row(&"苗".repeat(121)),
        &[(2, Some("item_zh"), Reason::TooLong { limit: 120 })],
    );
    check(read, &row(" "), &[(2, Some("item_zh"), Reason::Empty)]);
    assert!(read(row(&"苗".repeat(120)).as_bytes()).is_ok());
}

#[test]
fn one_bad_row_among_a_hundred_thousand_is_the_one_that_is_named() {
    let mut file = format!("{HEAD}\r\n");
    for number in 2..=100_001 {
        let amount = if number == 77_777 { "6OO" } else { "600" };
        write!(
            file,
            "A{number},WC-0003,苗,Seedlings,{amount},2026-04-28\r\n"
        )
        .unwrap();
    }
    check(
        read,
        &file,
        &[(
            77_777,
            Some("amount_yuan"),
            Reason::NotANumber {
                value: "6OO".to_owned(),
            },
        )],
    );
    assert_eq!(
        read(file.replace("6OO", "600").as_bytes()).unwrap().len(),
        100_000
    );
}

#[test]
fn a_file_of_bad_rows_lists_the_first_and_counts_them_all() {
    let file = format!(
        "{HEAD}\n{}",
        "A1,WC-0003,苗,Seedlings,0,2026-04-28\n".repeat(1000)
    );
    let faults = read(file.as_bytes()).unwrap_err();
    assert_eq!(
        (faults.listed().len(), faults.total()),
        (FAULTS_LISTED_MAX, 1000)
    );
    assert_eq!(faults.listed()[199].line, 201);
}

#[test]
fn a_file_longer_than_any_cooperative_s_is_cut_off_with_a_word() {
    let file = format!("day,working\n{}", "2026-11-24,yes\n".repeat(ROWS_MAX + 1));
    check(
        days,
        &file,
        &[(ROWS_MAX + 2, None, Reason::TooManyRows { limit: ROWS_MAX })],
    );
}

#[test]
fn a_hash_keeps_the_borders_between_values_and_formats() {
    let hash = |format: &str, values: &[&str]| {
        content_hash(
            format,
            &values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>(),
        )
    };
    assert_ne!(hash("a", &["b", "c"]), hash("a", &["bc", ""]));
    assert_ne!(hash("a", &["b"]), hash("ab", &[""]));
    assert_eq!(hash("a", &["b"]).len(), 64);
}

fn parse_all(bytes: &[u8]) {
    let _ = advances::parse(bytes);
    let _ = instruments::parse(bytes);
    let _ = intakes::parse(bytes, &GradeBook::default().with("HS", "YI"));
    let _ = members::parse(bytes);
    let _ = organisations::parse(bytes);
    let _ = people::parse(bytes);
    let _ = products::parse(bytes);
    let _ = skus::parse(bytes);
    let _ = statements::parse(bytes);
    let _ = working_days::parse(bytes);
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        parse_all(&bytes);
    }

    #[test]
    fn no_text_behind_a_true_header_makes_a_reader_panic(text in "[A-Za-z0-9.,:|\"\r\n −-]{0,300}") {
        for header in [
            HEAD,
            "day,working",
            "line_no,booked_at,amount_yuan,memo,counterparty,balance_yuan",
            "code,name,village_zh,bank_name,bank_account,mu",
            "ticket_no,household_code,lot_code,product_code,grade,quantity,unit,harvested_on,weighed_at,place",
        ] {
            parse_all(format!("{header}\n{text}").as_bytes());
        }
    }

    #[test]
    fn any_number_in_a_ticket_gives_a_weight_above_nothing_or_a_fault(
        quantity in "-?[0-9]{1,22}(\\.[0-9]{0,5})?",
        unit in "jin|kg",
    ) {
        let file = format!(
            "ticket_no,household_code,lot_code,product_code,grade,quantity,unit,harvested_on,weighed_at,place\n\
             1,WC-0003,L1,HS,YI,{quantity},{unit},2026-10-12,2026-10-12 08:10,cellar\n"
        );
        match intakes::parse(file.as_bytes(), &GradeBook::default().with("HS", "YI")) {
            Ok(rows) => prop_assert!(rows[0].content.quantity.as_g() > 0),
            Err(faults) => prop_assert_eq!(faults.listed()[0].column, Some("quantity")),
        }
    }
}
