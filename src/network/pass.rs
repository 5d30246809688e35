//! Passes: changes of a network before it runs on a device.

use std::fmt;
use std::str::FromStr;

use super::sparsity::Sparsity;

/// A pass: a change of the whole network that keeps what it computes, or nearly so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// `prune:0.5`: a share of channels is removed.
    Prune(Prune),
    /// `drop`: layers that do nothing at inference are removed.
    Drop,
    /// `fold-bn`: batch norms are folded into the layers before them.
    FoldNorms,
    /// `fuse`: activations are fused with the layers before them.
    Fuse,
    /// `int8`: weights and activations in 8 bits, biases in 32.
    Int8,
    /// `int4`: as `int8`, with matrices and filters in 4 bits.
    Int4(Option<Groups>),
}

/// How many channels are removed: `prune:0.5:round=8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prune {
    /// The share of channels that is removed.
    pub share: Sparsity,
    /// What the number of channels that remain is a multiple of, at least 1.
    pub round: u32,
}

impl Prune {
    /// How many of so many channels remain: a multiple of `round` and of `multiple`, or all.
    pub fn left(self, channels: u32, multiple: u32) -> u32 {
        let (numerator, denominator) = (self.share.numerator(), self.share.denominator());
        let removed = u128::from(channels) * u128::from(numerator) / u128::from(denominator);
        let left = (u128::from(channels) - removed).max(1);
        let (round, multiple) = (u128::from(self.round.max(1)), u128::from(multiple.max(1)));
        // Of both, the least common multiple.
        let step = (1..=multiple).map(|times| times * round).find(|step| step % multiple == 0);
        let rounded = left.next_multiple_of(step.unwrap_or(round));
        u32::try_from(rounded).unwrap_or(channels).min(channels)
    }
}

/// Weights that are quantised in groups: `int4:group=128:zero`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Groups {
    /// How many weights share a scale of 16 bits.
    pub size: u32,
    /// Whether they share a zero point of 4 bits, too.
    pub zero: bool,
}

/// The stages in which passes are applied, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Prune,
    Drop,
    Fold,
    Fuse,
    Quantise,
}

/// Passes in the order in which they are applied, at most one of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passes(Vec<Pass>);

/// Why a word is not a pass.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPass {
    /// No pass has the name.
    #[error("there is no pass `{0}`")]
    Unknown(String),
    /// The pass needs an option.
    #[error("`{0}` needs a share")]
    Missing(String),
    /// The pass takes no such option.
    #[error("`{pass}` takes no `{option}`")]
    Option {
        /// The name of the pass.
        pass: String,
        /// What follows its name.
        option: String,
    },
}

/// Why passes are not in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct Misordered {
    /// A pass.
    pub first: Pass,
    /// A pass that was given after it, and must not be.
    pub second: Pass,
}

impl Pass {
    /// The names of all passes, in the order in which they are applied.
    pub const NAMES: &'static [&'static str] =
        &["prune", "drop", "fold-bn", "fuse", "int8", "int4"];

    /// What the pass of a name does; empty if there is none.
    pub fn about(name: &str) -> &'static str {
        match name {
            "prune" => "Remove a share of channels, and what belongs to them in other layers",
            "drop" => "Remove dropout and views that change nothing",
            "fold-bn" => "Fold batch norms into the convolution or dense layer before them",
            "fuse" => "Fuse activations with the convolution or dense layer before them",
            "int8" => "Store weights and activations in 8 bits, biases in 32",
            "int4" => "As int8, with matrices and filters in 4 bits, optionally in groups",
            _ => "",
        }
    }

    /// How the pass of a name is written, as a sentence.
    pub fn spelling(name: &str) -> String {
        match name {
            "prune" => "write `prune:0.5`, or `prune:0.5:round=8` for multiples of 8".to_owned(),
            "int4" => "write `int4`, `int4:group=128` or `int4:group=128:zero`".to_owned(),
            other => format!("write `{other}` alone"),
        }
    }

    fn stage(self) -> Stage {
        match self {
            Pass::Prune(_) => Stage::Prune,
            Pass::Drop => Stage::Drop,
            Pass::FoldNorms => Stage::Fold,
            Pass::Fuse => Stage::Fuse,
            Pass::Int8 | Pass::Int4(_) => Stage::Quantise,
        }
    }
}

impl Stage {
    /// The problem if a later stage comes first.
    fn reason(self) -> &'static str {
        match self {
            Stage::Prune => "other passes work on the channels that remain",
            Stage::Drop => "the layers that it removes would prevent folding and fusing",
            Stage::Fold => "a norm between a layer and its activation prevents fusing",
            Stage::Fuse | Stage::Quantise => "types are set last, after all changes of layers",
        }
    }
}

impl Misordered {
    fn message(&self) -> String {
        let Misordered { first, second } = self;
        if first == second {
            return format!("`{first}` is given twice");
        }
        match first.stage() == second.stage() {
            true => format!("`{first}` and `{second}` set the same types: choose one"),
            false => format!("`{second}` must come before `{first}`: {}", second.stage().reason()),
        }
    }
}

impl Passes {
    /// What inference engines do with any network: `drop`, `fold-bn` and `fuse`.
    pub fn deploy() -> Self {
        Passes(vec![Pass::Drop, Pass::FoldNorms, Pass::Fuse])
    }

    /// Passes in this order.
    ///
    /// # Errors
    /// When one is not allowed after those before it.
    pub fn of(passes: impl IntoIterator<Item = Pass>) -> Result<Self, Misordered> {
        let mut all = Passes::default();
        passes.into_iter().try_for_each(|pass| all.push(pass))?;
        Ok(all)
    }

    /// Appends a pass.
    ///
    /// # Errors
    /// When it is not allowed after the others.
    pub fn push(&mut self, pass: Pass) -> Result<(), Misordered> {
        let out_of_order = self.0.iter().copied().find(|first| first.stage() >= pass.stage());
        if let Some(first) = out_of_order {
            return Err(Misordered { first, second: pass });
        }
        self.0.push(pass);
        Ok(())
    }

    /// All passes of several lists, in order; `None` if two of them exclude each other.
    pub fn union(of: &[Passes]) -> Option<Passes> {
        let mut all: Vec<Pass> = of.iter().flat_map(Passes::iter).collect();
        all.sort_by_key(|pass| pass.stage());
        all.dedup();
        Passes::of(all).ok()
    }

    /// These passes and others, which replace those of the same stage.
    #[must_use]
    pub fn with(&self, others: &Passes) -> Self {
        let replaced = |pass: &&Pass| others.iter().any(|other| other.stage() == pass.stage());
        let kept = self.0.iter().filter(|pass| !replaced(pass)).copied();
        let mut all: Vec<_> = kept.chain(others.iter()).collect();
        all.sort_by_key(|pass| pass.stage());
        Passes(all)
    }

    /// The passes, in order.
    pub fn iter(&self) -> impl Iterator<Item = Pass> + '_ {
        self.0.iter().copied()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// As it is written in a file and on the command line.
impl fmt::Display for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pass::Prune(Prune { share, round: 1 }) => write!(f, "prune:{share}"),
            Pass::Prune(Prune { share, round }) => write!(f, "prune:{share}:round={round}"),
            Pass::Drop => f.write_str("drop"),
            Pass::FoldNorms => f.write_str("fold-bn"),
            Pass::Fuse => f.write_str("fuse"),
            Pass::Int8 => f.write_str("int8"),
            Pass::Int4(None) => f.write_str("int4"),
            Pass::Int4(Some(Groups { size, zero })) => {
                write!(f, "int4:group={size}{}", if *zero { ":zero" } else { "" })
            }
        }
    }
}

/// With `+` between them: `fold-bn+int8`.
impl fmt::Display for Passes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pass) in self.iter().enumerate() {
            write!(f, "{}{pass}", if index == 0 { "" } else { "+" })?;
        }
        Ok(())
    }
}

impl FromStr for Pass {
    type Err = BadPass;

    fn from_str(word: &str) -> Result<Self, BadPass> {
        let (name, options) = word.split_once(':').map_or((word, None), |(a, b)| (a, Some(b)));
        let pass = match name {
            "prune" => {
                let bad = || match options {
                    None => BadPass::Missing(name.to_owned()),
                    Some(option) => {
                        BadPass::Option { pass: name.to_owned(), option: option.to_owned() }
                    }
                };
                return options.and_then(share).map(Pass::Prune).ok_or_else(bad);
            }
            "drop" => Pass::Drop,
            "fold-bn" => Pass::FoldNorms,
            "fuse" => Pass::Fuse,
            "int8" => Pass::Int8,
            "int4" => Pass::Int4(None),
            _ => return Err(BadPass::Unknown(name.to_owned())),
        };
        match (pass, options) {
            (pass, None) => Ok(pass),
            (Pass::Int4(_), Some(options)) => groups(options).map(|it| Pass::Int4(Some(it))),
            (_, Some(options)) => {
                Err(BadPass::Option { pass: name.to_owned(), option: options.to_owned() })
            }
        }
    }
}

/// `0.5`, and `round=8` perhaps.
fn share(options: &str) -> Option<Prune> {
    let (share, round) = match options.split_once(":round=") {
        Some((share, round)) => (share, round.parse().ok().filter(|round| *round > 0)?),
        None => (options, 1),
    };
    let share: f64 = share.parse().ok().filter(|share| 0.0 < *share && *share < 1.0)?;
    Some(Prune { share: Sparsity::new(share)?, round })
}

/// `group=128`, and `zero` perhaps.
fn groups(options: &str) -> Result<Groups, BadPass> {
    let bad = || BadPass::Option { pass: "int4".to_owned(), option: options.to_owned() };
    let (group, zero) = match options.strip_suffix(":zero") {
        Some(group) => (group, true),
        None => (options, false),
    };
    let size = group.strip_prefix("group=").and_then(|size| size.parse().ok());
    let size = size.filter(|size| *size > 0).ok_or_else(bad)?;
    Ok(Groups { size, zero })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(words: &[&str]) -> Result<Passes, String> {
        let passes = words.iter().map(|word| word.parse());
        let passes: Vec<_> =
            passes.collect::<Result<_, _>>().map_err(|bad: BadPass| bad.to_string())?;
        Passes::of(passes).map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn words_are_passes_and_passes_words() {
        for word in [
            "prune:0.5",
            "prune:0.25:round=8",
            "drop",
            "fold-bn",
            "fuse",
            "int8",
            "int4",
            "int4:group=128",
            "int4:group=1:zero",
        ] {
            let pass: Pass = word.parse().unwrap();
            assert_eq!(pass.to_string(), word);
            let name = word.split(':').next().unwrap();
            assert!(Pass::NAMES.contains(&name));
        }
        for word in [
            "prune",
            "prune:",
            "prune:0",
            "prune:1",
            "prune:-0.5",
            "prune:x",
            "prune:0.5:round=0",
            "prune:0.5:8",
            "int9",
            "",
            "int4:",
            "int4:zero",
            "int4:group=0",
            "int4:group=x",
            "drop:all",
        ] {
            assert!(word.parse::<Pass>().is_err(), "{word}");
        }
    }

    #[test]
    fn another_order_is_refused_with_the_reason() {
        assert!(passes(&["drop", "fold-bn", "fuse", "int8"]).is_ok());
        let wrong = [
            (
                ["fuse", "fold-bn"],
                "`fold-bn` must come before `fuse`: a norm between a layer and its activation prevents fusing",
            ),
            (
                ["int8", "fuse"],
                "`fuse` must come before `int8`: types are set last, after all changes of layers",
            ),
            (["int8", "int4"], "`int8` and `int4` set the same types: choose one"),
            (["drop", "drop"], "`drop` is given twice"),
        ];
        for (words, message) in wrong {
            assert_eq!(passes(&words), Err(message.to_owned()));
        }
    }

    #[test]
    fn the_passes_of_the_caller_replace_those_of_their_stage() {
        let file = passes(&["fold-bn", "int8"]).unwrap();
        let caller = passes(&["drop", "int4"]).unwrap();
        assert_eq!(Ok(file.with(&caller)), passes(&["drop", "fold-bn", "int4"]));
        let union = |of: &[&[&str]]| {
            let of: Vec<_> = of.iter().map(|words| passes(words).unwrap()).collect();
            Passes::union(&of).map(|union| union.to_string())
        };
        assert_eq!(
            union(&[&["int8"], &["drop", "fuse"], &["drop"]]).as_deref(),
            Some("drop+fuse+int8")
        );
        assert_eq!(union(&[&["int8"], &["int4"]]), None);
    }
}
