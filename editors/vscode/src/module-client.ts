// A client of the server that the extension brings along, which runs in a worker.

import {
  AbstractMessageReader,
  AbstractMessageWriter,
  BaseLanguageClient,
  type DataCallback,
  type InitializeParams,
  type LanguageClientOptions,
  type Message,
  type MessageTransports,
} from 'vscode-languageclient';
import { type ExtensionContext, Uri, workspace } from 'vscode';

import type { Answer, Sent } from '../../../web/wasm/worker';

/** A worker, of a browser or of Node. */
export interface Host {
  post(sent: Sent): void;
  end(): void;
}

/** Starts a worker, and calls back with what it sends; with a failure, too, if it breaks. */
export type Start = (script: Uri, take: (answer: Answer) => void) => Host;

export class ModuleClient extends BaseLanguageClient {
  #folder: Uri;
  #start: Start;
  #name: string;
  #host?: Host;

  /** The client of a worker, whose script in `dist/` has this name. */
  constructor(context: ExtensionContext, options: LanguageClientOptions, name: string, start: Start) {
    super('netcost', 'netcost', options);
    this.#folder = Uri.joinPath(context.extensionUri, 'dist');
    this.#name = name;
    this.#start = start;
  }

  protected override fillInitializeParams(params: InitializeParams) {
    super.fillInitializeParams(params);
    params.capabilities.experimental = { netcostFiles: true };
  }

  /** Called whenever the server is started, and so once more after it has failed. */
  protected override async createMessageTransports(): Promise<MessageTransports> {
    this.#host?.end();
    const module = await workspace.fs.readFile(Uri.joinPath(this.#folder, 'netcost.wasm'));
    const reader = new Reader();
    const host = this.#start(Uri.joinPath(this.#folder, this.#name), (answer) => {
      if ('message' in answer) {
        reader.take(answer.message as Message);
      } else {
        this.error(`The server has failed: ${answer.failure}`, undefined, false);
        host.end();
        reader.close();
      }
    });
    host.post({ module: new Uint8Array(module) });
    this.#host = host;
    return { reader, writer: new Writer(host) };
  }
}

class Reader extends AbstractMessageReader {
  #callback?: DataCallback;

  listen(callback: DataCallback) {
    this.#callback = callback;
    return { dispose: () => (this.#callback = undefined) };
  }

  take(message: Message) {
    this.#callback?.(message);
  }

  /** The server has ended: the client starts it anew. */
  close() {
    this.fireClose();
  }
}

class Writer extends AbstractMessageWriter {
  #host: Host;

  constructor(host: Host) {
    super();
    this.#host = host;
  }

  async write(message: Message) {
    this.#host.post({ message });
  }

  end() {
    this.#host.end();
  }
}
