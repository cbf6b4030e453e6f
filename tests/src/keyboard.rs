//! A hand that has a keyboard and nothing else.

use thirtyfour::prelude::*;

use crate::browser::Browser;

/// The most presses of the tab key on the way to a control.
const TABS_MAX: usize = 60;

impl Browser {
    /// Presses the tab key until what fits has the focus.
    ///
    /// # Panics
    /// When no tab leads there.
    pub async fn tab_to(&self, css: &str) -> WebElement {
        for _ in 0..TABS_MAX {
            let here = self.tabbed().await;
            if self.is_at(css).await {
                return here;
            }
        }
        panic!("no tab leads to {css}");
    }

    /// Presses the tab key once; what has the focus then.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn tabbed(&self) -> WebElement {
        self.type_keys(Key::Tab + "").await;
        let here = self.driver().active_element().await;
        here.expect("something has the focus")
    }

    /// Presses keys, wherever the focus is.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn type_keys(&self, keys: impl Into<TypingData>) {
        let keys = self.driver().action_chain().send_keys(keys);
        keys.perform().await.expect("keys can be pressed");
    }

    /// Goes to a control by the tab key and presses Enter there, then waits for the next page.
    ///
    /// # Panics
    /// When no tab leads there, or it leads nowhere.
    pub async fn enter_at(&self, css: &str) {
        let here = self.tab_to(css).await;
        self.type_keys(Key::Enter + "").await;
        self.gone(&here, css).await;
    }

    async fn is_at(&self, css: &str) -> bool {
        let script = "return document.activeElement.matches(arguments[0])";
        let asked = vec![serde_json::json!(css)];
        let at = self.scripted(async || self.driver().execute(script, asked).await);
        let at = at.await.expect("the focus can be looked at");
        at.json() == &serde_json::json!(true)
    }
}
