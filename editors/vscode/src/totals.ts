// The totals of the network in the active editor, in the status bar.

import { type BaseLanguageClient } from 'vscode-languageclient';
import { type Disposable, StatusBarAlignment, type Uri, window } from 'vscode';

/** An item of the status bar with the totals of the network in the active editor. */
export class Totals implements Disposable {
  #item = window.createStatusBarItem('netcost.totals', StatusBarAlignment.Right, 100);
  #listener = window.onDidChangeActiveTextEditor(() => this.update());

  /** The client that knows the totals. */
  client?: BaseLanguageClient;

  constructor() {
    this.#item.name = 'netcost: Totals';
    this.#item.tooltip = 'What the network in this file costs';
  }

  /** What is known of a text has changed. */
  changed(uri: Uri) {
    if (window.activeTextEditor?.document.uri.toString() === uri.toString()) void this.update();
  }

  async update() {
    const document = window.activeTextEditor?.document;
    const totals = document?.languageId === 'netcost' ? await this.#of(document.uri) : null;
    // Another text may be active by now, and is asked for by itself.
    if (document !== window.activeTextEditor?.document) return;
    this.#item.text = totals ?? '';
    if (totals) this.#item.show();
    else this.#item.hide();
  }

  async #of(uri: Uri): Promise<string | null> {
    const client = this.client;
    if (!client?.isRunning()) return null;
    const textDocument = { uri: client.code2ProtocolConverter.asUri(uri) };
    // A server that ends meanwhile is started anew, and says what is wrong with the text again.
    return client.sendRequest<string | null>('netcost/totals', { textDocument }).catch(() => null);
  }

  dispose() {
    this.#listener.dispose();
    this.#item.dispose();
  }
}
