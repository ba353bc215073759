//! Tables of numbers of places.

/// What a number is of, which decides how it is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Rows; whole.
    Rows,
    /// People, by weight.
    People,
    /// Money or another amount.
    Amount,
    /// A share, a ratio, an index.
    Share,
    /// Kilometres.
    Distance,
}

/// One column of m cells.
#[derive(Debug, Clone)]
pub enum Column {
    /// Words.
    Text {
        /// Its name.
        name: String,
        /// m words; empty is missing.
        cells: Vec<String>,
    },
    /// Numbers.
    Number {
        /// Its name.
        name: String,
        /// What they are of.
        scale: Scale,
        /// m numbers; missing where they are hidden too.
        values: Vec<Option<f64>>,
    },
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its id, also the name of its file.
    pub id: &'static str,
    /// Its columns, words first.
    pub columns: Vec<Column>,
}

impl Table {
    /// A table without columns.
    pub fn new(id: &'static str) -> Self {
        Self {
            id,
            columns: Vec::new(),
        }
    }

    /// Adds words.
    #[must_use]
    pub fn text<T: Into<String>>(mut self, name: &str, cells: impl IntoIterator<Item = T>) -> Self {
        self.columns.push(Column::Text {
            name: name.to_owned(),
            cells: cells.into_iter().map(Into::into).collect(),
        });
        self
    }

    /// Adds numbers; what is not finite is missing.
    #[must_use]
    pub fn number(
        mut self,
        name: impl Into<String>,
        scale: Scale,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Self {
        self.push(name, scale, values);
        self
    }

    /// The same.
    pub fn push(
        &mut self,
        name: impl Into<String>,
        scale: Scale,
        values: impl IntoIterator<Item = Option<f64>>,
    ) {
        let finite = |value: Option<f64>| value.filter(|x| x.is_finite());
        self.columns.push(Column::Number {
            name: name.into(),
            scale,
            values: values.into_iter().map(finite).collect(),
        });
    }
}

impl Column {
    /// Its number of cells.
    pub fn len(&self) -> usize {
        match self {
            Self::Text { cells, .. } => cells.len(),
            Self::Number { values, .. } => values.len(),
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Text { name, .. } | Self::Number { name, .. } => name,
        }
    }
}
