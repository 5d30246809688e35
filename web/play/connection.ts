// The language server in a worker, as the client's connection to it. A worker that does not answer is ended.

import type { Transport } from '@codemirror/lsp-client';
import type { Answer, Sent } from '../wasm/worker.ts';

/** Milliseconds that an answer may take. */
const PATIENCE = 5_000;
/** The protocol's number for a request that failed. */
const FAILED = -32803;

type Take = (message: string) => void;

export function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

/** The bytes of a module. */
export async function load(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

export class Connection implements Transport {
  #module: Promise<Uint8Array<ArrayBuffer>> | null = null;
  #worker: Worker | null = null;
  #asked = new Set<unknown>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #takers = new Set<Take>();

  /** The module is at `address`; `ended` is called when the worker has ended by itself or was ended, with the reason. */
  constructor(
    readonly address: string,
    readonly ended: (reason: string) => void,
  ) {}

  get alive(): boolean {
    return this.#worker !== null;
  }

  start(): void {
    const worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#take(worker, data);
    worker.onerror = ({ message }) => this.#end(worker, message || 'its script cannot be loaded');
    this.#worker = worker;
    this.#module ??= load(this.address);
    this.#module.then(
      (module) => worker.postMessage({ module } satisfies Sent),
      (error) => {
        this.#module = null;
        this.#end(worker, String(error));
      },
    );
  }

  send(text: string): void {
    const message = JSON.parse(text) as { id?: unknown; method?: string };
    const worker = this.#worker;
    if (!worker) return;
    if (message.id !== undefined && message.method) this.#asked.add(message.id);
    const post = (): void => {
      worker.postMessage({ message } satisfies Sent);
      if (worker === this.#worker) this.#wait();
    };
    // A module that cannot be loaded ends the worker.
    this.#module?.then(post, () => {});
  }

  subscribe(take: Take): void {
    this.#takers.add(take);
  }

  unsubscribe(take: Take): void {
    this.#takers.delete(take);
  }

  #take(worker: Worker, answer: Answer): void {
    if (worker !== this.#worker) return;
    if ('failure' in answer) return this.#end(worker, answer.failure);
    const { id, method } = answer.message as { id?: unknown; method?: string };
    if (!method) this.#asked.delete(id);
    this.#wait();
    this.#give(answer.message);
  }

  #give(message: object): void {
    const text = JSON.stringify(message);
    for (const take of this.#takers) take(text);
  }

  /** Waits for the next answer, as long as something was asked. */
  #wait(): void {
    const worker = this.#worker;
    clearTimeout(this.#timer);
    if (!worker || this.#asked.size === 0) return;
    this.#timer = setTimeout(() => this.#end(worker, `it did not answer for ${PATIENCE / 1000} seconds`), PATIENCE);
  }

  #end(worker: Worker, reason: string): void {
    worker.terminate();
    if (worker !== this.#worker) return;
    this.#worker = null;
    clearTimeout(this.#timer);
    this.ended(reason);
    const unanswered = [...this.#asked];
    this.#asked.clear();
    for (const id of unanswered) this.#give({ jsonrpc: '2.0', id, error: { code: FAILED, message: reason } });
  }
}
