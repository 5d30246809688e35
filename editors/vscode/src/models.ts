// Models of other programs as texts, to be read and compared with networks.

import { type BaseLanguageClient } from 'vscode-languageclient';
import { commands, type Disposable, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';

import type { Importer } from './importer';

/** The largest file that is sent to a worker, in MB: it is copied several times. A program reads the disk itself. */
const LIMIT = 128;

const SCHEME = 'netcost-model';

export class Models implements TextDocumentContentProvider, Disposable {
  /** The client of a program, which reads the disk itself. */
  client?: BaseLanguageClient;
  #importer: Importer;
  #registered = [
    workspace.registerTextDocumentContentProvider(SCHEME, this),
    commands.registerCommand('netcost.openModel', (file?: Uri) => this.#open(file)),
    commands.registerCommand('netcost.compareWithModel', () => this.#compare()),
  ];

  constructor(importer: Importer) {
    this.#importer = importer;
  }

  dispose() {
    this.#registered.forEach((registered) => registered.dispose());
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const file = Uri.parse(uri.query, true);
    if (file.scheme !== 'file' || !workspace.getConfiguration('netcost').get('server.path', '')) {
      return this.#importer.text(uri.query, base64(await read(file)));
    }
    const { text } = await this.client!.sendRequest<{ text: string }>('netcost/model', { uri: uri.query });
    return text;
  }

  async #open(file?: Uri) {
    const model = file ?? (await pick());
    if (model) await told(workspace.openTextDocument(textOf(model)).then((text) => window.showTextDocument(text)));
  }

  /** The text of a model beside the network that is open. */
  async #compare() {
    const network = window.activeTextEditor?.document;
    if (network?.languageId !== 'netcost') {
      void window.showInformationMessage('Open the network that a model is to be compared with.');
      return;
    }
    const model = await pick();
    if (!model) return;
    const title = `${name(model)} ↔ ${name(network.uri)}`;
    // A text that cannot be made would be shown as an empty one.
    await told(
      workspace
        .openTextDocument(textOf(model))
        .then((text) => commands.executeCommand('vscode.diff', text.uri, network.uri, title)),
    );
  }
}

/** Where the text of a model is found. */
function textOf(model: Uri): Uri {
  return Uri.from({ scheme: SCHEME, path: `${model.path}.net`, query: model.toString() });
}

function name(file: Uri): string {
  return file.path.split('/').pop()!;
}

async function pick(): Promise<Uri | undefined> {
  const picked = await window.showOpenDialog({ title: 'Open a Model', filters: { Models: ['onnx', 'pt2'] } });
  return picked?.[0];
}

async function read(file: Uri): Promise<Uint8Array> {
  const { size } = await workspace.fs.stat(file);
  if (size > LIMIT * 1e6) {
    throw new Error(
      `${name(file)} has ${Math.round(size / 1e6)} MB. Files above ${LIMIT} MB can be opened with the program in netcost.server.path, or imported with netcost import.`,
    );
  }
  return workspace.fs.readFile(file);
}

function base64(bytes: Uint8Array): string {
  let text = '';
  const part = 0x8000;
  for (let at = 0; at < bytes.length; at += part) text += String.fromCharCode(...bytes.subarray(at, at + part));
  return btoa(text);
}

/** Says why something could not be done. */
async function told(done: Thenable<unknown>) {
  try {
    await done;
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}
