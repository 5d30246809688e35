//! Layers as figures of papers write them: `3x3 conv, 64, /2`, `maxpool, /2`, `avg pool, fc 1000`.

use super::site::Site;
use crate::diagnostics::fix::Fix;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::syntax::lexer::TokenKind;

/// What a figure says of one layer.
#[derive(Default)]
struct Layer<'t> {
    words: Vec<&'t str>,
    kernel: Option<&'t str>,
    numbers: Vec<&'t str>,
    stride: Option<&'t str>,
}

/// A line of a figure.
pub(super) fn layer(site: &Site<'_>) -> Option<SyntaxProblem> {
    let line = site.text(site.start, site.end()).trim_end();
    let first = site.token(site.head)?;
    let begins_with_size = first.kind == TokenKind::Number && first.text.contains('x');
    let (_, rest) = site.text(first.start, site.end()).split_at_checked(first.text.len())?;
    let is_list = rest.trim_start().starts_with(',') || rest.trim_start().starts_with("pool,");
    if !(begins_with_size || is_list && first.kind == TokenKind::Word) {
        return None;
    }
    let statements = read(line)?.iter().map(Layer::statement).collect::<Option<Vec<String>>>()?;
    let better = statements.join("; ");
    let span = site.span(site.start, site.start + line.len());
    let help = Fix::guess(span, better).write();
    let comma = site.tokens.iter().find(|token| token.kind == TokenKind::Comma);
    Some(match comma.filter(|_| !begins_with_size) {
        Some(comma) => SyntaxProblem::CommaBetweenArguments { span: site.span_of(*comma), help },
        None => SyntaxProblem::WordBeginsNothing {
            found: first.described(),
            span: site.span_of(first),
            help,
        },
    })
}

/// The layers of a line, each of which begins with a size or a word that is a layer.
fn read(line: &str) -> Option<Vec<Layer<'_>>> {
    let mut layers: Vec<Layer<'_>> = vec![Layer::default()];
    let parts = line.split([',', ' ', '\t']).filter(|part| !part.is_empty());
    for part in parts {
        let layer = layers.last_mut()?;
        let sizes = || part.split('x').all(|size| size.parse::<u32>().is_ok());
        match part.strip_prefix('/') {
            Some(stride) => layer.stride = Some(stride.parse::<u32>().ok().map(|_| stride)?),
            None if part.contains('x') && sizes() => layer.kernel = Some(part),
            None if part.parse::<u32>().is_ok() => layer.numbers.push(part),
            None if !part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') => {
                return None;
            }
            None => {
                let modifies = matches!(
                    layer.words.as_slice(),
                    [
                        "avg"
                            | "average"
                            | "max"
                            | "global"
                            | "avgpool"
                            | "global average"
                            | "transposed",
                        ..
                    ]
                ) && layer.numbers.is_empty()
                    && part.starts_with("pool");
                let free = layer.words.is_empty() || modifies || *layer.words.last()? == "global";
                match free {
                    true => layer.words.push(part),
                    false => layers.push(Layer { words: vec![part], ..Layer::default() }),
                }
            }
        }
    }
    Some(layers)
}

impl Layer<'_> {
    /// The statement that it means.
    fn statement(&self) -> Option<String> {
        let name = self.words.concat().to_ascii_lowercase();
        let kernel = self.kernel.map(|kernel| match kernel.split_once('x') {
            Some((rows, columns)) if rows == columns => rows,
            _ => kernel,
        });
        let stride = self.stride;
        let shorthand = |letter: &str, value: Option<&str>| {
            value.map(|value| format!(" {letter}{value}")).unwrap_or_default()
        };
        let plain: String = self.numbers.iter().map(|number| format!(" {number}")).collect();
        Some(match name.as_str() {
            "conv" | "convolution" => {
                let [out] = self.numbers.as_slice() else { return None };
                format!("conv {out}{}{}", shorthand("k", kernel), shorthand("s", stride))
            }
            "maxpool" | "pool" | "avgpool" | "averagepool" if kernel.or(stride).is_some() => {
                let average = name.starts_with('a');
                let size = kernel.or(stride)?;
                let stride = kernel.and(stride).map(|stride| format!(" {stride}"));
                let pool = if average { "avgpool" } else { "pool" };
                format!("{pool} {size}{}", stride.unwrap_or_default())
            }
            "avgpool" | "averagepool" | "globalaveragepool" | "globalavgpool" | "globalpool" => {
                "gap".to_owned()
            }
            "fc" | "dense" | "linear" => format!("fc{plain}"),
            "softmax" | "relu" | "bn" | "dropout" | "flatten" => format!("{name}{plain}"),
            _ => return None,
        })
    }
}
