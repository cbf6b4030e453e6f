//! Files of goods for the shops: every row or none.

use catalog::import;
use catalog::import::reason::Reason;
use catalog::register::{Applied, Source, file_hash};
use catalog::season::Due;

use super::*;
use crate::retail::shelf::{FileError, put_on_sale};

const HEAD: &str = "sku_number,lot_code,grade,packs\n";

impl Shops {
    async fn hand_in(&self, code: &str, rows: &str) -> Result<Applied, FileError> {
        let text = format!("{HEAD}{rows}");
        let Scope::Cooperative(id) = self.cooperative(code).await else {
            unreachable!()
        };
        let file = Due {
            source: Source {
                organisation_id: Some(id),
                name: "shelves.csv".to_owned(),
                content_hash: file_hash(text.as_bytes()),
                person_id: None,
                now: NOW,
            },
            rows: import::shelves::parse(text.as_bytes()).unwrap(),
        };
        let tx = self.db().write().await.unwrap();
        let applied = put_on_sale(&tx, &file).await?;
        tx.commit().await.unwrap();
        Ok(applied)
    }
}

#[tokio::test]
async fn a_row_known_with_the_same_packs_changes_nothing_and_with_others_is_refused() {
    let shops = shops().await;
    let applied = shops
        .hand_in("SC", "12,SC-261028-03,PG,7\n10,SC-261110-01,WH,40.0\n")
        .await
        .unwrap();
    assert_eq!(applied, Applied { new: 0, known: 2 });
    let other = shops.hand_in("SC", "12,SC-261028-03,PG,8\n").await;
    let Err(FileError::Faults(faults)) = other else {
        panic!("{other:?}")
    };
    let value = "12/SC-261028-03/PG".to_owned();
    assert_eq!(faults.listed()[0].reason, Reason::NumberTaken { value });
    assert_eq!(shops.view(12).await.available_packs, 7);
    shops.proven().await;
}

#[tokio::test]
async fn every_row_that_cannot_be_sold_is_named_and_nothing_is_put_on_sale() {
    let shops = shops().await;
    let rows = "404,WC-261022-01,TE,1\n\
        22,TH-261121-01,A,1\n\
        22,WC-261018-01,YI,1\n\
        22,WC-261019-01,TE,1\n\
        22,WC-261022-01,TE,1\n\
        23,WC-261017-01,YI,1.5\n\
        23,WC-261018-01,YI,90000\n\
        24,WC-261017-01,TE,1\n";
    let refused = shops.hand_in("WC", rows).await;
    let Err(FileError::Faults(faults)) = refused else {
        panic!("{refused:?}")
    };
    let text = |text: &str| text.to_owned();
    let found: Vec<_> = faults
        .listed()
        .iter()
        .map(|fault| (fault.line, fault.column.unwrap(), fault.reason.clone()))
        .collect();
    let value = text;
    let expected = [
        (
            2,
            "sku_number",
            Reason::UnknownSku {
                value: value("404"),
            },
        ),
        (
            3,
            "lot_code",
            Reason::UnknownLot {
                value: value("TH-261121-01/A"),
            },
        ),
        (
            4,
            "grade",
            Reason::NotInThisSku {
                value: value("WC-261018-01/YI"),
            },
        ),
        (
            5,
            "lot_code",
            Reason::NoCertificate {
                value: value("WC-261019-01"),
            },
        ),
        (
            7,
            "packs",
            Reason::PartOfPack {
                value: value("1.500"),
            },
        ),
        (
            8,
            "packs",
            Reason::LotShort {
                value: value("450000"),
                limit: value("15000"),
            },
        ),
        (9, "sku_number", Reason::SkuClosed { value: value("24") }),
    ];
    assert_eq!(found, expected);
    assert_eq!(shops.view(22).await.available_packs, 320);
    shops.proven().await;
}
