// The extension in a browser.

import type { ExtensionContext, Uri } from 'vscode';

import * as extension from './extension';
import { Importer } from './importer';
import { type Host, ModuleClient } from './module-client';
import type { Answer } from './worker';

const SCRIPT = 'browser-worker.js';

export const activate = (context: ExtensionContext) =>
  extension.activate(
    context,
    (options) => new ModuleClient(context, options, SCRIPT, start),
    new Importer(context, SCRIPT, start),
  );

export const deactivate = extension.deactivate;

function start(script: Uri, take: (answer: Answer) => void): Host {
  const worker = new Worker(script.toString(true));
  worker.onmessage = ({ data }) => take(data);
  worker.onerror = ({ message }) => take({ failure: message });
  return { post: (sent) => worker.postMessage(sent), end: () => worker.terminate() };
}
