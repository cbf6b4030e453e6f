//! The grades of each product: those of the instrument over it, or what the product names itself.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, Statement,
};

use crate::entity::product;
use crate::import::instruments::GradeFactor;
use crate::import::intakes::GradeBook;

/// Factors by product code, then grade.
pub(super) type Factors = BTreeMap<String, BTreeMap<String, i64>>;

/// The grades of each product, which reading a file of weigh tickets needs.
///
/// # Errors
/// When the database does.
pub async fn grade_book(connection: &impl ConnectionTrait) -> Result<GradeBook, DbErr> {
    let mut book = GradeBook::default();
    for (code, grades) in factors(connection).await? {
        for grade in grades.keys() {
            book = book.with(&code, grade);
        }
    }
    Ok(book)
}

/// The factor of each grade of each product.
pub(super) async fn factors(connection: &impl ConnectionTrait) -> Result<Factors, DbErr> {
    let mut factors = Factors::new();
    for row in traded(connection).await? {
        factors
            .entry(row.code)
            .or_default()
            .insert(row.grade, row.factor_bp);
    }
    let named = product::Entity::find()
        .filter(product::Column::Grades.ne(""))
        .all(connection)
        .await?;
    for product in named {
        if factors.contains_key(&product.code) {
            continue;
        }
        let own = GradeFactor::listed(&product.grades)
            .map_err(|part| DbErr::Type(format!("grade {part} of {}", product.code)))?
            .into_iter()
            .map(|factor| (factor.grade, i64::from(factor.factor.as_bp())));
        factors.insert(product.code, own.collect());
    }
    Ok(factors)
}

#[derive(FromQueryResult)]
struct GradeOfProduct {
    code: String,
    grade: String,
    factor_bp: i64,
}

/// The grades of each product by the instrument that comes first.
async fn traded(connection: &impl ConnectionTrait) -> Result<Vec<GradeOfProduct>, DbErr> {
    let sql = "SELECT product.code, instrument_grade.grade, instrument_grade.factor_bp \
        FROM instrument_grade JOIN instrument ON instrument.id = instrument_grade.instrument_id \
        JOIN product ON product.id = instrument.product_id ORDER BY instrument.id, instrument_grade.grade";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = GradeOfProduct::find_by_statement(statement)
        .all(connection)
        .await?;
    let mut seen = BTreeSet::new();
    Ok(rows
        .into_iter()
        .filter(|row| seen.insert((row.code.clone(), row.grade.clone())))
        .collect())
}
