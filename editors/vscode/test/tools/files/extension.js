// A file system for tests, `nets://test/`: as those of virtual workspaces, it can only be asked for a file and
// answers later. It cannot be searched.

const { EventEmitter, FileSystemError, FileType, workspace } = require('vscode');

exports.activate = async (context) => {
  const url = context.extensionUri.with({ path: '/files.json' }).toString(true);
  const given = Object.entries(await (await fetch(url)).json());
  const encoder = new TextEncoder();
  const bytes = (file) => (typeof file === 'string' ? encoder.encode(file) : Uint8Array.from(file));
  const files = new Map(given.map(([path, file]) => [path, bytes(file)]));
  const changes = new EventEmitter();

  /** The names in a folder. */
  const entries = (path) => {
    const names = [...files.keys()].filter((name) => name.startsWith(`${path}/`));
    return [...new Set(names.map((name) => name.slice(path.length + 1).split('/')[0]))];
  };
  const typeOf = (path) => (files.has(path) ? FileType.File : FileType.Directory);

  const provider = {
    onDidChangeFile: changes.event,
    watch: () => ({ dispose() {} }),
    stat(uri) {
      const path = uri.path.replace(/\/$/, '');
      if (!files.has(path) && entries(path).length === 0) throw FileSystemError.FileNotFound(uri);
      return { type: typeOf(path), ctime: 0, mtime: Date.now(), size: files.get(path)?.length ?? 0 };
    },
    readDirectory: ({ path }) => entries(path).map((name) => [name, typeOf(`${path}/${name}`)]),
    readFile(uri) {
      if (!files.has(uri.path)) throw FileSystemError.FileNotFound(uri);
      return files.get(uri.path);
    },
    writeFile(uri, bytes) {
      const type = files.has(uri.path) ? 1 : 2;
      files.set(uri.path, bytes);
      changes.fire([{ type, uri }]);
    },
    createDirectory() {},
    delete: ({ path }) => files.delete(path),
    rename() {},
  };
  context.subscriptions.push(workspace.registerFileSystemProvider('nets', provider));
};
