// The report beside a text in VS Code. The extension, which loads it, sends what there is to be shown.

import '../src/style/base.css';
import '../src/style/layout.css';
import '../src/style/table.css';
import '../src/style/views.css';
import '../src/style/following.css';
import '../src/style/print.css';
import './style.css';
import { effect, signal, untracked } from '@preact/signals';
import { render } from 'preact';
import type { Page } from '../src/model.ts';
import { next, type Shown } from '../src/shown.ts';
import { Following } from '../src/views/Following.tsx';
import { follow, themes } from '../src/views/theme.ts';

/** What the extension sends: the page of the text, `null` if there are errors in it; or the line of the cursor, from 1. */
export type Sent = { page: Page | null; of: string } | { line: number };
/** What this page sends to the extension: that it is ready, or the line to go to. */
export type Told = 'ready' | { line: number };

declare function acquireVsCodeApi(): { postMessage(told: Told): void };

const code = acquireVsCodeApi();
const shown = signal<Shown | null>(null);
const current = signal(true);
/** The text that the report is of. */
let of = '';

function take(sent: Sent): void {
  if ('line' in sent) {
    shown.value?.state.point({ kind: 'line', at: { source: 0, line: sent.line } });
    return;
  }
  const before = sent.of === of ? shown.value : null;
  of = sent.of;
  current.value = sent.page !== null;
  shown.value = sent.page ? next(sent.page, before, null) : before;
}

/** Uses the colours of VS Code. */
function followColours(): void {
  const take = (): void => {
    const { classList } = document.body;
    const isLight = classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
    themes.current.value = isLight ? 'light' : 'dark';
  };
  take();
  new MutationObserver(take).observe(document.body, { attributeFilter: ['class'] });
  follow();
}

function Report() {
  return (
    <Following shown={shown.value} current={current.value}>
      {!shown.value && <p class="remark">There is a report when the text has no errors.</p>}
    </Following>
  );
}

followColours();
render(<Report />, document.body);
effect(() => {
  const target = shown.value?.state.pinned.value;
  if (target?.kind === 'line' && target.at.source === 0) untracked(() => code.postMessage({ line: target.at.line }));
});
addEventListener('message', ({ data }: MessageEvent<Sent>) => take(data));
code.postMessage('ready');
