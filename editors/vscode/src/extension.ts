// What both entries share: the client with its settings, the commands, the totals.

import { type BaseLanguageClient, type LanguageClientOptions } from 'vscode-languageclient';
import { commands, type ExtensionContext, window, workspace } from 'vscode';

import alexnet from '../../../examples/alexnet.net';
import { handOverFiles } from './files';
import type { Importer } from './importer';
import { Models } from './models';
import { Totals } from './totals';

/** Makes a client, which is not started yet. */
export type Connect = (options: LanguageClientOptions) => BaseLanguageClient;

let client: BaseLanguageClient | undefined;

export async function activate(context: ExtensionContext, connect: Connect, importer: Importer) {
  const totals = new Totals();
  const models = new Models(importer);
  const restart = async () => {
    await client?.dispose();
    client = connect(options(totals));
    totals.client = client;
    models.client = client;
    handOverFiles(client);
    await client.start();
    await totals.update();
  };
  context.subscriptions.push(
    totals,
    models,
    commands.registerCommand('netcost.restart', restart),
    commands.registerCommand('netcost.openExample', openExample),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('netcost.server.path')) void restart();
    }),
  );
  await restart();
}

export async function deactivate() {
  await client?.dispose();
}

function options(totals: Totals): LanguageClientOptions {
  const settings = workspace.getConfiguration('netcost');
  return {
    documentSelector: [{ language: 'netcost' }],
    // Without its methods, which cannot be sent to a worker.
    initializationOptions: JSON.parse(JSON.stringify(settings)),
    synchronize: { configurationSection: 'netcost' },
    middleware: {
      // Each edit is answered by what is wrong with the text: then the totals are known, too.
      handleDiagnostics(uri, diagnostics, next) {
        next(uri, diagnostics);
        totals.changed(uri);
      },
    },
  };
}

async function openExample() {
  const document = await workspace.openTextDocument({ language: 'netcost', content: alexnet });
  await window.showTextDocument(document);
}
