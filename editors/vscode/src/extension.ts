// What both entries share: the client with its settings, the commands, the totals, the report.

import { type BaseLanguageClient, type LanguageClientOptions } from 'vscode-languageclient';
import { commands, type ExtensionContext, window, workspace } from 'vscode';

import alexnet from '../../../examples/alexnet.net';
import { handOverFiles } from './files';
import type { Importer } from './importer';
import { Models } from './models';
import { Report } from './report';
import { Totals } from './totals';

/** Makes a client, which is not started yet. */
export type Connect = (options: LanguageClientOptions) => BaseLanguageClient;

let client: BaseLanguageClient | undefined;

export async function activate(context: ExtensionContext, connect: Connect, importer: Importer) {
  const totals = new Totals();
  const models = new Models(importer);
  const report = new Report(context.extensionUri);
  const restart = async () => {
    await client?.dispose();
    client = connect(options([totals, report]));
    for (const part of [totals, models, report]) part.client = client;
    handOverFiles(client);
    await client.start();
    await Promise.all([totals.update(), report.update()]);
  };
  context.subscriptions.push(
    totals,
    models,
    report,
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

function options(followers: (Totals | Report)[]): LanguageClientOptions {
  const settings = workspace.getConfiguration('netcost');
  return {
    documentSelector: [{ language: 'netcost' }],
    // Without its methods, which cannot be sent to a worker.
    initializationOptions: JSON.parse(JSON.stringify(settings)),
    synchronize: { configurationSection: 'netcost' },
    middleware: {
      // Each edit is answered by what is wrong with the text: then its costs are known, too.
      handleDiagnostics(uri, diagnostics, next) {
        next(uri, diagnostics);
        for (const follower of followers) follower.changed(uri);
      },
    },
  };
}

async function openExample() {
  const document = await workspace.openTextDocument({ language: 'netcost', content: alexnet });
  await window.showTextDocument(document);
}
