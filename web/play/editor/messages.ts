// The messages of the server in the editor, with what they propose.

import { setDiagnostics, type Action, type Diagnostic } from '@codemirror/lint';
import { LSPPlugin, type LSPClient, type LSPClientExtension } from '@codemirror/lsp-client';
import type { EditorView } from '@codemirror/view';

interface Position {
  line: number;
  character: number;
}

interface Range {
  start: Position;
  end: Position;
}

interface Message {
  range: Range;
  severity?: number;
  code?: string;
  message: string;
}

interface Published {
  uri: string;
  version?: number;
  diagnostics: Message[];
}

interface Fix {
  title: string;
  diagnostics?: Message[];
  edit?: { changes?: Record<string, { range: Range; newText: string }[]> };
}

const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;

type Tell = (found: readonly Diagnostic[]) => void;

/** Shows what is published of the text in the editor, and tells it. */
export function messages(tell: Tell): LSPClientExtension {
  const publish = (client: LSPClient, published: Published): boolean => {
    const file = client.workspace.getFile(published.uri);
    const view = file?.getView();
    if (!file || !view || (published.version !== undefined && published.version !== file.version)) return true;
    show(view, published.diagnostics, [], tell);
    if (published.diagnostics.length > 0) void offer(client, view, published, tell);
    return true;
  };
  return {
    clientCapabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } },
    notificationHandlers: { 'textDocument/publishDiagnostics': publish },
  };
}

/** Asks for fixes, and shows them if the text is still the same. */
async function offer(client: LSPClient, view: EditorView, { uri, diagnostics }: Published, tell: Tell): Promise<void> {
  const text = view.state.doc;
  const end = { line: text.lines - 1, character: text.line(text.lines).length };
  const range = { start: { line: 0, character: 0 }, end };
  const context = { diagnostics, only: ['quickfix'] };
  try {
    const fixes = await client.request<object, Fix[] | null>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context,
    });
    if (fixes?.length && view.state.doc.eq(text)) show(view, diagnostics, fixes, tell);
  } catch {
    // The messages stand there without fixes.
  }
}

function show(view: EditorView, messages: readonly Message[], fixes: readonly Fix[], tell: Tell): void {
  const plugin = LSPPlugin.get(view);
  if (!plugin) return;
  const now = (position: Position): number =>
    plugin.unsyncedChanges.mapPos(plugin.fromPosition(position, plugin.syncedDoc));
  const diagnostics = messages.map((message): Diagnostic => {
    const own = fixes.filter(({ diagnostics }) => diagnostics?.some((other) => isSame(other, message)));
    return {
      from: now(message.range.start),
      to: now(message.range.end),
      severity: SEVERITIES[(message.severity ?? 1) - 1] ?? 'error',
      message: message.message,
      actions: own.map((fix) => action(fix, plugin)),
    };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
  tell(diagnostics);
}

function isSame(a: Message, b: Message): boolean {
  return a.message === b.message && JSON.stringify(a.range) === JSON.stringify(b.range);
}

function action({ title, edit }: Fix, plugin: LSPPlugin): Action {
  const text = plugin.view.state.doc;
  const edits = edit?.changes?.[plugin.uri] ?? [];
  const changes = edits.map(({ range, newText }) => ({
    from: plugin.fromPosition(range.start, text),
    to: plugin.fromPosition(range.end, text),
    insert: newText,
  }));
  return {
    name: title,
    apply: (view) => view.state.doc.eq(text) && view.dispatch({ changes, userEvent: 'input.fix' }),
  };
}
