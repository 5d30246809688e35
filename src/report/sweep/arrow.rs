//! Sweeps as columns in the types of Apache Arrow.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, Float64Builder, Int64Builder, StringBuilder, UInt64Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::columns::{SweepColumn, check_count};
use super::format::{SweepFormat, SweepView, SweepWriter};
use super::tally::Tally;
use crate::report::cell::{Cell, CellStyle, NumberStyle, ShapeStyle};
use crate::report::format::{Audience, WriteError};
use crate::sweep::{Numbers, Row};
use crate::value::Number;

/// For data frames and databases, as a stream.
pub(super) const FORMAT: SweepFormat = SweepFormat {
    name: "arrow",
    about: "For data frames: a stream of Apache Arrow's IPC",
    audience: Audience::Programs,
    start: |view, _, out| {
        let batches = Batches::new(view);
        let writer = StreamWriter::try_new(out, &batches.schema).map_err(error)?;
        Ok(Box::new(Stream { batches, writer }))
    },
};

/// How many rows are written at once.
const ROWS: usize = 4096;

/// Texts as programs read them.
const STYLE: CellStyle = CellStyle {
    numbers: NumberStyle::Exact,
    times: "x",
    at_least: "",
    shapes: ShapeStyle::All(";"),
};

struct Stream<'a> {
    batches: Batches<'a>,
    writer: StreamWriter<&'a mut dyn Write>,
}

impl SweepWriter for Stream<'_> {
    fn row(&mut self, row: &Row) -> Result<(), WriteError> {
        match self.batches.add(row)? {
            Some(batch) => self.writer.write(&batch).map_err(error),
            None => Ok(()),
        }
    }

    fn finish(&mut self, _: &Tally) -> Result<(), WriteError> {
        self.writer.write(&self.batches.take()?).map_err(error)?;
        self.writer.finish().map_err(error)
    }
}

/// Rows that become batches.
pub(super) struct Batches<'a> {
    view: &'a SweepView<'a>,
    /// The names and types of the columns.
    pub schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
}

/// A column that grows.
enum Builder {
    /// A figure, or the number of a point.
    Count(UInt64Builder),
    /// A setting whose values are whole numbers.
    Whole(Int64Builder),
    /// A setting whose values are numbers.
    Decimal(Float64Builder),
    /// Anything else.
    Text(StringBuilder),
}

impl<'a> Batches<'a> {
    /// No rows yet.
    pub fn new(view: &'a SweepView<'a>) -> Self {
        let columns: Vec<_> = view.columns.iter().map(Builder::new).collect();
        let field = |(column, builder): (&SweepColumn, &Builder)| {
            Field::new(column.name(), builder.data_type(), true)
        };
        let fields: Vec<_> = view.columns.iter().zip(&columns).map(field).collect();
        Batches { view, schema: Arc::new(Schema::new(fields)), columns, rows: 0 }
    }

    /// Adds a row: the batch that is full by that.
    ///
    /// # Errors
    /// When a figure is above 2⁶³ − 1, or a batch cannot be made.
    pub fn add(&mut self, row: &Row) -> Result<Option<RecordBatch>, WriteError> {
        let cells = self.view.cells(row).zip(self.view.columns).zip(&mut self.columns);
        for ((cell, column), builder) in cells {
            check_count(&cell, column)?;
            builder.add(cell);
        }
        self.rows += 1;
        if self.rows < ROWS { Ok(None) } else { self.take().map(Some) }
    }

    /// The batch of the rows so far.
    ///
    /// # Errors
    /// When a batch cannot be made.
    pub fn take(&mut self) -> Result<RecordBatch, WriteError> {
        self.rows = 0;
        let columns = self.columns.iter_mut().map(Builder::finish).collect();
        RecordBatch::try_new(self.schema.clone(), columns).map_err(error)
    }
}

impl Builder {
    /// An empty column of the type that fits.
    fn new(column: &SweepColumn) -> Self {
        match column {
            SweepColumn::Id | SweepColumn::Figure(..) => Builder::Count(UInt64Builder::new()),
            SweepColumn::Setting { numbers: Some(Numbers::Whole), .. } => {
                Builder::Whole(Int64Builder::new())
            }
            SweepColumn::Setting { numbers: Some(Numbers::Decimal), .. } => {
                Builder::Decimal(Float64Builder::new())
            }
            SweepColumn::Setting { numbers: None, .. }
            | SweepColumn::Status
            | SweepColumn::Code => Builder::Text(StringBuilder::new()),
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Builder::Count(_) => DataType::UInt64,
            Builder::Whole(_) => DataType::Int64,
            Builder::Decimal(_) => DataType::Float64,
            Builder::Text(_) => DataType::Utf8,
        }
    }

    /// Adds a cell; one without a value is null.
    fn add(&mut self, cell: Cell<'_>) {
        match self {
            Builder::Count(column) => column.append_option(count(&cell)),
            Builder::Whole(column) => column.append_option(number(&cell).and_then(whole)),
            Builder::Decimal(column) => column.append_option(number(&cell).map(Number::to_decimal)),
            Builder::Text(column) => match cell {
                Cell::Empty => column.append_null(),
                other => column.append_value(other.into_text(&STYLE)),
            },
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Count(column) => ArrayBuilder::finish(column),
            Builder::Whole(column) => ArrayBuilder::finish(column),
            Builder::Decimal(column) => ArrayBuilder::finish(column),
            Builder::Text(column) => ArrayBuilder::finish(column),
        }
    }
}

fn count(cell: &Cell<'_>) -> Option<u64> {
    match cell {
        Cell::Id(id) => Some(*id),
        Cell::Figure(figure, _) | Cell::AtLeast(figure, _) => (*figure).try_into().ok(),
        _ => None,
    }
}

fn number(cell: &Cell<'_>) -> Option<Number> {
    match cell {
        Cell::Choice(choice) => choice.number(),
        _ => None,
    }
}

fn whole(number: Number) -> Option<i64> {
    match number {
        Number::Int(whole) => whole.try_into().ok(),
        Number::Dec(_) => None,
    }
}

/// An error of the output, or of Arrow.
pub(super) fn error(error: ArrowError) -> WriteError {
    match error {
        ArrowError::IoError(_, error) => error.into(),
        other => io::Error::other(other).into(),
    }
}
