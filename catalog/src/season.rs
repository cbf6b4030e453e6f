//! The season that a first start loads: a folder of the same files that people hand in.
//!
//! [`read`] parses the whole folder and touches no database; [`apply`] records it in the caller's
//! transaction, so that the caller posts the advances in the same one. Loading again changes nothing.
//!
//! Layout of the folder: `organisations`, `products`, `instruments`, `skus`, `tariff`, `working_days`,
//! `delivery`, `people` (each `.csv`), and for each cooperative's code `households_`, `intakes_`, `advances_`,
//! `certificates_` and `shelves_`, where it has them. Other files are left for a person to hand in.
//!
//! What a file means in money or on a shelf is the caller's: the tariff and the shelves are handed on.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder};
use thiserror::Error;

use crate::database::Database;
use crate::entity::{advance, organisation};
use crate::import::advances::AdvanceRow;
use crate::import::certificates::CertificateRow;
use crate::import::delivery::DeliveryRow;
use crate::import::fault::Faults;
use crate::import::instruments::InstrumentRow;
use crate::import::intakes::{GradeBook, IntakeRow};
use crate::import::members::MemberRow;
use crate::import::organisations::OrganisationRow;
use crate::import::people::PersonRow;
use crate::import::products::ProductRow;
use crate::import::shelves::ShelfRow;
use crate::import::skus::SkuRow;
use crate::import::tariff::TariffRow;
use crate::import::working_days::WorkingDayRow;
use crate::import::{self, Row};
use crate::register::{self, Applied, RegisterError, Source};

/// Why a season was not loaded; nothing of it was written then.
#[derive(Debug, Error)]
pub enum SeasonError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{file} cannot be taken")]
    Faults {
        /// The file's name.
        file: String,
        /// Everything that is wrong with it.
        #[source]
        faults: Faults,
    },
    /// The database already holds something else, or refused.
    #[error("{file} cannot be recorded")]
    Register {
        /// The file's name.
        file: String,
        /// Why.
        #[source]
        error: RegisterError,
    },
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// A file that was read: its rows, its name and the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sheet<T> {
    name: String,
    content_hash: String,
    rows: Vec<Row<T>>,
}

/// A season's files, read and free of faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    organisations: Sheet<OrganisationRow>,
    products: Sheet<ProductRow>,
    skus: Sheet<SkuRow>,
    instruments: Sheet<InstrumentRow>,
    tariff: Sheet<TariffRow>,
    working_days: Sheet<WorkingDayRow>,
    delivery: Sheet<DeliveryRow>,
    people: Sheet<PersonRow>,
    cooperatives: Vec<Cooperative>,
}

/// One cooperative's files.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cooperative {
    code: String,
    members: Option<Sheet<MemberRow>>,
    intakes: Option<Sheet<IntakeRow>>,
    advances: Option<Sheet<AdvanceRow>>,
    certificates: Option<Sheet<CertificateRow>>,
    shelves: Option<Sheet<ShelfRow>>,
}

/// A file that the caller records: its rows, and where they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<T> {
    /// Where the rows come from; noted by [`register::note`] once they are recorded.
    pub source: Source,
    /// The rows.
    pub rows: Vec<Row<T>>,
}

/// What loading a season did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Each file's name with its rows; a file taken before is not among them.
    pub files: Vec<(String, Applied)>,
    /// The sign-ins, for whoever keeps them.
    pub people: Vec<Row<PersonRow>>,
    /// Every advance of the season's cooperatives, fresh or known, oldest first: posting one twice is
    /// told by its key, posting it never would go unnoticed.
    pub advances: Vec<advance::Model>,
    /// What packing and sending cost, unless that very file was taken before.
    pub tariff: Option<Due<TariffRow>>,
    /// What each cooperative puts on sale; a file taken before is not among them.
    pub shelves: Vec<Due<ShelfRow>>,
}

/// Reads a season's folder.
///
/// # Errors
/// `Io` and `Faults`, with the file's name.
pub fn read(dir: &Path) -> Result<Season, SeasonError> {
    let organisations = sheet(dir, "organisations", import::organisations::parse)?;
    let instruments = sheet(dir, "instruments", import::instruments::parse)?;
    let products = sheet(dir, "products", import::products::parse)?;
    let grades = GradeBook::of(&instruments.rows, &products.rows);
    let mut cooperatives = Vec::new();
    for row in organisations
        .rows
        .iter()
        .filter(|row| row.content.kind == organisation::Kind::Cooperative)
    {
        let code = row.content.code.clone();
        cooperatives.push(Cooperative {
            members: sheet_if_any(dir, &format!("households_{code}"), import::members::parse)?,
            intakes: sheet_if_any(dir, &format!("intakes_{code}"), |bytes| {
                import::intakes::parse(bytes, &grades)
            })?,
            advances: sheet_if_any(dir, &format!("advances_{code}"), import::advances::parse)?,
            certificates: sheet_if_any(
                dir,
                &format!("certificates_{code}"),
                import::certificates::parse,
            )?,
            shelves: sheet_if_any(dir, &format!("shelves_{code}"), import::shelves::parse)?,
            code,
        });
    }
    Ok(Season {
        organisations,
        products,
        skus: sheet(dir, "skus", import::skus::parse)?,
        instruments,
        tariff: sheet(dir, "tariff", import::tariff::parse)?,
        working_days: sheet(dir, "working_days", import::working_days::parse)?,
        delivery: sheet(dir, "delivery", import::delivery::parse)?,
        people: sheet(dir, "people", import::people::parse)?,
        cooperatives,
    })
}

/// Records a season in the caller's transaction.
///
/// # Errors
/// `Register` with the file's name.
pub async fn apply(
    tx: &DatabaseTransaction,
    season: &Season,
    now: i64,
) -> Result<Loaded, SeasonError> {
    let mut loading = Loading {
        tx,
        now,
        organisation_id: None,
        files: Vec::new(),
    };
    loading.operator_files(season).await?;
    let tariff = loading.handed_on("tariff", &season.tariff).await?;
    let mut shelves = Vec::new();
    let codes = season
        .cooperatives
        .iter()
        .map(|cooperative| cooperative.code.as_str());
    let ids = organisation::Entity::find()
        .filter(organisation::Column::Code.is_in(codes))
        .all(tx)
        .await?;
    let ids: BTreeMap<String, i64> = ids.into_iter().map(|row| (row.code, row.id)).collect();
    for cooperative in &season.cooperatives {
        loading.organisation_id = ids.get(&cooperative.code).copied();
        loading.cooperative_files(cooperative).await?;
        if let Some(sheet) = &cooperative.shelves {
            shelves.extend(loading.handed_on("shelves", sheet).await?);
        }
    }
    let advances = advance::Entity::find()
        .filter(advance::Column::CooperativeId.is_in(ids.into_values()))
        .order_by_asc(advance::Column::Id)
        .all(tx)
        .await?;
    Ok(Loaded {
        files: loading.files,
        people: season.people.rows.clone(),
        advances,
        tariff,
        shelves,
    })
}

/// Reads a folder and records it in one transaction.
///
/// # Errors
/// As [`read`] and [`apply`].
pub async fn load_season(database: &Database, dir: &Path, now: i64) -> Result<Loaded, SeasonError> {
    let season = read(dir)?;
    let tx = database.write().await?;
    let loaded = apply(&tx, &season, now).await?;
    tx.commit().await?;
    Ok(loaded)
}

/// One file of a known kind after the other.
struct Loading<'a> {
    tx: &'a DatabaseTransaction,
    now: i64,
    organisation_id: Option<i64>,
    files: Vec<(String, Applied)>,
}

impl Loading<'_> {
    async fn operator_files(&mut self, season: &Season) -> Result<(), SeasonError> {
        if let Some((source, rows)) = self.due("organisations", &season.organisations).await? {
            let applied = register::organisations(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        if let Some((source, rows)) = self.due("products", &season.products).await? {
            let applied = register::products(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        if let Some((source, rows)) = self.due("instruments", &season.instruments).await? {
            let applied = register::instruments(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        if let Some((source, rows)) = self.due("skus", &season.skus).await? {
            let applied = register::skus(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        if let Some((source, rows)) = self.due("working_days", &season.working_days).await? {
            let applied = register::working_days(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        if let Some((source, rows)) = self.due("delivery", &season.delivery).await? {
            let applied = register::delivery(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        Ok(())
    }

    async fn cooperative_files(&mut self, cooperative: &Cooperative) -> Result<(), SeasonError> {
        if let Some((source, rows)) = self.due_if_any("members", &cooperative.members).await? {
            let applied = register::members(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        if let Some((source, rows)) = self.due_if_any("intakes", &cooperative.intakes).await? {
            let applied = register::intakes(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        if let Some((source, rows)) = self.due_if_any("advances", &cooperative.advances).await? {
            let applied = register::advances(self.tx, &source, rows)
                .await
                .map(|(applied, _)| applied);
            self.done(&source, applied)?;
        }
        let certificates = &cooperative.certificates;
        if let Some((source, rows)) = self.due_if_any("certificates", certificates).await? {
            let applied = register::certificates(self.tx, &source, rows).await;
            self.done(&source, applied)?;
        }
        Ok(())
    }

    /// A file's source and rows, unless it was taken before.
    async fn due<'s, T>(
        &self,
        kind: &str,
        sheet: &'s Sheet<T>,
    ) -> Result<Option<(Source, &'s [Row<T>])>, DbErr> {
        let source = Source {
            organisation_id: self.organisation_id,
            name: sheet.name.clone(),
            content_hash: sheet.content_hash.clone(),
            person_id: None,
            now: self.now,
        };
        let taken = register::taken_before(self.tx, kind, &source).await?;
        Ok((!taken).then_some((source, sheet.rows.as_slice())))
    }

    /// A file that the caller records, unless it was taken before.
    async fn handed_on<T: Clone>(
        &self,
        kind: &str,
        sheet: &Sheet<T>,
    ) -> Result<Option<Due<T>>, DbErr> {
        let due = self.due(kind, sheet).await?;
        Ok(due.map(|(source, rows)| Due {
            source,
            rows: rows.to_vec(),
        }))
    }

    async fn due_if_any<'s, T>(
        &self,
        kind: &str,
        sheet: &'s Option<Sheet<T>>,
    ) -> Result<Option<(Source, &'s [Row<T>])>, DbErr> {
        match sheet {
            Some(sheet) => self.due(kind, sheet).await,
            None => Ok(None),
        }
    }

    fn done(
        &mut self,
        source: &Source,
        applied: Result<Applied, RegisterError>,
    ) -> Result<(), SeasonError> {
        let file = source.name.clone();
        match applied {
            Ok(applied) => self.files.push((file, applied)),
            Err(error) => return Err(SeasonError::Register { file, error }),
        }
        Ok(())
    }
}

fn sheet<T>(
    dir: &Path,
    name: &str,
    parse: impl Fn(&[u8]) -> Result<Vec<Row<T>>, Faults>,
) -> Result<Sheet<T>, SeasonError> {
    let path = dir.join(format!("{name}.csv"));
    let bytes = std::fs::read(&path).map_err(|source| SeasonError::Io { path, source })?;
    let name = format!("{name}.csv");
    match parse(&bytes) {
        Ok(rows) => Ok(Sheet {
            name,
            content_hash: register::file_hash(&bytes),
            rows,
        }),
        Err(faults) => Err(SeasonError::Faults { file: name, faults }),
    }
}

fn sheet_if_any<T>(
    dir: &Path,
    name: &str,
    parse: impl Fn(&[u8]) -> Result<Vec<Row<T>>, Faults>,
) -> Result<Option<Sheet<T>>, SeasonError> {
    match sheet(dir, name, parse) {
        Ok(sheet) => Ok(Some(sheet)),
        Err(SeasonError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
