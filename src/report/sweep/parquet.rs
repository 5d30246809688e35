//! Sweeps as Apache Parquet: the columns of Arrow, in groups of rows.

use std::io::{self, Write};

use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::arrow::Batches;
use super::format::{SweepFormat, SweepView, SweepWriter};
use super::tally::Tally;
use crate::report::format::{Audience, WriteError};
use crate::sweep::Row;

/// For data frames and databases, as a file.
pub(super) const FORMAT: SweepFormat = SweepFormat {
    name: "parquet",
    about: "For data frames and databases: a file of Apache Parquet",
    audience: Audience::Programs,
    start: |view, _, out| Ok(Box::new(Groups::new(view, out)?)),
};

/// How many rows are kept until they are written.
const ROWS: usize = 1 << 16;

struct Groups<'a> {
    batches: Batches<'a>,
    /// It writes into memory, since it demands an output that threads share. None when the file has ended.
    writer: Option<ArrowWriter<Vec<u8>>>,
    out: &'a mut dyn Write,
}

impl<'a> Groups<'a> {
    fn new(view: &'a SweepView<'a>, out: &'a mut dyn Write) -> Result<Self, WriteError> {
        let batches = Batches::new(view);
        let properties =
            WriterProperties::builder().set_max_row_group_row_count(Some(ROWS)).build();
        let writer = ArrowWriter::try_new(Vec::new(), batches.schema.clone(), Some(properties));
        Ok(Groups { batches, writer: Some(writer.map_err(error)?), out })
    }
}

impl SweepWriter for Groups<'_> {
    fn row(&mut self, row: &Row) -> Result<(), WriteError> {
        let Some((batch, writer)) = self.batches.add(row)?.zip(self.writer.as_mut()) else {
            return Ok(());
        };
        writer.write(&batch).map_err(error)?;
        let written = std::mem::take(writer.inner_mut());
        Ok(self.out.write_all(&written)?)
    }

    fn finish(&mut self, _: &Tally) -> Result<(), WriteError> {
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        writer.write(&self.batches.take()?).map_err(error)?;
        let rest = writer.into_inner().map_err(error)?;
        Ok(self.out.write_all(&rest)?)
    }
}

fn error(error: ParquetError) -> WriteError {
    io::Error::other(error).into()
}
