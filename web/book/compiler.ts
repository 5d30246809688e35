// The compiler, as the language server in a worker: it is asked for one network after the other.

import wasm from '../wasm/netcost.wasm?url';
import { Connection } from '../play/connection.ts';
import type { Page } from '../src/model.ts';

/** What is said of a place of a text. */
export interface Message {
  range: { start: { line: number; character: number } };
  severity?: number;
  message: string;
}

/** What is said of a text, and its report if there are no errors. */
export interface Result {
  messages: Message[];
  page: Page | null;
}

interface Received {
  id?: number;
  method?: string;
  params?: { uri: string; diagnostics: Message[] };
  result?: unknown;
  error?: { message: string };
}

const FOLDER = 'file:///book/';

export class Compiler {
  #connection = new Connection(wasm, () => {});
  #answers = new Map<number, (received: Received) => void>();
  #published = new Map<string, (messages: Message[]) => void>();
  #count = 0;

  constructor() {
    this.#connection.subscribe((text) => this.#take(JSON.parse(text) as Received));
  }

  /** Compiles a text, which may use files. */
  async run(text: string, files: ReadonlyMap<string, string>): Promise<Result> {
    await this.#start();
    // A name of its own: what is published is of this text.
    const uri = `${FOLDER}network-${(this.#count += 1)}.net`;
    const documents = [...[...files].map(([name, text]) => [FOLDER + name, text] as const), [uri, text] as const];
    const messages = new Promise<Message[]>((resolve) => this.#published.set(uri, resolve));
    for (const [uri, text] of documents) {
      this.#notify('textDocument/didOpen', { textDocument: { uri, languageId: 'netcost', version: 1, text } });
    }
    const page = (await this.#ask('netcost/page', { textDocument: { uri } })) as Page | null;
    const result = { messages: await messages, page };
    for (const [uri] of documents) this.#notify('textDocument/didClose', { textDocument: { uri } });
    this.#published.delete(uri);
    return result;
  }

  async #start(): Promise<void> {
    if (this.#connection.alive) return;
    this.#connection.start();
    const initializationOptions = { hints: 'off', lenses: false };
    await this.#ask('initialize', { processId: null, rootUri: FOLDER, capabilities: {}, initializationOptions });
    this.#notify('initialized', {});
  }

  #ask(method: string, params: object): Promise<unknown> {
    const id = (this.#count += 1);
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
      this.#connection.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  #notify(method: string, params: object): void {
    this.#connection.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  #take(received: Received): void {
    if (received.method === 'textDocument/publishDiagnostics' && received.params) {
      this.#published.get(received.params.uri)?.(received.params.diagnostics);
    } else if (received.id !== undefined && !received.method) {
      this.#answers.get(received.id)?.(received);
      this.#answers.delete(received.id);
    }
  }
}
