// Each feature of the language server, used once: whether the answer has the protocol's shape, and says what it should.
import assert from 'node:assert/strict';
import * as lsp from 'vscode-languageserver-protocol/node';

const BLOCKS = 'file:///nets/blocks.net';
const MAIN = 'file:///nets/main.net';

const BLOCKS_TEXT = `# Convolution, norm, activation.
block cbr(c, k=3) {
  conv c k=k p1 nobias; bn; relu
}
`;
const MAIN_TEXT = `use "blocks.net"
param width = 64
input 3x32x32
x: cbr width
conv width k3 p1
reluu
add { conv 32 k1 } x
conv   128 k3 p1
gap
fc 10
assert total.params <= 5M
`;

const at = (line, character) => ({ line, character });
const range = (from, to) => ({ start: from, end: to });
/** The place of the first such text; `offset` moves into it. */
function place(text, found, offset = 0) {
  const before = text.slice(0, text.indexOf(found) + offset).split('\n');
  return at(before.length - 1, before.at(-1).length);
}

/** A list whose items must all be of a type that the protocol's own library knows, or have parts that are. */
function every(list, type, part = (item) => item) {
  assert.ok(Array.isArray(list) && list.length > 0, 'a list of something');
  list.forEach((item) => assert.ok(type.is(part(item)), JSON.stringify(item)));
  return list;
}

function one(list, wanted) {
  const found = list.filter(wanted);
  assert.equal(found.length, 1, JSON.stringify(list));
  return found[0];
}

/** A text that is open, with its edits. */
class Text {
  version = 1;

  constructor(session, uri, text) {
    Object.assign(this, { session, uri, text });
  }

  async replace(old, by) {
    const places = range(place(this.text, old), place(this.text, old, old.length));
    this.text = this.text.replace(old, by);
    this.version += 1;
    return (await this.session.change(this.uri, this.version, places, by)).diagnostics;
  }

  ask(request, params = {}) {
    return this.session.ask(request, { textDocument: { uri: this.uri }, ...params });
  }

  at(request, found, offset = 0, params = {}) {
    return this.ask(request, { position: place(this.text, found, offset), ...params });
  }

  actions(found, kind) {
    const selected = range(place(this.text, found), place(this.text, found, found.length));
    const context = { diagnostics: [], ...(kind && { only: [kind] }) };
    return this.ask(lsp.CodeActionRequest, { range: selected, context });
  }
}

const FEATURES = {
  async 'diagnostics and quick fix'(text) {
    const { diagnostics } = await text.session.open(text.uri, text.text);
    const unknown = one(every(diagnostics, lsp.Diagnostic), (it) => it.code === 'net::name::unknown_operation');
    assert.deepEqual(unknown.range.start, place(text.text, 'reluu'));
    const [fix] = every(await text.actions('reluu', 'quickfix'), lsp.CodeAction);
    assert.equal(fix.title, 'Replace `reluu` with `relu`');
    assert.deepEqual(fix.edit.changes[MAIN].map((edit) => edit.newText), ['relu']);
  },
  async 'related information'(text) {
    const [differs] = every(await text.replace('reluu', 'relu'), lsp.Diagnostic);
    assert.equal(differs.code, 'net::shape::join_differs');
    const related = every(differs.relatedInformation, lsp.DiagnosticRelatedInformation);
    assert.ok(related.some((it) => it.location.uri === BLOCKS && it.message === 'makes 64×32×32'));
    assert.deepEqual(await text.replace('conv 32 k1', 'conv 64 k1'), []);
  },
  async hints(text) {
    const hints = await text.ask(lsp.InlayHintRequest, { range: range(at(0, 0), at(99, 0)) });
    one(every(hints, lsp.InlayHint), (it) => it.label === '64×32×32 · 36.9 k params · 37.7 M MACs');
  },
  async hover(text) {
    const hover = await text.at(lsp.HoverRequest, 'conv width', 1);
    assert.ok(lsp.Hover.is(hover) && hover.contents.value.includes('64·64·3·3       = 36,864'));
  },
  async completion(text) {
    const proposals = await text.at(lsp.CompletionRequest, 'k3 p1');
    one(every(proposals, lsp.TextEdit, (it) => it.textEdit), (it) => it.label === 'k=' && it.detail === '1 by default');
  },
  async 'signature help'(text) {
    const help = await text.at(lsp.SignatureHelpRequest, 'width k3', 2);
    const [signature] = help.signatures;
    assert.equal(signature.label, 'conv out k=1 s=1 p=0 d=1 g=1 bias=true');
    every(signature.parameters, lsp.MarkupContent, (it) => it.documentation);
    assert.equal(signature.parameters[help.activeParameter].label, 'out');
  },
  async definition(text) {
    const definition = await text.at(lsp.DefinitionRequest, 'cbr');
    assert.ok(lsp.Location.is(definition));
    assert.equal(definition.uri, BLOCKS);
    assert.deepEqual(definition.range.start, place(BLOCKS_TEXT, 'cbr'));
  },
  async 'references and highlights'(text) {
    const context = { includeDeclaration: true };
    const found = await text.at(lsp.ReferencesRequest, 'width', 0, { context });
    assert.equal(every(found, lsp.Location).length, 3);
    const marked = every(await text.at(lsp.DocumentHighlightRequest, 'width'), lsp.Range, (it) => it.range);
    const { Read, Write } = lsp.DocumentHighlightKind;
    assert.deepEqual(marked.map((it) => it.kind).sort(), [Read, Read, Write]);
  },
  async rename(text) {
    const prepared = await text.at(lsp.PrepareRenameRequest, 'cbr');
    assert.equal(prepared.placeholder, 'cbr');
    const edit = await text.at(lsp.RenameRequest, 'cbr', 0, { newName: 'unit' });
    assert.ok(lsp.WorkspaceEdit.is(edit));
    assert.deepEqual(Object.keys(edit.changes).sort(), [BLOCKS, MAIN]);
  },
  async symbols(text) {
    const outline = every(await text.ask(lsp.DocumentSymbolRequest), lsp.DocumentSymbol);
    assert.deepEqual(outline.map((it) => it.name), ['width', 'x']);
    const found = await text.session.ask(lsp.WorkspaceSymbolRequest, { query: 'cb' });
    assert.deepEqual(every(found, lsp.Location, (it) => it.location).map((it) => it.name), ['cbr']);
  },
  async folding(text) {
    const folds = await text.session.ask(lsp.FoldingRangeRequest, { textDocument: { uri: BLOCKS } });
    one(every(folds, lsp.FoldingRange), (it) => it.startLine === 1);
  },
  async selection(text) {
    const positions = [place(text.text, 'width k3')];
    let [selection] = every(await text.ask(lsp.SelectionRangeRequest, { positions }), lsp.SelectionRange);
    const lines = [];
    for (; selection; selection = selection.parent) lines.push(selection.range.end.line);
    const own = place(text.text, 'width k3').line;
    assert.deepEqual([lines.length, lines[0], lines.at(-1)], [3, own, text.text.split('\n').length - 1]);
  },
  async 'semantic tokens'(text) {
    const tokens = await text.ask(lsp.SemanticTokensRequest);
    assert.ok(lsp.SemanticTokens.is(tokens) && tokens.data.length % 5 === 0);
    const { tokenTypes } = text.session.capabilities.semanticTokensProvider.legend;
    assert.deepEqual(tokens.data.slice(0, 3), [0, 0, 'use'.length]);
    assert.equal(tokenTypes[tokens.data[3]], 'keyword');
  },
  async formatting(text) {
    const options = { tabSize: 2, insertSpaces: true };
    const edits = every(await text.ask(lsp.DocumentFormattingRequest, { options }), lsp.TextEdit);
    assert.ok(edits.every((edit) => edit.range.start.line === place(text.text, 'conv   128').line));
  },
  async lenses(text) {
    const lenses = every(await text.ask(lsp.CodeLensRequest), lsp.CodeLens);
    one(lenses, (it) => it.command.title === 'params = 118,090');
  },
  async 'document links'(text) {
    const [link] = every(await text.ask(lsp.DocumentLinkRequest), lsp.DocumentLink);
    assert.equal(link.target, BLOCKS);
  },
  async 'actions with a price'(text) {
    const actions = every(await text.actions('conv   128', 'refactor.rewrite'), lsp.CodeAction);
    one(actions, (it) => it.title === 'Make it depthwise separable (−64.9 k params, −55.8% MACs)');
  },
  async extract(text) {
    const [action] = every(await text.actions('conv width k3 p1\nrelu', 'refactor.extract'), lsp.CodeAction);
    assert.equal(action.title, 'Extract these 2 statements as a block');
    assert.match(action.edit.changes[MAIN][0].newText, /^block part \{/);
  },
};

/** Uses all of them. */
export async function features(session) {
  await session.open(BLOCKS, BLOCKS_TEXT);
  const text = new Text(session, MAIN, MAIN_TEXT);
  for (const [name, use] of Object.entries(FEATURES)) {
    await use(text);
    console.log(`ok  ${name}`);
  }
}
