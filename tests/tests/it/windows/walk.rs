//! A walk of somebody through pages on a phone: what it takes, and what is wrong on the way.

use std::time::{Duration, Instant};

use serde_json::json;
use tests::axe::Axe;
use tests::browser::Browser;
use tests::season::Season;
use thirtyfour::prelude::*;

/// The window of a phone.
const PHONE: (u32, u32) = (390, 844);

/// How somebody gets from page to page.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Hand {
    /// With a finger.
    Touch,
    /// With the keyboard alone.
    Keys,
}

/// A walk through pages, its watch and its faults.
pub struct Walk {
    /// The window.
    pub window: Browser,
    axe: Option<Axe>,
    name: &'static str,
    pages: usize,
    walked: Duration,
    since: Instant,
    faults: Vec<String>,
}

impl Walk {
    /// Stands before a shop; `None` where there is no browser.
    pub async fn begin(season: &Season, name: &'static str, lang: &str) -> Option<Self> {
        let window = Browser::start(season.server.base_url()).await?;
        window.size(PHONE.0, PHONE.1).await;
        window.speak(lang).await;
        Some(Self {
            window,
            axe: Axe::found(),
            name,
            pages: 0,
            walked: Duration::ZERO,
            since: Instant::now(),
            faults: Vec::new(),
        })
    }

    /// A page of the way itself: counted, and the watch stands still while it is looked at.
    pub async fn page(&mut self, name: &str) {
        self.rests();
        self.pages += 1;
        self.looked_at(name).await;
        self.goes_on();
    }

    /// What is against the rules on the page, and its photographs; neither counted nor timed.
    pub async fn looked_at(&mut self, name: &str) {
        let name = format!("{}-{name}", self.name);
        if let Some(axe) = &self.axe {
            let found = axe.violations(&self.window).await;
            self.faults
                .extend(found.iter().map(|fault| format!("{name}: {fault}")));
        }
        self.faults.extend(self.window.photograph(&name).await);
        self.window.size(PHONE.0, PHONE.1).await;
        let complaints = self.window.complaints().await;
        self.faults
            .extend(complaints.iter().map(|line| format!("{name}: {line}")));
    }

    /// Goes where a control leads.
    pub async fn goes(&self, hand: Hand, css: &str) {
        match hand {
            Hand::Touch => self.window.press(css).await,
            Hand::Keys => self.window.enter_at(css).await,
        }
    }

    /// From the sweet potatoes' shop to the checkout with one box.
    pub async fn through_the_shop(&mut self, hand: Hand) {
        self.window.open("/shops/sweetpotato").await;
        self.page("1-shop").await;
        self.goes(hand, "a[href='/shops/sweetpotato/22']").await;
        self.is_at("/shops/sweetpotato/22").await;
        self.page("2-product").await;
        self.goes(hand, "form[action='/cart/add'] button").await;
        self.is_at("/cart").await;
        self.page("3-cart").await;
        self.goes(hand, "a[href='/checkout']").await;
        self.is_at("/checkout").await;
        self.page("4-checkout").await;
    }

    /// Stops the watch: what follows is beside the way.
    pub fn rests(&mut self) {
        self.walked += self.since.elapsed();
    }

    /// Starts the watch again.
    pub fn goes_on(&mut self) {
        self.since = Instant::now();
    }

    /// Waits until the page has these words.
    pub async fn says(&self, words: &str) {
        let what = format!("the page says {words}");
        self.window
            .until(&what, async || self.window.words().await.contains(words))
            .await;
    }

    /// Waits until the page's path begins so.
    pub async fn is_at(&self, beginning: &str) {
        self.window
            .until(beginning, async || {
                self.window.path().await.starts_with(beginning)
            })
            .await;
    }

    /// What stands in a field.
    pub async fn typed(&self, field: &str) -> String {
        self.value(&format!("main [name='{field}']:not([type=hidden])"))
            .await
    }

    /// What stands in the field that fits.
    pub async fn value(&self, css: &str) -> String {
        let found = self.window.driver().find(By::Css(css)).await;
        let value = found.expect("the field is there").value().await;
        value.expect("it can be read").unwrap_or_default()
    }

    /// Fields hold what was typed.
    pub async fn keeps(&self, fields: &[(&str, &str)]) {
        for (field, text) in fields {
            assert_eq!(self.typed(field).await, *text, "{field}");
        }
    }

    /// Types into a field and presses Enter.
    pub async fn typed_into(&self, css: &str, text: &str) {
        let field = self.window.driver().find(By::Css(css)).await;
        let field = field.expect("the field is there");
        field.clear().await.expect("the field can be emptied");
        let keys = field.send_keys(text.to_owned() + Key::Enter);
        keys.await.expect("the field takes text");
    }

    /// Presses what leads nowhere.
    pub async fn click(&self, css: &str) {
        let found = self.window.driver().find(By::Css(css)).await;
        let found = found.unwrap_or_else(|error| panic!("{css}: {error}"));
        found.click().await.expect("it can be pressed");
    }

    /// Waits until something fits.
    pub async fn until_there(&self, css: &str) {
        self.window
            .until(css, async || {
                self.window.driver().find(By::Css(css)).await.is_ok()
            })
            .await;
    }

    /// Pastes a text where addresses are pasted.
    pub async fn pastes(&self, text: &str) {
        let script = "const field = document.querySelector('[name=paste]'); field.focus(); \
            field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true })); field.value = arguments[0];";
        let pasted = self.window.driver().execute(script, vec![json!(text)]);
        pasted.await.expect("a text can be pasted");
    }

    /// The words of what fits first.
    pub async fn text(&self, css: &str) -> String {
        let found = self.window.driver().find(By::Css(css)).await;
        let found = found.unwrap_or_else(|error| panic!("{css}: {error}"));
        found.text().await.expect("it has words")
    }

    /// Number and look-up code of the order that is shown.
    pub async fn order(&self) -> (String, String) {
        let number = self.text(".marks div:first-child dd").await;
        (number, self.text(".marks div:last-child dd").await)
    }

    /// Another browser: nothing is known of this one any more.
    pub async fn forgets(&self, lang: &str) {
        let gone = self.window.driver().delete_all_cookies().await;
        gone.expect("cookies can be forgotten");
        self.window.speak(lang).await;
    }

    /// The end: what it took is told, and nothing was wrong.
    pub fn ends(self) {
        if self.pages > 0 {
            let walked = self.walked.as_secs_f64();
            println!("{}: {} pages, {walked:.1} s", self.name, self.pages);
        }
        assert!(
            self.faults.is_empty(),
            "{} faults:\n{}",
            self.faults.len(),
            self.faults.join("\n")
        );
    }
    /// The line of a list that is chosen.
    pub async fn chosen(&self, field: &str) -> String {
        self.text(&format!("select[name='{field}'] option:checked"))
            .await
    }
}
