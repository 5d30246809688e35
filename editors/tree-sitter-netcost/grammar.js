/**
 * The grammar of netcost for tree-sitter. `grammar/net.pest` is the formal definition; `test/` holds this one to
 * the compiler. Nodes have the names of the compiler's tree.
 *
 * White space has a meaning, so there are expressions for three places: in the arguments of a call, where a blank
 * ends them; in brackets, where newlines are blanks; and elsewhere, on one line.
 */

const RESERVED = [
  'let', 'param', 'fn', 'block', 'use', 'assert', 'repeat', 'for', 'if', 'then', 'else',
  'and', 'or', 'not', 'true', 'false', 'none', 'it', 'total',
];
/** Names that have a meaning in some places. */
const CONTEXTUAL = ['allow', 'deploy', 'fits', 'frozen', 'fused'];
/** Keywords of other languages: names, but of no operation. */
const FOREIGN = ['elif', 'while', 'def', 'import', 'return'];

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'];
const NAME_CHARS = [...LETTERS, ...'0123456789'];
const DIGITS = '[0-9](_?[0-9])*';
const NUMBER = `${DIGITS}(\\.${DIGITS})?([eE][+-]?${DIGITS})?`;

/** The expression for names other than these words: reserved words are too new a feature for this version. */
function nameExcept(words, prefix = '') {
  const longer = words.filter((word) => word.length > prefix.length && word.startsWith(prefix));
  const next = [...new Set(longer.map((word) => word[prefix.length]))];
  const others = (prefix ? NAME_CHARS : LETTERS).filter((letter) => !next.includes(letter));
  const continued = next.map((letter) => letter + nameExcept(words, prefix + letter));
  const rest = [`[${others.join('')}][a-zA-Z0-9_]*`, ...continued].join('|');
  return prefix === '' || words.includes(prefix) ? `(${rest})` : `(${rest})?`;
}

/** Tokens after which newlines mean nothing. */
const open = ($, ...tokens) => seq(choice(...tokens), optional($._free));

/** Items with commas between them, perhaps with one at the end. */
const items = ($, item) => seq(item, repeat(seq(open($, ','), item)), optional(open($, ',')));

/** How words and operators adjoin what follows them. */
const PLACES = {
  argument: {
    operator: ($, ...texts) => seq(choice(...texts.map((text) => token.immediate(text))), $._tight),
    prefix: ($, text) => seq(text, $._tight),
  },
  line: { operator: ($, ...texts) => choice(...texts), prefix: ($, text) => text },
  bracketed: { operator: open, prefix: open },
};

/** The rules of the expressions in a place, loosest operators first. */
function expressions(place) {
  const { operator, prefix } = PLACES[place];
  const rule = (level) => `_${place}_${level}`;
  const chain = (level, tighter, repetition, ...texts) => ({
    [rule(level)]: ($) => choice($[rule(tighter)], alias($[rule(`${level}_chain`)], $.chain)),
    [rule(`${level}_chain`)]: ($) =>
      seq($[rule(tighter)], repetition(seq(operator($, ...texts), $[rule(tighter)]))),
  });
  const unary = (level, tighter, text) => ({
    [rule(level)]: ($) => choice($[rule(tighter)], alias($[rule(`${level}_unary`)], $.unary)),
    [rule(`${level}_unary`)]: ($) => seq(repeat1(prefix($, text)), $[rule(tighter)]),
  });
  const words = {
    [rule('expression')]: ($) =>
      choice($[rule('or')], alias($[rule('conditional')], $.conditional)),
    [rule('conditional')]: ($) => {
      const part = place === 'bracketed' ? $._bracketed : $[rule('expression')];
      return seq(
        prefix($, 'if'), part, prefix($, 'then'), part, prefix($, 'else'), $[rule('expression')],
      );
    },
    ...chain('or', 'and', repeat1, 'or'),
    ...chain('and', 'not', repeat1, 'and'),
    ...unary('not', 'comparison', 'not'),
  };
  return {
    ...(place === 'argument' ? {} : words),
    ...chain('comparison', 'sum', (once) => once, '==', '!=', '<=', '<', '>=', '>'),
    ...chain('sum', 'product', repeat1, '+', '-'),
    ...chain('product', 'sign', repeat1, '*', '/', '//', '%'),
    ...unary('sign', 'power', '-'),
    // An exponent may have a sign, and what follows is then part of it: `a**-b**c` is `a**(-(b**c))`.
    [rule('power')]: ($) => choice($._value, alias($[rule('power_chain')], $.chain)),
    [rule('power_chain')]: ($) => {
      const power = operator($, '**');
      const signed = alias($[rule('sign_unary')], $.unary);
      return seq($._value, repeat(seq(power, $._value)), power, choice($._value, signed));
    },
  };
}

module.exports = grammar({
  name: 'netcost',

  word: ($) => $._word,

  externals: ($) => [
    $._newline, // ends a statement or an item of a list
    $._line_break, // means nothing
    $.comment,
    $._gap, // an argument follows some blanks
    $._tight, // anything but white space follows
    $._words, // words that may have hyphens follow, as far as the statement or the parentheses go
    $._passes, // the same of words that may have `:`, `=` and `.`, too
    $._free, // never comes: where it could, newlines mean nothing
    $._free_behind, // the same behind a value, which what follows on a later line does not adjoin
    $._nothing, // never comes: what needs it is a mistake
  ],

  extras: ($) => [/[ \t]/, $._line_break, $.comment],

  rules: {
    file: ($) => seq(repeat('\uFEFF'), optional($._statements)),
    body: ($) => seq('{', optional($._statements), '}'),
    _statements: ($) => {
      const end = choice(';', $._newline);
      // A newline without a statement comes only after a mistake: elsewhere it means nothing here.
      const whole = repeat1(choice(end, $._free, seq($.statement, end)));
      return choice(whole, seq(optional(whole), $.statement));
    },

    statement: ($) => {
      const labelled = choice($.call, $.frozen, $.fused, $.repeat, $.for, $.if);
      return choice(
        $.allow, $.append, $.deploy, $.param, $.fn, $.block, $.use, $.assert,
        alias($._let_value, $.let),
        seq(alias($._let_branch, $.let), optional($.claim)),
        seq(optional($._labels), labelled, optional($.claim)),
      );
    },
    _labels: ($) => seq(
      field('label', $.name), repeat(seq(',', field('label', $.name))),
      ':',
    ),
    allow: ($) => seq('allow', $._words, repeat1(alias($._hyphenated, $.name))),
    deploy: ($) => seq('deploy', $._passes, repeat1(alias($._pass, $.name))),
    append: ($) => seq(
      field('name', $.name), '+=', field('value', choice($.body, $._line_expression)),
    ),
    assert: ($) => seq(
      'assert', field('condition', $._line_expression), optional(field('message', $.string)),
    ),
    block: ($) => seq(
      'block', field('name', $.name), optional($.parameters), field('body', $.body),
    ),
    fn: ($) => seq(
      'fn', field('name', $.name), $.parameters, '=', field('body', $._line_expression),
    ),
    for: ($) => seq(
      'for', field('pattern', choice($.name, $.pattern)),
      'in', field('items', $._line_expression), field('body', $.body),
    ),
    frozen: ($) => prec(1, seq('frozen', field('body', $.body))),
    fused: ($) => prec(1, seq('fused', field('body', $.body))),
    if: ($) => {
      const arm = seq('if', field('condition', $._line_expression), field('body', $.body));
      return seq(arm, repeat(seq('else', arm)), optional(seq('else', field('otherwise', $.body))));
    },
    _let_branch: ($) => seq('let', field('name', $.name), '=', field('value', $.body)),
    _let_value: ($) => seq('let', field('name', $.name), '=', field('value', $._line_expression)),
    param: ($) => seq(
      'param', field('name', $.name), '=', field('default', $._line_expression),
      optional(seq('in', $.domain)),
    ),
    repeat: ($) => seq('repeat', field('count', $._line_expression), field('body', $.body)),
    use: ($) => seq('use', field('path', $.string)),

    domain: ($) => seq($._line_expression, optional(seq('..', $._line_expression))),
    parameters: ($) => seq(
      open($, '('), optional(items($, seq($.parameter, optional($._free)))), ')',
    ),
    parameter: ($) => seq(
      field('name', $.name), optional(seq(open($, '='), field('default', $._bracketed_expression))),
    ),
    pattern: ($) => seq(open($, '('), items($, seq($.name, optional($._free))), ')'),
    claim: ($) => seq(
      '->', field('shape', choice(alias($._open_dims, $.dims), $._argument_comparison)),
    ),

    call: ($) => seq(
      field('name', alias($._operation, $.name)),
      repeat(choice(seq($._gap, $.argument), alias($._branch, $.argument))),
    ),
    _branch: ($) => field('value', $.body),
    argument: ($) => choice(
      field('value', $._argument_comparison),
      seq(
        field('name', $.name), token.immediate('='), $._tight,
        field('value', choice($.body, $._argument_comparison)),
      ),
    ),

    ...expressions('argument'),
    ...expressions('line'),
    ...expressions('bracketed'),
    _bracketed: ($) => seq($._bracketed_expression, optional($._free_behind)),

    _value: ($) => choice(
      $.name, $.number, $.quantity, $.dims, $.string, $.bool, $.none, $.it, $._total,
      $.parenthesized, $.tuple, $.list, $.attribute, $.index, $.function_call, $.qualified,
      seq($._malformed, $._nothing),
    ),
    _total: ($) => choice($.total, alias($._total_attribute, $.attribute)),
    _total_attribute: ($) => prec(1, seq(
      field('value', $._total), token.immediate('.'), $._tight, field('name', $.name),
    )),
    attribute: ($) => seq(
      field('value', $._value), token.immediate('.'), $._tight, field('name', $.name),
    ),
    qualified: ($) => seq(
      field('value', $._total), open($, token.immediate('(')),
      field('by', choice(alias($._hyphenated, $.name), $.string)), optional($._free), ')',
    ),
    index: ($) => seq(
      field('value', $._value), open($, token.immediate('[')), field('index', $._bracketed), ']',
    ),
    function_call: ($) => {
      const bracket = open($, token.immediate('('));
      const some = optional(items($, alias($._function_argument, $.argument)));
      const device = seq(alias($._device, $.argument), optional($._free));
      return choice(
        seq(field('function', $.name), bracket, some, ')'),
        prec(1, seq(field('function', alias('fits', $.name)), bracket, choice(some, device), ')')),
      );
    },
    _function_argument: ($) => seq(
      optional(seq(field('name', $.name), token.immediate('='), $._tight)), field('value', $._bracketed),
    ),
    _device: ($) => seq($._words, field('value', alias($._hyphenated, $.name))),
    parenthesized: ($) => seq(open($, '('), $._bracketed, ')'),
    tuple: ($) => seq(
      open($, '('),
      optional(seq($._bracketed, open($, ','), optional(items($, $._bracketed)))),
      ')',
    ),
    list: ($) => {
      const separator = open($, ',', $._newline);
      const item = $._line_expression;
      return seq(
        open($, '['),
        optional(seq(item, repeat(seq(separator, item)), optional(separator))),
        ']',
      );
    },

    bool: () => choice('true', 'false'),
    none: () => 'none',
    it: () => 'it',
    total: () => 'total',
    name: ($) => choice($._operation, ...FOREIGN),
    _operation: ($) => choice($._name, ...CONTEXTUAL),
    // Of tokens with the same text, the first is found.
    _open_dims: () => new RegExp(`(${DIGITS}|\\?)(x(${DIGITS}|\\?))+|\\?`),
    dims: () => new RegExp(`${DIGITS}(x${DIGITS})+`),
    number: () => new RegExp(`${NUMBER}([KMGT]i?)?`),
    quantity: () => new RegExp(`${NUMBER}([KMGT]i?B|[mun]?s|[munpf]?J)`),
    // Whatever begins with a digit, so that no word begins within it: `4c`, `4then`.
    _malformed: () => /[0-9]([a-zA-Z0-9_]|\.[0-9]|[eE][+-][0-9])*/,
    string: () => /"[^"\n]*"/,
    _name: () => new RegExp(nameExcept([...RESERVED, ...CONTEXTUAL, ...FOREIGN])),
    _hyphenated: () => /[a-zA-Z][a-zA-Z0-9_]*(-[a-zA-Z0-9_]+)*/,
    _pass: () => /[a-zA-Z][a-zA-Z0-9_]*([-:=.][a-zA-Z0-9_]+)*/,
    _word: () => /[a-zA-Z_][a-zA-Z0-9_]*/,
  },
});
