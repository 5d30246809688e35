// The server in a worker. It is sent its module first, then messages; it sends messages, or why it has ended.

import { Server } from './netcost.mjs';

/** What the worker is sent. */
export type Sent = { module: Uint8Array<ArrayBuffer> } | { message: object };

/** What it sends. */
export type Answer = { message: object } | { failure: string };

/** Serves the client at the other end. The function that is returned takes what it sends. */
export function serve(post: (answer: Answer) => void): (sent: Sent) => void {
  let server: Promise<Server>;
  let arrived: object[] = [];

  const fail = (error: unknown) => post({ failure: String(error) });

  function handle(server: Server) {
    const messages = arrived;
    arrived = [];
    try {
      for (const message of server.handle(messages)) post({ message: { jsonrpc: '2.0', ...message } });
    } catch (error) {
      fail(error);
    }
  }

  return (sent) => {
    if ('module' in sent) {
      server = Server.start(sent.module);
      server.catch(fail);
      return;
    }
    arrived.push(sent.message);
    // What arrives while the server is busy is handled together.
    if (arrived.length === 1) setTimeout(() => server.then(handle, () => {}));
  };
}
