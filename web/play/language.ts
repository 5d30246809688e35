// The client of the language server, and what the playground asks of it.

import type { Diagnostic } from '@codemirror/lint';
import { LSPClient } from '@codemirror/lsp-client';
import wasm from '../wasm/netcost.wasm?url';
import type { Page } from '../src/model.ts';
import { Connection } from './connection.ts';
import type { Hint, Words } from './editor/decorations.ts';
import { languageFeatures, URI } from './editor/editor.ts';
import { plain } from './editor/markup.ts';
import { messages } from './editor/messages.ts';

/** Longer than the connection waits, which then ends the server. */
const TIMEOUT = 180_000;

export class Language {
  readonly client: LSPClient;
  #connection: Connection;

  /** `tell` is called with the messages that there are, `ended` with the reason for which the server has ended. */
  constructor(tell: (messages: readonly Diagnostic[]) => void, ended: (reason: string) => void) {
    this.#connection = new Connection(wasm, ended);
    this.client = new LSPClient({
      rootUri: 'file:///playground',
      timeout: TIMEOUT,
      sanitizeHTML: plain,
      initializationOptions: { hints: 'all', lenses: false },
      extensions: [...languageFeatures, messages(tell)],
    });
  }

  get alive(): boolean {
    return this.#connection.alive;
  }

  /** Starts the server, anew if it has ended. */
  start(): void {
    if (this.alive) return;
    if (this.client.connected) this.client.disconnect();
    this.#connection.start();
    this.client.connect(this.#connection);
  }

  /** The page of the text, or `null` if it has errors; fails if the settings are refused. */
  page(settings: object): Promise<Page | null> {
    return this.client.request('netcost/page', { textDocument: { uri: URI }, settings });
  }

  async hints(lines: number): Promise<Hint[]> {
    const range = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
    const params = { textDocument: { uri: URI }, range };
    return (await this.client.request<object, Hint[] | null>('textDocument/inlayHint', params)) ?? [];
  }

  async words(): Promise<Words> {
    const params = { textDocument: { uri: URI } };
    const found = await this.client.request<object, { data: number[] } | null>(
      'textDocument/semanticTokens/full',
      params,
    );
    const types = this.client.serverCapabilities?.semanticTokensProvider?.legend.tokenTypes ?? [];
    return { data: found?.data ?? [], types };
  }
}
