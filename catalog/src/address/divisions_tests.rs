//! The data set, and a choice among it.

use super::divisions::{Code, Division, Divisions, Level};
use super::place::AddressFault;

fn names(divisions: &[&'static Division]) -> Vec<&'static str> {
    divisions.iter().map(|division| division.name_zh).collect()
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

#[test]
fn the_data_set_holds_every_row_of_its_file_under_its_parent() {
    let divisions = Divisions::get();
    let lines = include_str!("../../divisions/divisions.csv")
        .lines()
        .skip(1);
    let mut reached = 0;
    for province in divisions.provinces() {
        assert_eq!(province.level(), Level::Province);
        for city in divisions.cities(province.code) {
            assert_eq!(city.code.province(), province.code);
            assert!(!city.name_en.is_empty(), "{}", city.name_zh);
            for district in divisions.districts(city.code) {
                assert_eq!(district.code.province(), province.code);
                assert_eq!(divisions.place(district.code).unwrap().city, Some(*city));
                reached += 1;
            }
            reached += 1;
        }
        assert!(!province.name_en.is_empty());
        reached += 1;
    }
    assert_eq!(
        reached,
        lines.count(),
        "every row is reached from its province"
    );
    assert_eq!(divisions.provinces().len(), 34);
}

#[test]
fn every_name_is_said_once_within_its_parent() {
    let divisions = Divisions::get();
    let parents = divisions.provinces().iter().map(|province| province.code);
    let parents: Vec<Code> = parents
        .flat_map(|province| {
            let cities = divisions.cities(province).iter().map(|city| city.code);
            cities.chain([province]).collect::<Vec<_>>()
        })
        .collect();
    for parent in parents {
        let mut children = names(divisions.children(parent));
        children.sort_unstable();
        assert!(children.windows(2).all(|two| two[0] != two[1]), "{parent}");
    }
}

#[test]
fn a_city_is_its_districts_and_a_municipality_one_city() {
    let divisions = Divisions::get();
    assert_eq!(names(divisions.cities(code("110000"))), ["北京市"]);
    assert_eq!(divisions.districts(code("110100")).len(), 16);
    assert_eq!(
        names(divisions.districts(code("140100")))[..3],
        ["小店区", "迎泽区", "杏花岭区"]
    );
    assert!(names(divisions.districts(code("500100"))).contains(&"城口县"));
    assert_eq!(names(divisions.districts(code("419000"))), ["济源市"]);
    for city in ["441900", "442000", "460400", "620200"] {
        assert!(divisions.districts(code(city)).is_empty(), "{city}");
    }
    assert!(divisions.cities(code("810000")).is_empty());
    assert!(divisions.cities(code("140100")).is_empty(), "no province");
}

#[test]
fn a_choice_of_three_steps_is_a_place() {
    let divisions = Divisions::get();
    for (province, city, district, zh, en, kept) in [
        (
            "140000",
            "140100",
            "140105",
            "山西省太原市小店区",
            "小店区, Taiyuan, Shanxi",
            "140105",
        ),
        (
            "110000",
            "110100",
            "110105",
            "北京市朝阳区",
            "朝阳区, Beijing",
            "110105",
        ),
        (
            "110000",
            "",
            "110105",
            "北京市朝阳区",
            "朝阳区, Beijing",
            "110105",
        ),
        (
            "500000",
            "500100",
            "500229",
            "重庆市城口县",
            "城口县, Chongqing",
            "500229",
        ),
        (
            "410000",
            "419000",
            "419001",
            "河南省济源市",
            "济源市, Henan",
            "419001",
        ),
        (
            "440000",
            "441900",
            "",
            "广东省东莞市",
            "Dongguan, Guangdong",
            "441900",
        ),
        ("810000", "", "", "香港特别行政区", "Hong Kong", "810000"),
    ] {
        let place = divisions.resolve(province, city, district).unwrap();
        assert_eq!(place.text_zh(), zh);
        assert_eq!(place.text_en(), en);
        assert_eq!(place.code(), code(kept));
        assert_eq!(divisions.place(place.code()), Some(place), "{zh}");
    }
}

#[test]
fn a_choice_that_does_not_fit_says_at_which_step() {
    use AddressFault::{Missing, Unknown};
    let divisions = Divisions::get();
    for (province, city, district, fault) in [
        ("", "", "", Missing(Level::Province)),
        ("990000", "", "", Unknown(Level::Province)),
        ("140100", "", "", Unknown(Level::Province)),
        ("140000", "", "", Missing(Level::City)),
        ("140000", "", "140105", Missing(Level::City)),
        ("140000", "130100", "140105", Unknown(Level::City)),
        ("140000", "140100", "", Missing(Level::District)),
        ("140000", "140100", "130102", Unknown(Level::District)),
        ("140000", "140100", "<script>", Unknown(Level::District)),
        ("110000", "", "", Missing(Level::District)),
        ("440000", "441900", "440103", Unknown(Level::District)),
        ("810000", "810100", "", Unknown(Level::City)),
    ] {
        let found = divisions.resolve(province, city, district);
        assert_eq!(found, Err(fault), "{province} {city} {district}");
    }
}

#[test]
fn a_name_finds_what_it_can_mean() {
    let divisions = Divisions::get();
    let codes = |name| {
        let found = divisions.named(name);
        found
            .iter()
            .map(|division| division.code.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("小店区"), ["140105"]);
    assert_eq!(codes("太原"), ["140100"]);
    assert_eq!(codes("朝阳区"), ["110105", "220104"]);
    assert_eq!(codes("内蒙古"), ["150000"]);
    assert!(codes("").is_empty() && codes("nowhere").is_empty());
}
