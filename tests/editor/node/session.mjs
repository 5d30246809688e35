// A server that a client has started, and a text that is open in it.
import { spawn } from 'node:child_process';
import * as lsp from 'vscode-languageserver-protocol/node';

/** Starts `netcost lsp` and tells it what editors tell a server first. */
export async function start(program) {
  const server = spawn(program, ['lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => server.on('exit', resolve));
  const reader = new lsp.StreamMessageReader(server.stdout);
  const connection = lsp.createProtocolConnection(reader, new lsp.StreamMessageWriter(server.stdin));
  const published = new Map();
  connection.onNotification(lsp.PublishDiagnosticsNotification.type, (params) => {
    published.get(params.uri)?.(params);
  });
  connection.listen();
  const { capabilities } = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: null, capabilities: {}, initializationOptions: { hints: 'all' },
  });
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  return new Session({ connection, ended, published, capabilities });
}

class Session {
  constructor(parts) {
    Object.assign(this, parts);
  }

  ask(request, params) {
    return this.connection.sendRequest(request.type, params);
  }

  /** What the server publishes about a text after it is told something. */
  said(uri, tell) {
    const said = new Promise((resolve) => this.published.set(uri, resolve));
    tell();
    return said;
  }

  open(uri, text) {
    const textDocument = { uri, languageId: 'netcost', version: 1, text };
    return this.said(uri, () =>
      this.connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument }));
  }

  /** Replaces a range of a text. */
  change(uri, version, range, text) {
    const params = { textDocument: { uri, version }, contentChanges: [{ range, text }] };
    return this.said(uri, () =>
      this.connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, params));
  }

  /** Ends the server, which must say that all is well. */
  async stop() {
    await this.connection.sendRequest(lsp.ShutdownRequest.type);
    await this.connection.sendNotification(lsp.ExitNotification.type);
    return this.ended;
  }
}
