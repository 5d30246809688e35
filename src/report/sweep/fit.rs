//! The answer of `netcost fit`: the largest network that fulfils a condition, and the limits that larger ones break.

use std::io::Write;

use serde::Serialize;

use super::document::Texts;
use super::format::SweepView;
use super::json::Cells;
use crate::cost::claims::Margin;
use crate::report::format::{ReportStyle, WriteError};
use crate::report::model::SCHEMA;
use crate::report::tabular::{Heading, Item, Listing};
use crate::report::text::{grid, summary};
use crate::sweep::{Failure, Row};
use crate::text::digits::Grouped;

/// A part of the condition as it is written, with the margin of a network.
pub type Limit = (String, Margin);

/// The largest network that fulfils a condition.
#[derive(Debug)]
pub struct Fit<'a> {
    /// The space, and the columns of its networks.
    pub view: &'a SweepView<'a>,
    /// What was maximised.
    pub maximized: String,
    /// How many networks fulfil the condition, if all were computed.
    pub fitting: Option<u64>,
    /// The largest one, with the slack to each limit.
    pub best: Option<(Row, Vec<Limit>)>,
    /// For each setting, the network with its next value; if nothing fits, the first network of the space.
    pub next: Vec<Next>,
}

/// A network that does not fulfil the condition.
#[derive(Debug)]
pub struct Next {
    /// The number of its point.
    pub id: u64,
    /// The settings that differ from the largest one: `width=0.65`.
    pub shown: String,
    /// The margins of the limits, or why there is no network.
    pub found: Result<Vec<Limit>, Failure>,
}

impl Next {
    /// The limits that it breaks, and by how much.
    fn broken(&self) -> Vec<[String; 2]> {
        match &self.found {
            Ok(limits) => {
                let broken = limits.iter().filter(|(_, margin)| !margin.holds);
                broken
                    .map(|(text, margin)| [text.clone(), margin.by.clone().unwrap_or_default()])
                    .collect()
            }
            Err(failure) => vec![[failure.message.clone(), String::new()]],
        }
    }
}

impl Fit<'_> {
    /// Writes it for people.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_table(&self, style: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
        let points = Grouped(self.view.points.into());
        let of = match self.fitting {
            Some(fitting) => format!("{} of {points} points fit", Grouped(fitting.into())),
            None => format!("{points} points"),
        };
        let Some((row, limits)) = &self.best else {
            writeln!(out, "nothing fits: {points} points\n")?;
            return self.write_next(style, out);
        };
        let line = format!("the largest {} that fits; {of}", self.maximized);
        summary::wrapped(&line, style.width, out)?;
        writeln!(out)?;
        let mut texts = Texts::new(self.view, style.term, style.digits);
        texts.add(row);
        grid::write(&texts.listing(), style.width, style.term, out)?;
        writeln!(out)?;
        let room = |(text, margin): &Limit| {
            let by = margin.by.clone().unwrap_or_default();
            vec![Item::plain(text.clone()), Item::plain(by)]
        };
        let headings = vec![Heading::text("limit", 16), Heading::numbers("left", 0)];
        let listing = Listing::new(headings, limits.iter().map(room).collect()).ruled();
        grid::write(&listing, style.width, style.term, out)?;
        if !self.next.is_empty() {
            writeln!(out)?;
        }
        self.write_next(style, out)
    }

    fn write_next(&self, style: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
        if self.next.is_empty() {
            return Ok(());
        }
        let rows = self.next.iter().flat_map(|next| {
            next.broken().into_iter().map(|[text, by]| {
                vec![Item::plain(next.shown.clone()), Item::plain(text), Item::plain(by)]
            })
        });
        let headings =
            vec![Heading::text("next", 8), Heading::text("breaks", 16), Heading::numbers("by", 0)];
        let listing = Listing::new(headings, rows.collect()).ruled();
        Ok(grid::write(&listing, style.width, style.term, out)?)
    }

    /// Writes it for programs.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> Result<(), WriteError> {
        let limit = |(condition, margin): &Limit| serde_json::json!({ "condition": condition, "left": margin.by });
        let best = self.best.as_ref().map(|(row, limits)| Best {
            row: Cells { view: self.view, row },
            limits: limits.iter().map(limit).collect(),
        });
        let next = self.next.iter().map(|next| {
            let broken = next.broken().into_iter();
            let broken =
                broken.map(|[text, by]| serde_json::json!({ "condition": text, "by": by }));
            let breaks: Vec<_> = broken.collect();
            serde_json::json!({ "id": next.id, "settings": next.shown, "breaks": breaks })
        });
        let document = Document {
            schema: SCHEMA,
            file: self.view.file,
            points: self.view.points,
            fitting: self.fitting,
            maximized: &self.maximized,
            best,
            next: next.collect(),
        };
        serde_json::to_writer(&mut *out, &document).map_err(std::io::Error::from)?;
        Ok(writeln!(out)?)
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    file: &'a str,
    points: u64,
    fitting: Option<u64>,
    maximized: &'a str,
    best: Option<Best<'a>>,
    next: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct Best<'a> {
    row: Cells<'a>,
    limits: Vec<serde_json::Value>,
}
