//! Every setting, and the only reader of the environment.
//!
//! A setting `bind` is `SANBAO_BIND` in the environment or `bind = "…"` in the file that
//! `SANBAO_CONFIG` names; the environment wins.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

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
    /// How many commands the projection may lag before the desk answers "busy".
    pub projection_lag_max: u64,
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
            projection_lag_max: 20_000,
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
    /// Production sends real mail, and no sender is built in yet.
    #[error("production refuses the mail folder, and this release has no other way to send mail")]
    MailFolder,
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
        match self.mode {
            Mode::Production if self.market_profiles.is_none() => {
                Err(SettingsError::ProfilesMissing)
            }
            Mode::Production => Err(SettingsError::MailFolder),
            Mode::Demo => Ok(()),
        }
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

    #[test]
    fn production_asks_for_profiles_and_refuses_the_mail_folder() {
        let missing = settings(Mode::Production, None);
        assert!(matches!(missing, Err(SettingsError::ProfilesMissing)));
        let folder = settings(Mode::Production, Some("cn-spot"));
        assert!(matches!(folder, Err(SettingsError::MailFolder)));
    }
}
