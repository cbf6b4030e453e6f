//! Every setting, and the only reader of the environment.
//!
//! A setting `bind` is `SANBAO_BIND` in the environment or `bind = "…"` in the file that
//! `SANBAO_CONFIG` names; the environment wins.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::mail::{Relay, RelayError, Sender, SenderError};

/// Whom a demo's mail comes from.
const DEMO_SENDER: &str = "Sanbao <service@sanbao.example>";
/// Fewest characters of a secret.
const SECRET_LENGTH_MIN: usize = 32;
/// Fewest different characters of a secret: a word repeated is none.
const SECRET_VARIETY_MIN: usize = 10;

/// Whether this installation shows a season of invented data or trades for real.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Invented season, demo sign-ins, a clock that an operator may move.
    Demo,
    /// Real people and money: defaults that suit a demo refuse to start.
    Production,
}

/// How log lines are written.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for a person at a terminal.
    Text,
    /// One JSON object a line, for a collector.
    Json,
}

/// The settings of one process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// Demo or production.
    pub mode: Mode,
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// How people reach this server, in mails and printed codes; default `http://{bind}`.
    pub base_url: Option<String>,
    /// Where the embedded database, the journal and the mail folder live.
    pub data_dir: PathBuf,
    /// `sqlite://…` or `postgres://…`; default a file in the data folder.
    pub database_url: Option<String>,
    /// Templates, styles, pictures and messages.
    pub themes_dir: PathBuf,
    /// The demo season's files.
    pub season_dir: PathBuf,
    /// Rule profiles that venues here may have, separated by commas; production must name them.
    pub market_profiles: Option<String>,
    /// A proxy whose `X-Forwarded-Proto` is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// Text or JSON log lines.
    pub log_format: LogFormat,
    /// Which log lines, in the syntax of `tracing` filters.
    pub log: String,
    /// The password with which `import` signs in at a running server; the demo's own in a demo.
    pub import_password: Option<String>,
    /// The mail server: `smtp://user:password@host:587` or `smtps://…`; default the mail folder.
    pub smtp_url: Option<String>,
    /// A certificate file to trust at the mail server, beside the usual authorities.
    pub smtp_ca: Option<PathBuf>,
    /// Whom mail comes from, `Name <address>`; answers go there.
    pub mail_from: Option<String>,
    /// The secret that goes into the hash of every password; in a demo made once and kept.
    pub secret: Option<String>,
    /// How many commands the projection may lag before the desk answers "busy".
    pub projection_lag_max: u64,
    /// How many failed sign-ins an account takes in a quarter of an hour; an address ten times as many.
    pub sign_ins_max: u32,
    /// How many failed look-ups a phone number takes in a quarter of an hour; an address ten times as many.
    pub look_ups_max: u32,
    /// How many mails that let an account choose its password anew are sent in a quarter of an hour; to
    /// one address that asks ten times as many.
    pub recoveries_max: u32,
    /// How many purchases one buyer may place in a quarter of an hour.
    pub purchases_max: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Demo,
            bind: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: None,
            data_dir: PathBuf::from(".sanbao"),
            database_url: None,
            themes_dir: PathBuf::from("themes"),
            season_dir: PathBuf::from("catalog/season"),
            market_profiles: None,
            trusted_proxy: None,
            log_format: LogFormat::Text,
            log: String::from("info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn"),
            import_password: None,
            smtp_url: None,
            smtp_ca: None,
            mail_from: None,
            secret: None,
            projection_lag_max: 20_000,
            sign_ins_max: 10,
            look_ups_max: 10,
            recoveries_max: 5,
            purchases_max: 20,
        }
    }
}

/// Why the settings do not allow a start.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value could not be read.
    #[error("a setting could not be read")]
    Unreadable(#[from] Box<figment::Error>),
    /// Production must say which rules its venues follow.
    #[error("production needs SANBAO_MARKET_PROFILES (cn-spot or open)")]
    ProfilesMissing,
    /// The two profiles exclude each other.
    #[error("cn-spot and open are never listed together, yet SANBAO_MARKET_PROFILES is {listed:?}")]
    ProfilesExclude {
        /// What was listed.
        listed: String,
    },
    /// A profile that does not exist here.
    #[error("no market profile is called {name:?}; there are cn-spot and open")]
    ProfileUnknown {
        /// What was asked for.
        name: String,
    },
    /// The mail server's address is none.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// The sender's address is none.
    #[error(transparent)]
    Sender(#[from] SenderError),
    /// A secret that can be guessed.
    #[error("SANBAO_SECRET needs at least {SECRET_LENGTH_MIN} characters, many of them different")]
    SecretWeak,
    /// Production sends real mail.
    #[error("production refuses the mail folder: set SANBAO_SMTP_URL")]
    MailFolder,
    /// Production's mail comes from somebody.
    #[error("production needs SANBAO_MAIL_FROM, such as Sanbao <service@example.org>")]
    SenderMissing,
    /// Mail holds names, addresses and links that open accounts.
    #[error("production sends no mail without TLS to another machine, yet SANBAO_SMTP_URL says so")]
    MailExposed,
    /// Links in mails and on boxes, and secure cookies.
    #[error("production needs SANBAO_BASE_URL with https://, also behind a proxy that ends TLS")]
    BaseUrl,
    /// Production's secret is the house's own.
    #[error("production needs SANBAO_SECRET")]
    SecretMissing,
}

impl Settings {
    /// Reads defaults, then the file that `SANBAO_CONFIG` names, then the environment.
    ///
    /// # Errors
    /// When a value cannot be read or the combination may not start.
    pub fn load() -> Result<Self, SettingsError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = std::env::var_os("SANBAO_CONFIG") {
            figment = figment.merge(Toml::file_exact(PathBuf::from(file)));
        }
        let settings: Self = figment
            .merge(Env::prefixed("SANBAO_"))
            .extract()
            .map_err(Box::new)?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        self.profiles()?;
        self.relay()?;
        self.sender()?;
        if self.secret.as_deref().is_some_and(is_weak) {
            return Err(SettingsError::SecretWeak);
        }
        match self.mode {
            Mode::Production => self.check_production(),
            Mode::Demo => Ok(()),
        }
    }

    /// Refuses what suits a demo only.
    fn check_production(&self) -> Result<(), SettingsError> {
        if self.market_profiles.is_none() {
            return Err(SettingsError::ProfilesMissing);
        }
        let relay = self.relay()?.ok_or(SettingsError::MailFolder)?;
        if relay.is_exposed() {
            return Err(SettingsError::MailExposed);
        }
        if self.mail_from.is_none() {
            return Err(SettingsError::SenderMissing);
        }
        if !self.base_url().starts_with("https://") {
            return Err(SettingsError::BaseUrl);
        }
        if self.secret.is_none() {
            return Err(SettingsError::SecretMissing);
        }
        Ok(())
    }

    /// The mail server; none for the mail folder.
    ///
    /// # Errors
    /// When its address is none.
    pub fn relay(&self) -> Result<Option<Relay>, RelayError> {
        self.smtp_url.as_deref().map(Relay::parse).transpose()
    }

    /// Whom mail comes from.
    ///
    /// # Errors
    /// When the address is none.
    pub fn sender(&self) -> Result<Sender, SenderError> {
        Sender::parse(self.mail_from.as_deref().unwrap_or(DEMO_SENDER))
    }

    /// Whether purchases may be paid with the sandbox's play money.
    pub fn sandbox_payments(&self) -> bool {
        self.mode == Mode::Demo
    }

    /// The rule profiles that venues of this installation may have; the first is a new venue's.
    ///
    /// # Errors
    /// When one is unknown or two exclude each other.
    pub fn profiles(&self) -> Result<Vec<engine::Profile>, SettingsError> {
        let listed = self
            .market_profiles
            .clone()
            .unwrap_or_else(|| "cn-spot".into());
        let mut profiles = Vec::new();
        for name in listed
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            profiles.push(match name {
                "cn-spot" => engine::Profile::CnSpot,
                "open" => engine::Profile::Open,
                _ => return Err(SettingsError::ProfileUnknown { name: name.into() }),
            });
        }
        match profiles.len() {
            0 => Err(SettingsError::ProfilesMissing),
            1 => Ok(profiles),
            _ => Err(SettingsError::ProfilesExclude { listed }),
        }
    }

    /// The database's URL, the embedded one by default.
    pub fn database_url(&self) -> String {
        let embedded = || {
            format!(
                "sqlite://{}?mode=rwc",
                self.data_dir.join("sanbao.db").display()
            )
        };
        self.database_url.clone().unwrap_or_else(embedded)
    }

    /// How people and programs reach the server by default.
    pub fn base_url(&self) -> String {
        let own = || format!("http://{}", self.bind);
        self.base_url
            .as_deref()
            .map_or_else(own, |url| url.trim_end_matches('/').to_owned())
    }

    /// The name of the host at which people reach the server; none where it has an address alone.
    pub fn host(&self) -> Option<String> {
        let base = reqwest::Url::parse(&self.base_url()).ok()?;
        base.domain().map(str::to_owned)
    }

    /// The password of `import` at a running server.
    pub fn import_password(&self) -> String {
        let demo = || match self.mode {
            Mode::Demo => crate::account::season::PASSWORD.to_owned(),
            Mode::Production => String::new(),
        };
        self.import_password.clone().unwrap_or_else(demo)
    }

    /// The journal's folder.
    pub fn journal_dir(&self) -> PathBuf {
        self.data_dir.join("journal")
    }

    /// The mail folder.
    pub fn mail_dir(&self) -> PathBuf {
        self.data_dir.join("mail")
    }

    /// Where a demo keeps its own secret.
    pub fn secret_file(&self) -> PathBuf {
        self.data_dir.join("secret")
    }
}

fn is_weak(secret: &str) -> bool {
    let different: BTreeSet<char> = secret.chars().collect();
    secret.chars().count() < SECRET_LENGTH_MIN || different.len() < SECRET_VARIETY_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(mode: Mode, profiles: Option<&str>) -> Result<(), SettingsError> {
        let settings = Settings {
            mode,
            market_profiles: profiles.map(str::to_owned),
            ..Settings::default()
        };
        settings.check()
    }

    #[test]
    fn a_demo_starts_with_one_known_profile_or_none_named() {
        for profiles in [None, Some("cn-spot"), Some("open"), Some(" open ,")] {
            settings(Mode::Demo, profiles).unwrap();
        }
    }

    #[test]
    fn profiles_that_exclude_each_other_or_do_not_exist_start_nothing() {
        for mode in [Mode::Demo, Mode::Production] {
            let both = settings(mode, Some("cn-spot,open"));
            assert!(matches!(both, Err(SettingsError::ProfilesExclude { .. })));
            let unknown = settings(mode, Some("casino"));
            assert!(matches!(unknown, Err(SettingsError::ProfileUnknown { .. })));
            let empty = settings(mode, Some(" , "));
            assert!(matches!(empty, Err(SettingsError::ProfilesMissing)));
        }
    }

    /// A production that starts.
    fn sound() -> Settings {
        let text = |text: &str| Some(text.to_owned());
        Settings {
            mode: Mode::Production,
            market_profiles: text("cn-spot"),
            smtp_url: text("smtp://user:password@mail.example:587"),
            mail_from: text("Sanbao <service@sanbao.example>"),
            base_url: text("https://sanbao.example"),
            secret: text("8vQ2-x7Lr-04Kd-zm1T-p9Wc-Yh3E-nB6s"),
            ..Settings::default()
        }
    }

    fn refusal(change: impl FnOnce(&mut Settings)) -> String {
        let mut settings = sound();
        change(&mut settings);
        let refused = settings.check().err();
        refused.map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn production_starts_with_all_that_it_needs_and_without_none_of_it() {
        assert_eq!(refusal(|_| ()), "");
        type Change = fn(&mut Settings);
        let cases: [(Change, &str); 9] = [
            (|s| s.market_profiles = None, "SANBAO_MARKET_PROFILES"),
            (|s| s.smtp_url = None, "mail folder"),
            (|s| s.mail_from = None, "SANBAO_MAIL_FROM"),
            (|s| s.mail_from = Some("nobody".into()), "nobody"),
            (|s| s.base_url = None, "https://"),
            (
                |s| s.base_url = Some("http://sanbao.example".into()),
                "https://",
            ),
            (|s| s.secret = None, "SANBAO_SECRET"),
            (
                |s| s.secret = Some("short-4Kd-zm1T-p9Wc".into()),
                "32 characters",
            ),
            (|s| s.secret = Some("abcabcabc".repeat(9)), "32 characters"),
        ];
        for (change, words) in cases {
            let said = refusal(change);
            assert!(said.contains(words), "{words}: {said}");
        }
    }

    #[test]
    fn production_sends_no_mail_in_the_clear_to_another_machine() {
        let with = |url: &str| refusal(|settings| settings.smtp_url = Some(url.to_owned()));
        for url in [
            "smtps://mail.example",
            "smtp://mail.example",
            "smtp://mail.example?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost?tls=none",
            "smtp://[::1]:25",
        ] {
            assert_eq!(with(url), "", "{url}");
        }
        assert!(with("smtp://mail.example?tls=none").contains("TLS"));
        for (url, words) in [
            ("mail.example", "no address"),
            ("http://mail.example", "no address"),
            ("smtp://", "no address"),
            ("smtp://user@mail.example", "no password"),
            ("smtp://mail.example?tls=maybe", "maybe"),
            ("smtps://mail.example?tls=none", "none"),
        ] {
            let said = with(url);
            assert!(said.contains(words), "{url}: {said}");
        }
        let said = with("smtp://user:hush@mail.example?tls=maybe");
        assert!(!said.contains("hush"), "it tells the password: {said}");
    }
}
