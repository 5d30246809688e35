// The extension in an application: the server that it brings along, or a program.

import { Worker } from 'node:worker_threads';

import { type ExtensionContext, type Uri, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

import * as extension from './extension';
import { Importer } from './importer';
import { type Host, ModuleClient } from './module-client';
import type { Answer } from './worker';

const SCRIPT = 'node-worker.js';

export const activate = (context: ExtensionContext) =>
  extension.activate(
    context,
    (options) => {
      const command = workspace.getConfiguration('netcost').get('server.path', '');
      if (command) return new LanguageClient('netcost', 'netcost', { command, args: ['lsp'] }, options);
      return new ModuleClient(context, options, SCRIPT, start);
    },
    new Importer(context, SCRIPT, start),
  );

export const deactivate = extension.deactivate;

function start(script: Uri, take: (answer: Answer) => void): Host {
  const worker = new Worker(script.fsPath);
  worker.on('message', take);
  worker.on('error', (error) => take({ failure: error.message }));
  return { post: (sent) => worker.postMessage(sent), end: () => void worker.terminate() };
}
