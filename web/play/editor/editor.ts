// The editor of the text, with the language server.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { lintGutter, nextDiagnostic } from '@codemirror/lint';
import {
  formatKeymap,
  hoverTooltips,
  renameKeymap,
  serverCompletion,
  signatureHelp,
  type LSPClient,
} from '@codemirror/lsp-client';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { decorations } from './decorations.ts';

/** The name of the text. No other file is there. */
export const URI = 'file:///playground/network.net';

const editing: Extension = [
  lineNumbers(),
  lintGutter(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  closeBrackets(),
  autocompletion(),
  search({ top: true }),
  EditorState.tabSize.of(2),
  EditorState.languageData.of(() => [{ commentTokens: { line: '#' } }]),
  // Tab is left to the browser, so that nobody is caught in the editor.
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    { key: 'F8', run: nextDiagnostic },
    ...formatKeymap,
    ...renameKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...defaultKeymap,
  ]),
  EditorView.contentAttributes.of({ 'aria-label': 'The network', spellcheck: 'false', autocapitalize: 'off' }),
];

/** What the client of the server brings into the editor. */
export const languageFeatures: readonly Extension[] = [serverCompletion(), hoverTooltips(), signatureHelp()];

export interface Listener {
  changed: (text: string) => void;
  /** The cursor has come to a line, from 1. */
  at: (line: number) => void;
}

export function createEditor(parent: HTMLElement, client: LSPClient, text: string, listener: Listener): EditorView {
  const follow = EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
    if (docChanged) listener.changed(state.doc.toString());
    else if (selectionSet) listener.at(state.doc.lineAt(state.selection.main.head).number);
  });
  const extensions = [editing, decorations, follow, client.plugin(URI, 'netcost')];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  // Keys of the report, like `/`, are letters here.
  view.dom.addEventListener('keydown', (event) => event.key !== 'Escape' && event.stopPropagation());
  return view;
}

/** Goes to a part of the text. */
export function goTo(view: EditorView, from: number, to: number): void {
  const { length } = view.state.doc;
  view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) }, scrollIntoView: true });
  view.focus();
}

/** Replaces the text, as one step that can be undone. */
export function replaceText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
  view.scrollDOM.scrollTo(0, 0);
}
