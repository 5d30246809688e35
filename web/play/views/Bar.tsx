import { formatDocument } from '@codemirror/lsp-client';
import { useRef } from 'preact/hooks';
import { downloadReport, downloadText, openFile, share } from '../actions.ts';
import { EXAMPLES, title } from '../examples.ts';
import type { Session } from '../session.ts';

/** What can be done with the network as a whole. */
export function Bar({ session }: { session: Session }) {
  return (
    <header class="bar">
      <h1>netcost</h1>
      <Examples session={session} />
      <Open session={session} />
      <button class="button" title="Shift+Alt+F" onClick={() => session.editor && formatDocument(session.editor)}>
        format
      </button>
      <Download session={session} />
      <button class="button" onClick={() => void share(session)}>
        share
      </button>
    </header>
  );
}

function Examples({ session }: { session: Session }) {
  const choose = (event: Event): void => {
    const select = event.currentTarget as HTMLSelectElement;
    const text = EXAMPLES.get(select.value);
    if (text !== undefined) session.replace({ text }, select.value.replace(/\.net$/, ''));
    select.value = '';
  };
  return (
    <select aria-label="Examples" onChange={choose}>
      <option value="">examples</option>
      {[...EXAMPLES.keys()].map((name) => (
        <option key={name} value={name}>
          {title(name)}
        </option>
      ))}
    </select>
  );
}

function Open({ session }: { session: Session }) {
  const input = useRef<HTMLInputElement>(null);
  const take = (): void => {
    const file = input.current?.files?.[0];
    if (file) void openFile(session, file);
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <button
        class="button"
        title="A network (.net), or a model (.onnx, .pt2). A file can also be dropped here."
        onClick={() => input.current?.click()}
      >
        open
      </button>
      <input ref={input} type="file" hidden accept=".net,.txt,.onnx,.pt2" aria-label="Open a file" onChange={take} />
    </>
  );
}

function Download({ session }: { session: Session }) {
  return (
    <details class="menu">
      <summary class="button">download</summary>
      <div onClick={(event) => event.currentTarget.closest('details')?.removeAttribute('open')}>
        <button class="button" onClick={() => downloadText(session)}>
          network (.net)
        </button>
        <button class="button" disabled={!session.current.value} onClick={() => void downloadReport(session)}>
          report (.html)
        </button>
      </div>
    </details>
  );
}
