//! Which link of the header is lit.

use crate::stage::{at_browser, season};

/// Where the header says that a page stands.
fn lit(text: &str) -> Vec<String> {
    let header = text.split("</nav>").next().unwrap_or_default();
    let links = header.split("<a ").skip(1);
    let here = links.filter(|link| {
        link.split('>')
            .next()
            .unwrap_or("")
            .contains("aria-current")
    });
    here.filter_map(|link| Some(link.split_once("href=\"")?.1.split('"').next()?.to_owned()))
        .collect()
}

#[tokio::test]
async fn a_page_of_the_office_lights_the_list_that_it_is_reached_from() {
    let season = season().await;
    let clerk = at_browser(&season, "clerk.wc").await;
    for (path, link) in [
        ("/office", "/office"),
        ("/office/orders", "/office/orders"),
        ("/office/orders?state=packed", "/office/orders"),
        ("/office/orders/pick", "/office/orders"),
        ("/office/waybills", "/office/orders"),
        ("/office/claims", "/office/orders"),
        ("/office/claims?page=1", "/office/orders"),
        ("/office/lots", "/office/lots"),
        ("/office/shelves", "/office/shelves"),
    ] {
        let page = clerk.open(path).await;
        assert_eq!(lit(&page.text), [link], "{path}");
    }
}
