//! A real Chromium through its driver, on a free port, ended with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::extensions::cdp::ChromeDevTools;
use thirtyfour::prelude::*;

use crate::cluster::SERVERS_REQUIRED;
use crate::server::{DEMO_PASSWORD, root};

/// Widths at which pages are photographed: a phone and a desk.
pub const WIDTHS: [u32; 2] = [390, 1440];
/// The height of a window before its page is measured.
const HEIGHT: u32 = 900;
/// The longest page that is photographed whole.
const HEIGHT_MAX: u32 = 12_000;
/// Finds what sticks out of the window.
const WIDE: &str = "
const scrolls = (box) => box && (/auto|scroll|hidden/.test(getComputedStyle(box).overflowX) || scrolls(box.parentElement));
const out = (one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement);
return [...document.body.querySelectorAll('*')].filter(out).slice(0, 4).map((one) => one.outerHTML.slice(0, 160)).join(' | ')";
/// How long a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A driver process with one browser.
pub struct Browser {
    driver: WebDriver,
    tools: ChromeDevTools,
    port: u16,
    process: Child,
    base_url: String,
    shutter: Shutter,
    /// Whether pages run no scripts.
    still: AtomicBool,
}

/// Where this browser's photographs go.
#[derive(Clone, Debug)]
struct Shutter {
    folder: PathBuf,
}

impl Browser {
    /// Starts a browser that visits `base_url`; `None` (and a printed line) where no chromedriver is
    /// installed.
    ///
    /// # Panics
    /// When browsers are required and none is found, or when it misbehaves.
    pub async fn start(base_url: &str) -> Option<Self> {
        let spawned = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut process) = spawned else {
            assert!(
                std::env::var_os(SERVERS_REQUIRED).is_none(),
                "chromedriver is required and was not found"
            );
            println!("skipped in a browser: no chromedriver found");
            return None;
        };
        let port = port_of(&mut process);
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities()).await;
        let driver = driver.expect("chromium starts");
        let tools = ChromeDevTools::new(driver.handle.clone());
        let browser = Self {
            driver,
            tools,
            port,
            process,
            base_url: base_url.to_owned(),
            shutter: Shutter {
                folder: photographs(),
            },
            still: AtomicBool::new(false),
        };
        browser.size(WIDTHS[1], HEIGHT).await;
        Some(browser)
    }

    /// The window.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens a page of the server.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn open(&self, path: &str) {
        let url = format!("{}{path}", self.base_url);
        self.driver.goto(&url).await.expect("the page opens");
    }

    /// Signs in through the page; `who` is the part of the address before `@`.
    ///
    /// # Panics
    /// When the page refuses.
    pub async fn sign_in(&self, who: &str) {
        self.open("/sign-in").await;
        self.fill("email", &format!("{who}@sanbao.example")).await;
        self.fill("password", DEMO_PASSWORD).await;
        self.press("form[action^='/sign-in'] button").await;
        self.until(&format!("{who} is signed in"), async || {
            self.path().await != "/sign-in"
        })
        .await;
    }

    /// Chooses the language of the pages that follow, `zh-CN` or `en`, by the switch in the header.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn speak(&self, lang: &str) {
        self.open(&format!("/preferences?lang={lang}&back=/healthz"))
            .await;
    }

    /// Types into the field with that name.
    ///
    /// # Panics
    /// When there is none.
    pub async fn fill(&self, field: &str, text: &str) {
        let field = self
            .the(&format!("main [name='{field}']:not([type=hidden])"))
            .await;
        field.clear().await.expect("the field can be emptied");
        field.send_keys(text).await.expect("the field takes text");
    }

    /// Chooses a line of the list with that name by its value.
    ///
    /// # Panics
    /// When there is none.
    pub async fn choose(&self, field: &str, value: &str) {
        let line = self
            .the(&format!(
                "main select[name='{field}'] option[value='{value}']"
            ))
            .await;
        line.click().await.expect("the line can be chosen");
    }

    /// Presses the first control that fits, and waits until its page has made way for the next one:
    /// what is read from a page that is going is stale.
    ///
    /// # Panics
    /// When there is none, or when it leads nowhere.
    pub async fn press(&self, css: &str) {
        let control = self.the(css).await;
        control
            .scroll_into_view()
            .await
            .expect("the control can be reached");
        control.click().await.expect("the control can be pressed");
        self.gone(&control, css).await;
    }

    /// Waits until a control's page has made way for the next one.
    pub(crate) async fn gone(&self, control: &WebElement, css: &str) {
        let since = Instant::now();
        while control.tag_name().await.is_ok() {
            assert!(since.elapsed() < PATIENCE, "{css} leads nowhere");
        }
    }

    async fn the(&self, css: &str) -> WebElement {
        match self.driver.find(By::Css(css)).await {
            Ok(found) => found,
            Err(error) => {
                let page = self.words().await;
                panic!("{css} is not on {}: {error}\n{page}", self.path().await)
            }
        }
    }

    /// The path of the page that is shown.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn path(&self) -> String {
        let url = self
            .driver
            .current_url()
            .await
            .expect("a page has an address");
        url.path().to_owned()
    }

    /// The words of the page as they are shown.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn words(&self) -> String {
        let body = self
            .driver
            .find(By::Css("body"))
            .await
            .expect("a page has a body");
        body.text().await.expect("its words can be read")
    }

    /// Waits until a condition of the page holds.
    ///
    /// # Panics
    /// When it does not within half a minute.
    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let since = Instant::now();
        while !holds().await {
            let waits = since.elapsed() < PATIENCE;
            assert!(
                waits,
                "{what}: not on {}:\n{}",
                self.path().await,
                self.words().await
            );
        }
    }

    /// Turns the page's scripts off, as a browser does that blocks them.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn without_scripts(&self) {
        self.still.store(true, Ordering::Relaxed);
        self.scripts(false).await;
    }

    /// Does something that needs scripts of its own, also where the page's are turned off: those were
    /// not run when it was opened, and are not run now. A script that waits for a timer would never
    /// end while they are off.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn scripted<Found>(&self, work: impl AsyncFnOnce() -> Found) -> Found {
        let still = self.still.load(Ordering::Relaxed);
        if still {
            self.scripts(true).await;
        }
        let found = work().await;
        if still {
            self.scripts(false).await;
        }
        found
    }

    async fn scripts(&self, run: bool) {
        let off = json!({ "value": !run });
        self.say("Emulation.setScriptExecutionDisabled", off).await;
    }

    /// What the console complains about since it was last asked: errors and refusals by the content
    /// policy. That a page answers with an error status is no complaint.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn complaints(&self) -> Vec<String> {
        let url = format!(
            "http://127.0.0.1:{}/session/{}/se/log",
            self.port,
            self.driver.session_id()
        );
        let asked = reqwest::Client::new()
            .post(url)
            .json(&json!({ "type": "browser" }));
        let answer = asked.send().await.expect("the driver answers");
        let text = answer.text().await.expect("the log can be read");
        let log: Value = serde_json::from_str(&text).expect("the log is JSON");
        let lines = log["value"].as_array().cloned().unwrap_or_default();
        let message = |line: &Value| {
            format!(
                "{}: {}",
                line["level"].as_str().unwrap_or_default(),
                line["message"].as_str().unwrap_or_default()
            )
        };
        lines
            .iter()
            .map(message)
            .filter(|line| !line.contains("the server responded with a status of"))
            .collect()
    }

    /// Gives the window a size.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn size(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.say("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Width and height of the whole page.
    async fn extent(&self) -> (u32, u32) {
        let metrics = self.say("Page.getLayoutMetrics", json!({})).await;
        let side = |name: &str| {
            let text = metrics["cssContentSize"][name].to_string();
            let whole = text.split('.').next().unwrap_or_default();
            whole
                .parse::<u32>()
                .expect("a page has a width and a height")
        };
        (side("width"), side("height"))
    }

    /// The first elements that stick out of the window and are not in a box that scrolls by itself.
    async fn wide(&self) -> String {
        let found = self.scripted(async || self.driver.execute(WIDE, Vec::new()).await);
        found
            .await
            .map_or_else(|error| error.to_string(), |found| found.json().to_string())
    }

    /// Whether every picture of the page is there; a page without scripts is not asked.
    async fn pictures(&self) -> bool {
        let there = "return [...document.images].every((picture) => picture.complete)";
        let there = self.driver.execute(there, Vec::new()).await;
        there.map_or(true, |there| there.json() == &json!(true))
    }

    async fn say(&self, command: &str, values: Value) -> Value {
        let answer = self.tools.execute_cdp_with_params(command, values).await;
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Photographs the whole page at both widths into `photographs/`, and says at which of them it
    /// has to be scrolled sideways.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn photograph(&self, name: &str) -> Vec<String> {
        let mut sideways = Vec::new();
        for width in WIDTHS {
            self.size(width, HEIGHT).await;
            let (found, height) = self.extent().await;
            if found > width {
                let wide = self.wide().await;
                sideways.push(format!("{name} is {found} wide at {width}: {wide}"));
            }
            self.size(width, height.clamp(HEIGHT, HEIGHT_MAX)).await;
            self.until("every picture is there", async || self.pictures().await)
                .await;
            let wish = json!({ "format": "png", "optimizeForSpeed": true });
            let photograph = self.say("Page.captureScreenshot", wish).await;
            let picture = decoded(photograph["data"].as_str().unwrap_or_default());
            let path = self.shutter.folder.join(format!("{name}-{width}.png"));
            std::fs::write(path, picture).expect("the photograph can be kept");
        }
        self.size(WIDTHS[1], HEIGHT).await;
        sideways
    }

    /// What the page is on paper: a PDF, kept beside the photographs.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn printed(&self, name: &str) -> Vec<u8> {
        let wish = json!({ "preferCSSPageSize": true, "printBackground": false });
        let answer = self.say("Page.printToPDF", wish).await;
        let pdf = decoded(answer["data"].as_str().unwrap_or_default());
        let path = self.shutter.folder.join(format!("{name}.pdf"));
        std::fs::write(path, &pdf).expect("the print can be kept");
        pdf
    }
}

/// The bytes that a browser sends as base64.
fn decoded(text: &str) -> Vec<u8> {
    let value = |sign: u8| match sign {
        b'A'..=b'Z' => Some(sign - b'A'),
        b'a'..=b'z' => Some(sign - b'a' + 26),
        b'0'..=b'9' => Some(sign - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for six in text.bytes().filter_map(value) {
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).expect("eight bits are a byte"));
        }
    }
    bytes
}

/// The port that the driver chose.
fn port_of(process: &mut Child) -> u16 {
    let stdout = process.stdout.take().expect("its output is piped");
    let mut lines = BufReader::new(stdout).lines();
    let port = loop {
        let line = lines
            .next()
            .expect("chromedriver says its port")
            .expect("its output is text");
        // The first such line repeats what was asked for, which is any port.
        let named = line.split_once("on port ").map(|(_, rest)| rest.trim());
        match named.map(|digits| digits.trim_end_matches('.').parse()) {
            Some(Ok(port)) if port > 0 => break port,
            _ => {}
        }
    };
    // What it prints later must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    port
}

fn capabilities() -> Capabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    let switches = [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
        "--window-size=1440,900",
    ];
    for switch in switches {
        capabilities.add_arg(switch).expect("a switch is text");
    }
    let logs = capabilities.set_base_capability("goog:loggingPrefs", json!({ "browser": "ALL" }));
    logs.expect("a wish for logs is JSON");
    capabilities.into()
}

/// Ends the browser too: a killed driver would leave it behind.
impl Drop for Browser {
    fn drop(&mut self) {
        if let Ok(mut line) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = format!(
                "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                self.driver.session_id()
            );
            let _ = line.set_read_timeout(Some(PATIENCE));
            let _ = line.write_all(request.as_bytes());
            // The driver answers once the browser is gone, and keeps the line open.
            let _ = line.read(&mut [0; 512]);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where photographs are left for a person to look at.
///
/// # Panics
/// When the folder cannot be made.
pub fn photographs() -> PathBuf {
    let folder: &Path = &root().join("photographs");
    std::fs::create_dir_all(folder).expect("the folder for photographs can be made");
    folder.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photograph_is_the_bytes_that_were_sent() {
        assert_eq!(decoded("iVBORw0KGgo="), b"\x89PNG\r\n\x1a\n");
        assert_eq!(decoded("AAEC/w=="), [0, 1, 2, 255]);
        assert_eq!(decoded(""), b"");
    }
}
