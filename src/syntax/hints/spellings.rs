//! Characters beyond ASCII, and how they are written in ASCII.

/// How a character is written in ASCII.
pub(super) fn spelling(char: char) -> Option<String> {
    if let Some((spelling, _)) = sign(char) {
        return Some(spelling);
    }
    let known = LETTERS.iter().find(|(chars, _)| chars.contains(char));
    known.map(|(_, spelling)| (*spelling).to_owned())
}

/// A sign that a word processor or an input method puts in place of one of ASCII: how that is written,
/// and what the sign is called, with its article.
pub(in crate::syntax) fn sign(char: char) -> Option<(String, &'static str)> {
    if let Some(ascii) = full_width(char) {
        return Some((ascii.to_string(), "a full-width character"));
    }
    let known = SIGNS.iter().find(|(chars, ..)| chars.contains(char));
    known.map(|(_, spelling, name)| ((*spelling).to_owned(), *name))
}

/// The character of ASCII that a full-width one repeats, `！` to `～`.
fn full_width(char: char) -> Option<char> {
    let offset = u32::from(char).checked_sub(0xff01)?;
    char::from_u32(0x21 + offset).filter(|ascii| ascii.is_ascii_graphic())
}

const SIGNS: [(&str, &str, &str); 31] = [
    ("×✕✖", "x", "a multiplication sign"),
    ("·∙⋅", "*", "a multiplication dot"),
    ("÷", "/", "a division sign"),
    ("∕⁄", "/", "a fraction slash"),
    ("−", "-", "a minus sign"),
    ("–", "-", "an en dash"),
    ("—", "-", "an em dash"),
    ("‐‑", "-", "a typographic hyphen"),
    ("→⟶⇒", "->", "an arrow"),
    ("≤⩽", "<=", "a relation sign"),
    ("≥⩾", ">=", "a relation sign"),
    ("≠", "!=", "a relation sign"),
    ("“”„«»″", "\"", "a typographic quotation mark"),
    ("‘’′", "'", "a typographic quotation mark"),
    ("…", "..", "an ellipsis"),
    ("\u{a0}\u{202f}\u{2007}", " ", "a no-break space"),
    ("\u{2002}\u{2003}\u{2009}\u{200a}", " ", "a typographic space"),
    ("\u{3000}", " ", "an ideographic space"),
    ("\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}", "", "a zero-width character"),
    ("\u{ad}", "", "a soft hyphen"),
    ("、", ",", "an ideographic comma"),
    ("【〔", "[", "an ideographic bracket"),
    ("】〕", "]", "an ideographic bracket"),
    ("ﬀ", "ff", "a ligature"),
    ("ﬁ", "fi", "a ligature"),
    ("ﬂ", "fl", "a ligature"),
    ("ﬃ", "ffi", "a ligature"),
    ("ﬄ", "ffl", "a ligature"),
    ("²", "**2", "a superscript"),
    ("³", "**3", "a superscript"),
    ("½", "0.5", "a fraction"),
];

const LETTERS: [(&str, &str); 36] = [
    ("α", "alpha"),
    ("β", "beta"),
    ("γ", "gamma"),
    ("δΔ", "delta"),
    ("εϵ", "epsilon"),
    ("ζ", "zeta"),
    ("η", "eta"),
    ("θΘϑ", "theta"),
    ("κ", "kappa"),
    ("λΛ", "lambda"),
    ("μµ", "mu"),
    ("ν", "nu"),
    ("ξ", "xi"),
    ("π", "pi"),
    ("ρ", "rho"),
    ("σΣς", "sigma"),
    ("τ", "tau"),
    ("φΦϕ", "phi"),
    ("χ", "chi"),
    ("ψΨ", "psi"),
    ("ωΩ", "omega"),
    ("àáâãåāÀÁÂÃÅ", "a"),
    ("äæÄÆ", "ae"),
    ("çćčÇ", "c"),
    ("èéêëēęěÈÉÊË", "e"),
    ("ìíîïīÌÍÎÏ", "i"),
    ("łŁ", "l"),
    ("ñńňÑ", "n"),
    ("òóôõōÒÓÔÕ", "o"),
    ("öøœÖØŒ", "oe"),
    ("śšŚŠ", "s"),
    ("ß", "ss"),
    ("ùúûūÙÚÛ", "u"),
    ("üÜ", "ue"),
    ("ýÿÝ", "y"),
    ("źżžŹŻŽ", "z"),
];
