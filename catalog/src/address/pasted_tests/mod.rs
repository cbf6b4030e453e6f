//! What people paste, and what is read out of it.

mod places;
mod writing;

use super::divisions::{Division, Divisions};
use super::pasted::{Parsed, Unsure, parse};
use super::place::Place;

/// A place or the candidates, as the cases below write them.
fn places(places: &[Place]) -> String {
    let texts: Vec<String> = places.iter().map(Place::text_zh).collect();
    texts.join("|")
}

fn unsure(unsure: &Unsure) -> String {
    match unsure {
        Unsure::Name { candidates } => format!("name {}", candidates.join("|")),
        Unsure::Phone { candidates } => format!("phone {}", candidates.join("|")),
        Unsure::Place { candidates } => format!("place {}", places(candidates)),
        Unsure::City => "city".to_owned(),
        Unsure::District { candidates } => format!("district {}", places(candidates)),
        Unsure::Street => "street".to_owned(),
    }
    .trim()
    .to_owned()
}

/// `name, phone, province/city/district, street`, and behind it what is unsure.
fn said(parsed: &Parsed) -> String {
    let steps = [parsed.province, parsed.city, parsed.district];
    let steps: Vec<&str> = steps.iter().flatten().map(|step| step.name_zh).collect();
    let name = parsed.name.as_deref().unwrap_or("-");
    let phone = parsed.phone.as_deref().unwrap_or("-");
    let mut text = format!("{name}, {phone}, {}, {}", steps.join("/"), parsed.street);
    for doubt in &parsed.unsure {
        text.push_str(" ? ");
        text.push_str(&unsure(doubt));
    }
    text
}

fn check(cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (pasted, expected) in cases {
        let found = said(&parse(pasted));
        if found != *expected {
            wrong.push(format!(
                "{pasted:?}\n  expected {expected}\n  found    {found}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What reads back from an address that is written in one of the usual ways.
fn reads_back(place: &Place, region: &str, street: &str) -> Result<(), String> {
    let pasted = format!("王小明 13912345678 {region}{street}");
    let parsed = parse(&pasted);
    let found = (parsed.province, parsed.city, parsed.district);
    let expected = (Some(place.province), place.city, place.district);
    let whole = found == expected && parsed.street == street && parsed.unsure.is_empty();
    if whole && parsed.name.as_deref() == Some("王小明") {
        Ok(())
    } else {
        Err(format!("{pasted}: {}", said(&parsed)))
    }
}

fn every_place() -> Vec<Place> {
    let divisions = Divisions::get();
    let mut places = Vec::new();
    for province in divisions.provinces() {
        for city in divisions.cities(province.code) {
            let districts = divisions.districts(city.code);
            let smallest = if districts.is_empty() {
                vec![*city]
            } else {
                districts.to_vec()
            };
            places.extend(smallest.iter().filter_map(|row| divisions.place(row.code)));
        }
    }
    places
}

#[test]
fn an_address_in_every_district_reads_back() {
    let streets = ["人民路1号", "解放街道建设新村 3 栋 2 单元 501"];
    let mut wrong = Vec::new();
    for place in every_place() {
        for street in streets {
            wrong.extend(reads_back(&place, &place.text_zh(), street).err());
            wrong.extend(reads_back(&place, &format!("{} ", place.text_zh()), street).err());
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of them:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn an_address_in_every_district_reads_back_by_short_names() {
    let mut wrong = Vec::new();
    for place in every_place() {
        let short = |step: &Division| match step.short_zh {
            "" => step.name_zh,
            short => short,
        };
        let city = place
            .city
            .filter(|city| city.name_zh != place.province.name_zh && city.is_said());
        let city = city.map_or("", short);
        let district = place.district.map_or("", |district| district.name_zh);
        let region = format!("{}{city}{district}", short(place.province));
        wrong.extend(reads_back(&place, &region, "人民路1号").err());
        if !city.is_empty() && !district.is_empty() {
            wrong.extend(reads_back(&place, &format!("{city} {district} "), "人民路1号").err());
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of them:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_text_breaks_it() {
    let odd = [
        "\u{0}",
        "省市区",
        "：：：",
        "1",
        "+",
        "(((",
        "市辖区县",
        "13",
        &"1".repeat(600),
        &"省".repeat(600),
    ];
    for text in odd {
        let parsed = parse(text);
        assert!(!parsed.unsure.is_empty(), "{text:?}");
    }
}

proptest::proptest! {
    #[test]
    fn nothing_of_a_street_is_lost_wherever_it_stands(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "张三", "王小明", "亲贤街", "二单元", "1号", "301", "山西省", "太原", "小店区", "朝阳区", "13800138000",
            "收货人：", "地址：", "，", " ", "\n", "（", "）", "-",
        ]), 0..14),
    ) {
        let text = parts.concat();
        let parsed = parse(&text);
        let kept = format!("{} {}", parsed.street, parsed.name.as_deref().unwrap_or_default());
        for part in ["亲贤街", "二单元"] {
            let count = |text: &str| text.matches(part).count();
            proptest::prop_assert_eq!(count(&text), count(&kept), "{:?} became {}", text, said(&parsed));
        }
    }
}
