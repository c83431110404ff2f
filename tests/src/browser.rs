//! Chromium without a window, driven through chromedriver by the W3C protocol for browsers.

// All of it fails where the browser does, with what that says.
#![allow(clippy::missing_errors_doc)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a page may take to show what is waited for, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// The key in which the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window; it ends with this value.
pub struct Browser {
    driver: Child,
    agent: ureq::Agent,
    session: String,
    /// Goes away with the browser.
    #[expect(dead_code, reason = "held, not read")]
    profile: TempDir,
}

impl Browser {
    /// Starts one.
    pub fn start() -> Result<Self> {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver cannot be started; install the packages chromium and chromium-driver")?;
        let output = driver.stdout.take().context("the output of chromedriver")?;
        let mut lines = BufReader::new(output).lines();
        let port = loop {
            let line = lines.next().context("chromedriver ended at once")??;
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        let profile = tempfile::tempdir()?;
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(2 * PATIENCE));
        let mut arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--hide-scrollbars".to_owned(),
            "--window-size=1280,900".to_owned(),
        ];
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mut browser = Self {
            driver,
            agent: config.build().into(),
            session: format!("http://127.0.0.1:{port}/session"),
            profile,
        };
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let opened = browser.call("", &capabilities)?;
        let id = opened["sessionId"].as_str().context("a session")?;
        browser.session = format!("{}/{id}", browser.session);
        Ok(browser)
    }

    /// Sends a command and returns its value.
    fn call(&self, command: &str, body: &Value) -> Result<Value> {
        let url = format!("{}{command}", self.session);
        let mut response = self.agent.post(&url).send(body.to_string())?;
        let answer = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_string()?;
        let mut answer: Value = serde_json::from_str(&answer)?;
        if let Some(error) = answer["value"]["error"].as_str() {
            bail!("{command}: {error}: {}", answer["value"]["message"]);
        }
        Ok(answer["value"].take())
    }

    /// Opens an address.
    pub fn open(&self, url: &str) -> Result<()> {
        self.call("/url", &json!({ "url": url })).map(drop)
    }

    /// Opens a file, at a fragment where one is given.
    pub fn open_page(&self, page: &Path, fragment: &str) -> Result<()> {
        // Another document, so that the page is read anew even where only the fragment differs.
        self.open("about:blank")?;
        self.open(&format!("file://{}{fragment}", page.display()))
    }

    /// Runs a script that returns a value.
    pub fn run(&self, script: &str) -> Result<Value> {
        self.call("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until a script returns something true, and returns it.
    pub fn wait(&self, script: &str) -> Result<Value> {
        let started = Instant::now();
        loop {
            let value = self.run(script)?;
            if !(value.is_null() || value == false || value == 0 || value == "") {
                return Ok(value);
            }
            if started.elapsed() > PATIENCE {
                let shown = self.run("return document.body.innerText.slice(0, 500)")?;
                bail!("waited in vain for {script}; the page shows {shown}");
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the heading of the view is `words`.
    pub fn wait_for_heading(&self, words: &str) -> Result<()> {
        let script = format!(
            "return [...document.querySelectorAll('h1 bdi')].pop()?.textContent === {}",
            json!(words)
        );
        self.wait(&script).map(drop)
    }

    fn element(&self, css: &str) -> Result<String> {
        let found = self.call("/element", &json!({ "using": "css selector", "value": css }))?;
        let id = found[ELEMENT].as_str();
        id.map(str::to_owned).ok_or_else(|| anyhow!("no element {css}"))
    }

    /// Clicks on an element.
    pub fn click(&self, css: &str) -> Result<()> {
        self.call(&format!("/element/{}/click", self.element(css)?), &json!({}))
            .map(drop)
    }

    /// Types into an element.
    pub fn type_into(&self, css: &str, text: &str) -> Result<()> {
        let command = format!("/element/{}/value", self.element(css)?);
        self.call(&command, &json!({ "text": text })).map(drop)
    }

    /// Presses a key, wherever the focus is; special ones have the code points of the protocol.
    pub fn press(&self, key: &str) -> Result<()> {
        let actions = json!([{ "type": "key", "id": "keyboard", "actions": [
            { "type": "keyDown", "value": key }, { "type": "keyUp", "value": key },
        ] }]);
        self.call("/actions", &json!({ "actions": actions })).map(drop)
    }

    /// Goes back in the history.
    pub fn back(&self) -> Result<()> {
        self.call("/back", &json!({})).map(drop)
    }

    /// A command of Chromium's own protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value> {
        self.call(
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    /// Makes the window so large, as on a phone where `width` is small.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &size)
            .map(drop)
    }

    /// Pretends that the reader wants the given medium ("print") or colour scheme ("dark").
    pub fn emulate(&self, medium: &str, scheme: &str) -> Result<()> {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let media = json!({ "media": medium, "features": features });
        self.devtools("Emulation.setEmulatedMedia", &media).map(drop)
    }

    /// What the browser has complained about.
    pub fn complaints(&self) -> Result<Vec<String>> {
        let log = self.call("/se/log", &json!({ "type": "browser" }))?;
        let entries = log.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(entries.iter().map(ToString::to_string).collect())
    }

    /// A picture of the window, as PNG.
    pub fn picture(&self) -> Result<Vec<u8>> {
        let picture = self.devtools("Page.captureScreenshot", &json!({ "format": "png" }))?;
        let data = picture["data"].as_str().context("a picture")?;
        Ok(STANDARD.decode(data)?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends Chromium; where that fails, it ends with chromedriver.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
