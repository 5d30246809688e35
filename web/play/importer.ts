// Models of other programs as texts, by the module that can import, in a worker that ends with its answer.

import wasm from '../wasm/netcost-models.wasm?url';
import type { Answer, Sent } from '../wasm/worker.ts';
import { load, startWorker } from './connection.ts';

/** Milliseconds that it may take. */
const PATIENCE = 120_000;

interface Message {
  id?: number;
  result?: { text: string };
  error?: { message: string };
}

/** The text of a model, whose file is given in base64. */
export async function importModel(name: string, bytes: string): Promise<string> {
  const module = await load(wasm);
  const worker = startWorker();
  const uri = `file:///playground/${encodeURIComponent(name)}`;
  const sent: Sent[] = [
    { module },
    { message: { id: 0, method: 'initialize', params: { capabilities: {} } } },
    { message: { id: 1, method: 'netcost/model', params: { uri, bytes } } },
  ];
  try {
    return await new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`it took longer than ${PATIENCE / 1000} seconds`)), PATIENCE);
      worker.onerror = ({ message }) => reject(new Error(message || 'the worker cannot be started'));
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ('failure' in data) return reject(new Error(data.failure));
        const { id, result, error } = data.message as Message;
        if (id !== 1) return;
        if (result) resolve(result.text);
        else reject(new Error(error?.message));
      };
      for (const message of sent) worker.postMessage(message);
    });
  } finally {
    worker.terminate();
  }
}
