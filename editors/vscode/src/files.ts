// Files that the server asks for, since it cannot read them itself.

import { type BaseLanguageClient } from 'vscode-languageclient';
import { FileType, Uri, workspace } from 'vscode';

interface Handed {
  uri: string;
  text: string | null;
  /** The networks in the folder of a file that cannot be read. */
  beside?: string[];
}

/** Hands over the files that the server of this client asks for. */
export function handOverFiles(client: BaseLanguageClient) {
  return client.onNotification('netcost/wanted', async ({ uris }: { uris: string[] }) => {
    const files = await Promise.all(uris.map(read));
    await client.sendNotification('netcost/files', { files });
  });
}

async function read(uri: string): Promise<Handed> {
  const file = Uri.parse(uri);
  try {
    const bytes = await workspace.fs.readFile(file);
    return { uri, text: new TextDecoder().decode(bytes) };
  } catch {
    return { uri, text: null, beside: await networks(Uri.joinPath(file, '..')) };
  }
}

async function networks(folder: Uri): Promise<string[]> {
  try {
    const entries = await workspace.fs.readDirectory(folder);
    const networks = entries.filter(([name, type]) => type & FileType.File && name.endsWith('.net'));
    return networks.map(([name]) => name).sort();
  } catch {
    return [];
  }
}
