// The TextMate grammar beside the compiler: in every network of the repository, no token of the compiler is
// split, its keywords, numbers, strings and comments are those of the grammar, and no name is a keyword.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

import { compiler } from './tools/compiler.mjs';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

/** Words that are keywords only where they stand: the compiler says nothing of them, or nothing in a broken statement. */
const CONTEXTUAL = ['allow', 'batch', 'convention', 'deploy', 'dtype', 'frozen', 'fused', 'in', 'inplace', 'network'];

const KEYWORD = /^(keyword\.(control|other|operator\.logical)|storage|constant\.language|variable\.language)\./;

/** What the grammar must make of a word that the compiler says this of. */
const KINDS = [
  ['keyword', KEYWORD],
  ['number', /^constant\.numeric\./],
  ['string', /^string\./],
  ['comment', /^comment\./],
  ['operator', /^keyword\.operator\.(claim\.)?netcost/],
];

async function grammar() {
  const engine = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(engine));
  const path = 'editors/vscode/syntaxes/netcost.tmLanguage.json';
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(read(path), path),
  });
  return registry.loadGrammar('source.netcost');
}

/** The tokens of the grammar by line: `{ start, end, scope }`. */
function scopes(grammar, text) {
  let state = textmate.INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => {
      return { start: startIndex, end: Math.min(endIndex, line.length), scope: scopes.at(-1) };
    });
  });
}

/** What is wrong in a line, by the tokens of the compiler and those of the grammar. */
function* mistakes(line, tokens, scopes) {
  for (const { start, end, type } of tokens) {
    const word = line.slice(start, end);
    const over = scopes.filter((it) => it.start < end && it.end > start);
    if (over.length !== 1) yield `${word} is split`;
    // Whether `k3` gives a number to a parameter, or is a name, is not for a grammar to know.
    if (type === 'number' && tokens.some((it) => it.end === start && it.type === 'parameter')) continue;
    for (const [kind, scope] of KINDS) {
      const [is, shown] = [type === kind, scope.test(over[0].scope)];
      if (is !== shown) yield `${word} is ${is ? '' : 'no '}${kind}: ${over[0].scope}`;
    }
  }
  for (const { start, end, scope } of scopes) {
    const known = tokens.some((it) => it.start < end && it.end > start);
    const word = line.slice(start, end);
    if (!known && KEYWORD.test(scope) && !CONTEXTUAL.includes(word)) yield `${word} is no keyword: ${scope}`;
  }
}

/** Every network of the repository, by where it stands. */
function* networks() {
  const files = readdirSync(new URL('examples', root)).filter((name) => name.endsWith('.net'));
  for (const path of [...files.map((name) => `examples/${name}`), 'src/bundled/prelude.net']) yield [path, read(path)];
  const pages = readdirSync(new URL('docs', root), { recursive: true }).filter((name) => name.endsWith('.md'));
  for (const page of ['README.md', ...pages.map((name) => `docs/${name}`)]) {
    const blocks = read(page).matchAll(/^ *```net\b.*\n([^]*?)^ *```$/gm);
    for (const { 1: text, index } of blocks) yield [`${page}:${index}`, included(page, text)];
  }
}

/** The text of a block, with the file that it includes. */
function included(page, text) {
  const path = /^\{\{#include (.*)\}\}/.exec(text)?.[1];
  return path ? readFileSync(new URL(path, new URL(page, root)), 'utf8') : text;
}

test('the grammar agrees with the compiler', async () => {
  const [show, tokens] = [await grammar(), await compiler()];
  const wrong = [];
  let count = 0;
  for (const [place, text] of networks()) {
    count += 1;
    const ours = scopes(show, text);
    tokens(`file:///${count}.net`, text).forEach((line, number) => {
      const written = text.split('\n')[number];
      for (const mistake of mistakes(written, line, ours[number])) {
        wrong.push(`${place}, line ${number + 1}: ${mistake}: ${written.trim()}`);
      }
    });
  }
  assert.ok(count > 300, `${count} networks`);
  assert.equal(wrong.length, 0, wrong.join('\n'));
});
