//! A fifth shop is a folder in the themes and rows in the season's files; no Rust.

use std::fs;
use std::path::Path;

use tests::person::Person;
use tests::server::root;

use crate::stage::season_with;

/// Rows that the season's files gain.
const ROWS: [(&str, &str); 6] = [
    ("products.csv", "WN,walnut,核桃,Walnuts,g,no,STD:10000,"),
    (
        "skus.csv",
        "28,WN,吕梁核桃,Lüliang walnuts,1 kg,1 kg,1000,45.00,STD,walnut,1,12,ambient,12m,no,yes,",
    ),
    ("tariff.csv", "28,3.00,8.00"),
    (
        "intakes_TH.csv",
        "TH26-9001,TH-0001,TH-261119-09,WN,STD,50,kg,2026-11-19,2026-11-19 10:00,双池冷库",
    ),
    ("shelves_TH.csv", "28,TH-261119-09,STD,50"),
    (
        "certificates_TH.csv",
        "HG-TH-261119-09,TH-261119-09,conformity,桃红坡香菇合作社（示例）,2026-11-20,own_test",
    ),
];

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file is copied");
        }
    }
}

/// The theme of a shop under another name, selling another pack.
fn rename(theme: &Path) {
    for file in [
        "theme.toml",
        "messages/zh-CN/shop.ftl",
        "messages/en/shop.ftl",
    ] {
        let path = theme.join(file);
        let text = fs::read_to_string(&path).expect("a theme has this file");
        let text = text
            .replace("sweetpotato.svg", "drawing.svg")
            .replace("sweetpotato", "walnut")
            .replace("drawing.svg", "sweetpotato.svg")
            .replace("order = 4", "order = 5")
            .replace("lead = 22", "lead = 28")
            .replace("sku = 22", "sku = 28")
            .replace("hero = \"split\"", "hero = \"sun\"")
            .replace("goods = \"lead\"", "goods = \"board\"")
            .replace("王村红薯", "核桃")
            .replace("Wangcun sweet potato", "Walnuts")
            .replace("#86204A", "#5A4A1E");
        fs::write(&path, text).expect("the theme can be written");
    }
}

#[tokio::test]
async fn a_fifth_shop_needs_a_folder_and_rows_and_no_rust() {
    let folder = tempfile::tempdir().expect("a folder");
    let (themes, files) = (folder.path().join("themes"), folder.path().join("season"));
    copy(&root().join("themes"), &themes);
    copy(&root().join("catalog/season"), &files);
    copy(&themes.join("sweetpotato"), &themes.join("walnut"));
    rename(&themes.join("walnut"));
    for (file, row) in ROWS {
        let path = files.join(file);
        let text = fs::read_to_string(&path).expect("the season has this file");
        fs::write(&path, format!("{}\n{row}\n", text.trim_end())).expect("a row is added");
    }
    let settings = [
        ("SANBAO_THEMES_DIR", themes.display().to_string()),
        ("SANBAO_SEASON_DIR", files.display().to_string()),
    ];
    let settings = settings
        .each_ref()
        .map(|(name, path)| (*name, path.as_str()));
    let season = season_with(&settings).await;
    let visitor = Person::stranger(season.server.base_url());
    let front = visitor.open("/").await;
    assert!(front.text.contains("href=\"/shops/walnut\""));
    let home = visitor.open("/shops/walnut").await;
    assert!(home.text.contains("<h1>Walnuts</h1>"), "{}", home.words());
    assert!(home.text.contains("class=\"hero sun\""));
    assert!(home.text.contains("href=\"/shops/walnut/28\""));
    let pack = visitor.open("/shops/walnut/28").await;
    let words = pack.words();
    // 45.00 less 3 % and 0.6 %, packing 3.00 and express 8.00.
    for part in [
        "Put in basket",
        "22.50 yuan/jin",
        "32.38",
        "Lot TH-261119-09",
        "HG-TH-261119-09",
    ] {
        assert!(
            words.contains(part) || pack.text.contains(part),
            "{part}: {words}"
        );
    }
    assert_eq!(pack.form("/cart/add").value("sku"), "28");
    let own = Person::stranger(season.server.base_url()).sending("host", "walnut.localhost");
    assert!(own.open("/").await.text.contains("<h1>Walnuts</h1>"));
    season.server.proves_itself();
}
