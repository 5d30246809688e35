//! Words among the arguments of a call: flags, shorthands, the words that a parameter lists, and
//! names.

use super::binder::Binder;
use crate::check::hints::{arguments, pytorch};
use crate::check::signature::{Reading, Slot, is_dimensions};
use crate::diagnostics::Result;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::ops;
use crate::source::Span;
use crate::syntax::tree::{Argument, Name, Operand};
use crate::tensor;
use crate::text::nearest::{listed, nearest};

impl<'a> Binder<'a, '_> {
    /// How an argument is read that fills a slot: as one of the words that this takes, or as an
    /// operand. A word that is not near to one of them is meant as a name, if the slot takes other
    /// values too.
    pub(crate) fn reading(
        &self,
        slot: Slot,
        parameter: &str,
        argument: &Argument<'a>,
    ) -> Result<Reading> {
        let Operand::Expr(expr) = &argument.value else { return Ok(Reading::Operand) };
        let Some(word) = expr.bare_word() else { return Ok(Reading::Operand) };
        if slot == Slot::Share {
            return Ok(Reading::Word);
        }
        let (words, only) = self.signature.slot_words(slot);
        if words.is_empty() {
            return Ok(Reading::Operand);
        }
        match (words.contains(&word), self.names.is_visible(word)) {
            (true, false) => Ok(Reading::Word),
            (true, true) => Err(NameProblem::TwoReadings {
                word: word.to_owned(),
                first: format!("the word of `{parameter}`, written `{parameter}=\"{word}\"`"),
                second: format!("the name, written `{parameter}=({word})`"),
                span: expr.span,
            }
            .into()),
            (false, true) => Ok(Reading::Operand),
            (false, false) if !only && nearest(word, words.iter().copied()).is_empty() => {
                Ok(Reading::Operand)
            }
            (false, false) => Err(CallProblem::UnknownWord {
                operation: self.signature.name.to_owned(),
                parameter: parameter.to_owned(),
                word: word.to_owned(),
                span: expr.span,
                help: known_words(words, word, expr.span),
            }
            .into()),
        }
    }

    /// A bare word as a flag or shorthand, or a name that a parameter has too; nothing if it can only be
    /// a name.
    pub(crate) fn word(&mut self, word: &'a str, span: Span) -> Result<Option<(Slot, Reading)>> {
        let own = self.signature.find(word);
        if let Some(slot) = self.named_alike(word, own) {
            // In its own place it is an argument like others, which the next one follows.
            let in_place = !self.signature.takes_rest() && slot == Slot::Parameter(self.position);
            return Ok((!in_place).then_some((slot, Reading::Name)));
        }
        let is_flag = |index: usize| self.signature.is_flag(index);
        if let Some(positive) = word.strip_prefix("no")
            && own.is_some_and(is_flag)
            && self.signature.find(positive).is_some_and(is_flag)
        {
            return Err(NameProblem::TwoReadings {
                word: word.to_owned(),
                first: format!("the flag `{word}`, written `{word}=true`"),
                second: format!("`{positive}` switched off, written `{positive}=false`"),
                span,
            }
            .into());
        }
        // A common flag is a name where one is visible: files may have been written without it.
        let read = self
            .signature
            .flag_or_shorthand(word)
            .filter(|(slot, _)| matches!(slot, Slot::Parameter(_)) || !self.names.is_visible(word));
        let Some((slot, reading)) = read else {
            self.check_name(word, own, span)?;
            self.check_misspelt(word, span)?;
            return self.check_shorthand(word, span).map(|()| None);
        };
        // Such as a shorthand: one of the parameter's own name is above.
        if self.names.is_visible(word) {
            return Err(NameProblem::TwoReadings {
                word: word.to_owned(),
                first: format!(
                    "`{}` of `{}`, written `{}`",
                    self.signature.slot_name(slot),
                    self.signature.name,
                    reading.spelled_out(word)
                ),
                second: format!("the name, written `({word})`"),
                span,
            }
            .into());
        }
        Ok(Some((slot, reading)))
    }

    /// A word that means nothing here and is near to a flag, is a word of another parameter, or is what
    /// other tools call an operation, is that before it is the value of the next parameter.
    fn check_misspelt(&self, word: &'a str, span: Span) -> Result<()> {
        let at = self.position;
        let takes_word = at < self.signature.len() && self.signature.takes_word(at);
        let known = self.names.is_visible(word) || self.names.is_made(word);
        if known || takes_word || self.signature.takes_rest() || self.names.is_called(word) {
            return Ok(());
        }
        let operation = self.signature.name.to_owned();
        if let Some(index) =
            (0..self.signature.len()).find(|i| self.signature.words(*i).contains(&word))
        {
            let parameter = self.signature.parameter(index);
            let help = Fix::safe(span, format!("{parameter}={word}")).write();
            let parameter = word.to_owned();
            return Err(NameProblem::UnknownParameter { operation, parameter, span, help }.into());
        }
        if let Some(other) = pytorch::operation(word, |name| self.names.is_called(name)) {
            let place = Span::new(span.start.saturating_sub(1), span.end);
            let statement = format!("; {other}");
            let help = format!("write `{statement}`, or begin a new line");
            let help = Fix::guess(place, statement).said(help);
            let found = word.to_owned();
            return Err(SyntaxProblem::MissingSemicolon { found, span, help }.into());
        }
        let flags = self.signature.flags();
        let spelled: Vec<String> =
            flags.flat_map(|flag| [flag.to_owned(), format!("no{flag}")]).collect();
        match nearest(word, spelled.iter().map(String::as_str)).first() {
            // An abbreviation may be a name.
            Some(near) if word.len() > 3 && !word.ends_with(|it: char| it.is_ascii_digit()) => {
                let help = Fix::guess(span, *near).meant();
                let parameter = word.to_owned();
                Err(NameProblem::UnknownParameter { operation, parameter, span, help }.into())
            }
            _ => Ok(()),
        }
    }

    /// A word like `k3` that is not a name is the shorthand of an unknown parameter.
    fn check_shorthand(&self, word: &'a str, span: Span) -> Result<()> {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == 'x');
        let digits = word.strip_prefix(letters).unwrap_or_default();
        let at = self.position;
        let a_word = at < self.signature.len() && self.signature.takes_word(at);
        let has_letters = letters.bytes().any(|byte| byte.is_ascii_alphabetic());
        let shorthand = !a_word && has_letters && is_dimensions(digits);
        let is_name = || self.names.is_visible(word) || self.names.is_made(word);
        // Among operands names are more likely.
        let near = || !nearest(letters, self.signature.all_names()).is_empty();
        let meant = || !self.signature.takes_rest() || near();
        if !shorthand || is_name() || ops::find(word).is_some() || !meant() {
            return Ok(());
        }
        if let Some(index) = self.signature.find(letters)
            && self.signature.is_flag(index)
        {
            // `bias0`, which other languages might take for `bias=false`.
            let no = if digits.bytes().all(|digit| digit == b'0') { "no" } else { "" };
            let help = Fix::guess(span, format!("{no}{letters}")).write();
            return Err(arguments::number_for_flag(self.signature, letters, span, help));
        }
        let takes_number = |name: &str| {
            self.signature.find(name).is_some_and(|index| !self.signature.is_flag(index))
        };
        if let Some(apart) = pytorch::shorthands_apart(word, takes_number) {
            let operation = self.signature.name.to_owned();
            let (parameter, help) = (word.to_owned(), Fix::safe(span, apart).write());
            return Err(NameProblem::UnknownParameter { operation, parameter, span, help }.into());
        }
        let mut longer = self.signature.all_names().filter(|name| name.starts_with(letters));
        if let (Some(only), None) = (longer.next(), longer.next()) {
            let help = Fix::guess(span, format!("{only}={digits}")).meant();
            let (operation, parameter) = (self.signature.name.to_owned(), letters.to_owned());
            let span = span.first(letters.len());
            return Err(NameProblem::UnknownParameter { operation, parameter, span, help }.into());
        }
        let letters = Name { text: letters, span: span.first(letters.len()) };
        Err(self.unknown_parameter(letters, None))
    }

    /// What a name fills that a parameter has too; `own` is the callee's parameter of this name.
    fn named_alike(&self, word: &str, own: Option<usize>) -> Option<Slot> {
        let slot = own.map(Slot::Parameter).or_else(|| self.signature.common_slot(word))?;
        // What every call takes besides its parameters stays free for names.
        if matches!(slot, Slot::Frozen | Slot::Share | Slot::Sparsity | Slot::Weights) {
            return None;
        }
        let is_flag = matches!(slot, Slot::Parameter(index) if self.signature.is_flag(index));
        let may_be = self.names.is_visible(word) || (!is_flag && self.names.is_made(word));
        may_be.then_some(slot)
    }

    /// A parameter's name alone, which no name is.
    fn check_name(&self, word: &'a str, own: Option<usize>, span: Span) -> Result<()> {
        let Some(index) = own else { return Ok(()) };
        Err(CallProblem::NotAFlag {
            operation: self.signature.name.to_owned(),
            parameter: word.to_owned(),
            span,
            help: format!("write `{word}={}`", self.signature.value_for(index)).into(),
        }
        .into())
    }
}

/// The word that is meant, or all that there are.
pub(crate) fn known_words(words: &'static [&'static str], word: &str, span: Span) -> Help {
    let elsewhere = tensor::elsewhere(word).filter(|name| words.contains(name));
    match elsewhere.or_else(|| nearest(word, words.iter().copied()).first().copied()) {
        Some(meant) => Fix::guess(span, meant).meant(),
        None => format!("there are {}", listed(words.iter().copied())).into(),
    }
}
