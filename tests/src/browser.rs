//! A real Chromium through its driver, on a free port, ended with the test.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use thirtyfour::prelude::*;

use crate::postgres::SERVERS_REQUIRED;
use crate::server::root;

/// A driver process with one browser.
pub struct Browser {
    /// The browser's window.
    pub driver: WebDriver,
    process: Child,
}

/// Widths at which pages are photographed: a phone and a desk.
pub const WIDTHS: [u32; 2] = [390, 1440];

impl Browser {
    /// Starts a browser; `None` (and a printed line) where no chromedriver is installed.
    ///
    /// # Panics
    /// When browsers are required and none is found, or when it misbehaves.
    pub async fn start() -> Option<Self> {
        let spawned = Command::new("chromedriver").arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let Ok(mut process) = spawned else {
            assert!(std::env::var_os(SERVERS_REQUIRED).is_none(), "chromedriver is required and was not found");
            println!("skipped in a browser: no chromedriver found");
            return None;
        };
        let stdout = process.stdout.take().expect("its output is piped");
        let mut lines = BufReader::new(stdout).lines();
        let port = loop {
            let line = lines.next().expect("chromedriver says its port").expect("its output is text");
            if let Some((_, rest)) = line.split_once("on port ") {
                break rest.trim_end_matches('.').trim().to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        let mut capabilities = DesiredCapabilities::chrome();
        let switches = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
        ];
        for switch in switches {
            capabilities.add_arg(switch).expect("a switch is text");
        }
        let driver = WebDriver::new(&format!("http://127.0.0.1:{port}"), capabilities).await.expect("chromium starts");
        Some(Self { driver, process })
    }

    /// Photographs the whole page at both widths into `photographs/`.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn photograph(&self, name: &str) {
        let folder = photographs();
        for width in WIDTHS {
            self.driver.set_window_rect(0, 0, width, 900).await.expect("the window can be sized");
            let script = "return Math.max(document.documentElement.scrollHeight, 400)";
            let height = self.driver.execute(script, Vec::new()).await.expect("a script runs").json().as_u64();
            let height = u32::try_from(height.unwrap_or(900).min(8_000)).unwrap_or(900);
            self.driver.set_window_rect(0, 0, width, height + 90).await.expect("the window can be sized");
            let path = folder.join(format!("{name}-{width}.png"));
            self.driver.screenshot(&path).await.expect("the page can be photographed");
        }
    }

    /// Ends the browser and its driver.
    pub async fn end(mut self) {
        let _ = self.driver.clone().quit().await;
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where photographs are left for a person to look at.
///
/// # Panics
/// When the folder cannot be made.
pub fn photographs() -> PathBuf {
    let folder = root().join("photographs");
    std::fs::create_dir_all(&folder).expect("the folder for photographs can be made");
    folder
}
