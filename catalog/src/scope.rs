//! Whose rows a query may see. Every query of a cooperative's or household's data takes one.

use sea_orm::entity::prelude::*;

/// The rows that the asker may see; there is no default on purpose.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One cooperative's own rows.
    Cooperative(i64),
    /// One household's own rows.
    Household(i64),
    /// Everybody's: the operator, timers and `verify`.
    Operator,
}

impl Scope {
    /// The condition on a table's cooperative column; a household sees none of them.
    pub fn cooperative_rows<C: ColumnTrait>(self, column: C) -> sea_orm::Condition {
        match self {
            Self::Cooperative(id) => sea_orm::Condition::all().add(column.eq(id)),
            Self::Household(_) => sea_orm::Condition::all().add(Expr::cust("1 = 0")),
            Self::Operator => sea_orm::Condition::all(),
        }
    }

    /// The condition on a table that has both a cooperative and a household column.
    pub fn household_rows<C: ColumnTrait>(
        self,
        cooperative: C,
        household: C,
    ) -> sea_orm::Condition {
        match self {
            Self::Household(id) => sea_orm::Condition::all().add(household.eq(id)),
            _ => self.cooperative_rows(cooperative),
        }
    }
}
