// Runs the networks in the book. `docs/play.js` loads this script from the folder of the playground.

import { render } from 'preact';
import { linkOf } from '../play/share.ts';
import { Compiler } from './compiler.ts';
import { blockOf, networks } from './networks.ts';
import { Result } from './Result.tsx';
import style from './style.css?inline';

const playground = import.meta.url.replace(/[^/]*$/, '');
const { networks: found, files } = networks(document);
let compiler: Compiler | null = null;

/** Shows what the compiler says of a block as it is now. */
async function run(code: Element, place: HTMLElement): Promise<void> {
  compiler ??= new Compiler();
  const { text, before } = blockOf(code);
  const used = new Map([...files].map(([name, file]) => [name, blockOf(file).text]));
  try {
    const result = await compiler.run(before + text, used);
    render(<Result result={result} before={before ? 1 : 0} />, place);
  } catch (error) {
    render(<p class="net-error">The compiler has ended: {String(error)}.</p>, place);
  }
}

async function open(code: Element): Promise<void> {
  const { text, before } = blockOf(code);
  const link = await linkOf({ text: before + text, settings: {}, view: '' });
  window.open(playground + (link ?? ''));
}

function Buttons({ code, place }: { code: Element; place: HTMLElement }) {
  const uses = /^\s*use\b/m.test(blockOf(code).text);
  return (
    <>
      <button onClick={() => void run(code, place)}>run</button>
      {!uses && <button onClick={() => void open(code)}>open in the playground</button>}
    </>
  );
}

document.head.append(Object.assign(document.createElement('style'), { textContent: style }));
for (const code of found) {
  const block = code.closest('pre');
  if (!block) continue;
  const [bar, place] = [document.createElement('div'), document.createElement('div')];
  bar.className = 'net-buttons';
  place.className = 'net-result';
  place.setAttribute('role', 'status');
  block.after(bar, place);
  render(<Buttons code={code} place={place} />, bar);
  edit(code as HTMLElement, place);
}

/** Lets a block be edited; Ctrl+Enter runs it. Its colours are those of the text that it had. */
function edit(code: HTMLElement, place: HTMLElement): void {
  code.contentEditable = 'plaintext-only';
  code.spellcheck = false;
  code.setAttribute('role', 'textbox');
  code.setAttribute('aria-multiline', 'true');
  code.setAttribute('aria-label', 'A network, which can be changed');
  code.addEventListener('keydown', (event) => {
    // The keys of the book turn its pages.
    event.stopPropagation();
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void run(code, place);
  });
}
