//! What keeps a page from people: the rules of axe-core, run inside the page by the browser's driver.
//!
//! The rules are WCAG 2.0, 2.1 and 2.2, levels A and AA. The driver puts the script into the page, which
//! no content policy forbids. `tests/axe` names the version; `.ci/run` installs it outside the clone.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::cluster::SERVERS_REQUIRED;

/// Names the file `axe.min.js`.
pub const AXE_FILE: &str = "SANBAO_AXE";
/// The rules that are held.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/// Elements that are named for each rule.
const NAMED_MAX: usize = 5;
/// Runs the rules and hands back what is against them.
const RUN: &str = "
const done = arguments[arguments.length - 1];
const options = { runOnly: { type: 'tag', values: arguments[0] }, resultTypes: ['violations'],
  rules: { 'target-size': { enabled: true } } };
axe.run(document, options).then((found) => done({ violations: found.violations }), (error) => done({ error: String(error) }));";

/// The script of the rules.
pub struct Axe {
    source: String,
}

impl Axe {
    /// The installed script; `None` (and a printed line) where there is none.
    ///
    /// # Panics
    /// When servers are required, and when the file that is named cannot be read.
    pub fn found() -> Option<Self> {
        let Some(file) = std::env::var_os(AXE_FILE).map(PathBuf::from) else {
            assert!(
                std::env::var_os(SERVERS_REQUIRED).is_none(),
                "axe-core is required: {AXE_FILE} names no file"
            );
            println!("skipped with axe: {AXE_FILE} names no file");
            return None;
        };
        let source = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Some(Self { source })
    }

    /// What on the page that is shown is against the rules: rule, help, and the first elements.
    ///
    /// # Panics
    /// When the browser refuses, or the rules cannot be run.
    pub async fn violations(&self, window: &Browser) -> Vec<String> {
        let driver = window.driver();
        let answer = window.scripted(async || {
            let put = driver.execute(&self.source, Vec::new()).await;
            put.expect("the rules can be put into the page");
            driver.execute_async(RUN, vec![json!(TAGS)]).await
        });
        let answer = match answer.await {
            Ok(answer) => answer,
            Err(error) => panic!("the rules do not end on {}: {error}", window.path().await),
        };
        let answer = answer.json();
        assert!(answer["error"].is_null(), "axe: {}", answer["error"]);
        let found = answer["violations"].as_array();
        found
            .expect("axe answers with a list")
            .iter()
            .map(said)
            .collect()
    }
}

/// One broken rule in a line for each element.
fn said(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let node = |node: &Value| {
        let why = text(&node["failureSummary"]).replace('\n', " ");
        format!("\n    {} {why}", node["target"])
    };
    let named: String = nodes.iter().take(NAMED_MAX).map(node).collect();
    format!(
        "{} ({}), {} times: {}{named}",
        text(&violation["id"]),
        text(&violation["help"]),
        nodes.len(),
        text(&violation["impact"]),
    )
}
