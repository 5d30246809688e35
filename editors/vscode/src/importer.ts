// Models as texts, by the module that can import, in a worker that ends with its answer.

import { type ExtensionContext, Uri, workspace } from 'vscode';

import type { Start } from './module-client';

interface Answer {
  id?: number;
  result?: { text: string };
  error?: { message: string };
}

export class Importer {
  #folder: Uri;
  #start: Start;
  #name: string;

  /** By a worker, whose script in `dist/` has this name. */
  constructor(context: ExtensionContext, name: string, start: Start) {
    this.#folder = Uri.joinPath(context.extensionUri, 'dist');
    this.#name = name;
    this.#start = start;
  }

  /** The text of a model whose file is given in base64. */
  async text(uri: string, bytes: string): Promise<string> {
    const module = await workspace.fs.readFile(Uri.joinPath(this.#folder, 'netcost-models.wasm'));
    return new Promise((resolve, reject) => {
      const host = this.#start(Uri.joinPath(this.#folder, this.#name), (sent) => {
        const { id, result, error } = 'message' in sent ? (sent.message as Answer) : failed(sent.failure);
        if (id !== 1) return;
        host.end();
        if (result) resolve(result.text);
        else reject(new Error(error?.message));
      });
      host.post({ module: new Uint8Array(module) });
      host.post({ message: { id: 0, method: 'initialize', params: { capabilities: {} } } });
      host.post({ message: { id: 1, method: 'netcost/model', params: { uri, bytes } } });
    });
  }
}

function failed(message: string): Answer {
  return { id: 1, error: { message: `the model could not be imported: ${message}` } };
}
