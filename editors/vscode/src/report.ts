// The report of the network in the active editor, beside its text: `web/webview` shows what is sent from here.

import { type BaseLanguageClient } from 'vscode-languageclient';
import {
  commands,
  type Disposable,
  Selection,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
} from 'vscode';

export class Report implements Disposable {
  /** The client that knows the report. */
  client?: BaseLanguageClient;
  #dist: Uri;
  #panel?: WebviewPanel;
  #document?: TextDocument;
  #registered = [
    commands.registerCommand('netcost.showReport', () => this.#show()),
    window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)),
    window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections: [selection] }) => {
      if (document === this.#document) this.#send({ line: selection.active.line + 1 });
    }),
  ];

  constructor(extension: Uri) {
    this.#dist = Uri.joinPath(extension, 'dist');
  }

  dispose() {
    this.#registered.forEach((registered) => registered.dispose());
    this.#panel?.dispose();
  }

  /** What is known of a text has changed. */
  changed(uri: Uri) {
    if (uri.toString() === this.#document?.uri.toString()) void this.update();
  }

  async update() {
    const [document, client] = [this.#document, this.client];
    if (!document || !client?.isRunning()) return;
    const textDocument = { uri: client.code2ProtocolConverter.asUri(document.uri) };
    // A server that ends meanwhile is started anew, and says what is wrong with the text again.
    const page = await client.sendRequest<object | null>('netcost/page', { textDocument }).catch(() => undefined);
    if (page !== undefined && document === this.#document) this.#send({ page, of: textDocument.uri });
  }

  #show() {
    const editor = window.activeTextEditor;
    if (editor?.document.languageId !== 'netcost') {
      void window.showInformationMessage('Open the network whose report is to be shown.');
      return;
    }
    if (this.#panel) this.#panel.reveal(undefined, true);
    else this.#open();
    this.#follow(editor);
  }

  #open() {
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const options = { enableScripts: true, localResourceRoots: [this.#dist], retainContextWhenHidden: true };
    const panel = window.createWebviewPanel('netcost.report', 'Report', column, options);
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#document = undefined;
    });
    panel.webview.onDidReceiveMessage((told: 'ready' | { line: number }) => {
      if (told === 'ready') void this.update();
      else void this.#goTo(told.line);
    });
    panel.webview.html = html(panel.webview, this.#dist);
    this.#panel = panel;
  }

  /** The panel stays with a network until another one is active. */
  #follow(editor?: TextEditor) {
    const document = editor?.document;
    if (!this.#panel || document?.languageId !== 'netcost' || document === this.#document) return;
    this.#document = document;
    this.#panel.title = `Report of ${document.uri.path.split('/').pop()}`;
    void this.update();
  }

  async #goTo(line: number) {
    const document = this.#document;
    if (!document || line > document.lineCount) return;
    const shown = window.visibleTextEditors.find((editor) => editor.document === document);
    const editor = await window.showTextDocument(document, shown?.viewColumn ?? ViewColumn.One);
    const { range } = document.lineAt(line - 1);
    editor.selection = new Selection(range.start, range.start);
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #send(message: object) {
    void this.#panel?.webview.postMessage(message);
  }
}

function html(webview: Webview, dist: Uri): string {
  const at = (file: string) => webview.asWebviewUri(Uri.joinPath(dist, file)).toString();
  const policy = `default-src 'none'; script-src ${webview.cspSource}; style-src ${webview.cspSource} 'unsafe-inline'`;
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Report</title>
<link rel="stylesheet" href="${at('report.css')}">
<body></body>
<script src="${at('report.js')}"></script>
</html>`;
}
