//! How figures, dates and receipts are written.

use super::*;

fn formal(renderer: &Renderer, lang: Lang, fen: i64) -> String {
    formal::Numerals::of(&renderer.messages, lang)
        .unwrap()
        .write(fen)
}

#[test]
fn sums_are_written_with_two_decimals_groups_and_a_true_minus() {
    let check = |fen, text| assert_eq!(figures::fen(fen), text);
    check(0, "0.00");
    check(5, "0.05");
    check(-5, "\u{2212}0.05");
    check(2_400_000, "24,000.00");
    check(-180_000, "\u{2212}1,800.00");
    check(100_000_005, "1,000,000.05");
    check(i64::MAX, "92,233,720,368,547,758.07");
    check(i64::MIN, "\u{2212}92,233,720,368,547,758.08");
    assert_eq!(figures::fen_signed(2), "+0.02");
    assert_eq!(figures::fen_signed(0), "0.00");
    assert_eq!(figures::per_jin(240), "1.20");
    assert_eq!(figures::per_jin(241), "1.205");
    assert_eq!(figures::bp(8_795), "87.95%");
    assert_eq!(figures::bp(10_000), "100.00%");
    assert_eq!(figures::num(900_000), "900,000");
}

#[test]
fn weights_are_exact_in_every_unit() {
    assert_eq!(figures::jin(10_000_000), "20,000");
    assert_eq!(figures::jin(1_750_000), "3,500");
    assert_eq!(figures::jin(1), "0.002");
    assert_eq!(figures::kg(182_400), "182.4");
    assert_eq!(figures::tonnes(62_500_000), "62.5");
    assert_eq!(figures::tonnes(1), "0.000001");
    assert_eq!(figures::kg(-1_500), "\u{2212}1.5");
}

#[test]
fn the_geometry_of_bars_stays_within_its_strip() {
    assert_eq!(figures::share(2_110_720, 2_400_000), "87.95");
    assert_eq!(figures::share(1, 3), "33.33");
    assert_eq!(figures::share(2, 3), "66.67");
    assert_eq!(figures::share(5, 4), "100.00");
    assert_eq!(figures::share(-5, 4), "0");
    assert_eq!(figures::share(5, 0), "0");
    assert_eq!(figures::share(i64::MAX, i64::MAX), "100.00");
}

#[test]
fn dates_are_read_at_utc_plus_eight() {
    // 20 November 2026, 16:30 UTC is already the 21st in China.
    let at = "1795192200000";
    let both =
        |filter: &str| Lang::ALL.map(|lang| line(lang, &format!("{{{{ {at} | {filter} }}}}")));
    assert_eq!(both("date"), ["11 月 21 日", "21 Nov 2026"]);
    assert_eq!(both("date_year"), ["2026 年 11 月 21 日", "21 Nov 2026"]);
    assert_eq!(
        both("datetime"),
        ["11 月 21 日 00:30", "21 Nov 2026, 00:30"]
    );
    assert_eq!(
        both("weekday"),
        ["11 月 21 日，星期六", "Saturday, 21 Nov 2026"]
    );
    assert_eq!(both("iso")[0], "2026-11-21T00:30:00+08:00");
    assert_eq!(both("time")[1], "00:30");
    assert_eq!(both("month")[1], "11");
}

#[test]
fn filters_name_units_in_the_language_of_the_page() {
    assert_eq!(
        line(Lang::Chinese, "{{ 1750000 | jin(unit=true) }}"),
        "3,500 斤"
    );
    assert_eq!(
        line(Lang::English, "{{ 1750000 | jin(unit=true) }}"),
        "3,500 jin"
    );
    assert_eq!(line(Lang::English, "{{ 10000000 | tonnes }}"), "10");
}

#[test]
fn sums_on_receipts_follow_the_rules_for_bills() {
    let renderer = renderer();
    let check = |fen: i64, text: &str| {
        assert_eq!(formal(&renderer, Lang::Chinese, fen), text, "{fen}");
    };
    check(0, "零元整");
    check(1_000, "壹拾元整");
    check(10_000_005, "壹拾万元零伍分");
    check(309_376, "叁仟零玖拾叁元柒角陆分");
    check(5, "伍分");
    check(50, "伍角整");
    check(100, "壹元整");
    check(1_005, "壹拾元零伍分");
    check(140_950, "壹仟肆佰零玖元伍角整");
    check(600_714, "陆仟零柒元壹角肆分");
    check(1_640_902, "壹万陆仟肆佰零玖元零贰分");
    check(32_504, "叁佰贰拾伍元零肆分");
    check(10_700_053, "壹拾万柒仟元伍角叁分");
    check(1_855_720, "壹万捌仟伍佰伍拾柒元贰角整");
    check(10_000_100, "壹拾万零壹元整");
    check(2_000_000_000, "贰仟万元整");
    check(10_000_000_000, "壹亿元整");
    check(10_001_000_000, "壹亿零壹万元整");
    check(10_000_000_100, "壹亿零壹元整");
    check(100_010_000_100, "壹拾亿零壹拾万零壹元整");
    check(-60_000, "负陆佰元整");
    check(
        i64::MAX,
        "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分",
    );
}

#[test]
fn english_receipts_spell_the_sum_out() {
    let renderer = renderer();
    let check = |fen: i64, text: &str| {
        assert_eq!(formal(&renderer, Lang::English, fen), text, "{fen}");
    };
    check(0, "zero yuan exactly");
    check(1_000, "ten yuan exactly");
    check(10_000_005, "one hundred thousand yuan five fen");
    check(
        309_376,
        "three thousand ninety-three yuan seven jiao six fen",
    );
    check(2_100, "twenty-one yuan exactly");
    check(50, "five jiao exactly");
    check(
        1_855_720,
        "eighteen thousand five hundred fifty-seven yuan two jiao exactly",
    );
    check(-100, "minus one yuan exactly");
}

#[test]
fn a_language_is_found_by_tag_or_by_the_browsers_list() {
    assert_eq!(Lang::from_tag("en-GB"), Some(Lang::English));
    assert_eq!(Lang::from_tag("zh_TW"), Some(Lang::Chinese));
    assert_eq!(Lang::from_tag("fr"), None);
    assert_eq!(Lang::from_accept("fr, en;q=0.8, zh;q=0.5"), Lang::English);
    assert_eq!(Lang::from_accept(""), Lang::Chinese);
}
