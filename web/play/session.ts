// What is edited, and the report of it: they follow the text and the settings.

import { batch, computed, effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Diagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import { setHints, setWords } from './editor/decorations.ts';
import { createEditor, goTo, replaceText } from './editor/editor.ts';
import { Language } from './language.ts';
import { paramsOf, type Param } from './params.ts';
import { next, viewOf, type Shown } from '../src/shown.ts';
import { asked, type Settings } from './settings.ts';
import type { Shared } from './share.ts';
import type { Kept } from './store.ts';

export class Session {
  readonly settings: Signal<Settings>;
  readonly text: Signal<string>;
  readonly params: ReadonlySignal<Param[]>;
  readonly report: Signal<Shown | null> = signal(null);
  /** Whether the report is that of the text as it is. */
  readonly current = signal(false);
  /** Why the settings are refused. */
  readonly refused = signal('');
  readonly messages: Signal<readonly Diagnostic[]> = signal([]);
  /** Why the compiler has ended, until it is there again. */
  readonly broken = signal('');
  /** What happened last that is to be said. */
  readonly note = signal('');
  /** What the text is called as a file, without its ending. */
  readonly name = signal('network');
  readonly language: Language;
  #editor: EditorView | null = null;
  /** The view of the next report, if it is not to stand like the one before. */
  #view: string | null = '';
  /** Whether the text comes from where it was kept or from a link, and is not to be kept before it is changed. */
  #isGiven = true;
  #changed = false;
  #asking = false;

  /** `keep` is called with what was changed by who sits here. */
  constructor(
    { text, settings }: Kept,
    readonly keep: (now: Kept) => void,
  ) {
    this.text = signal(text);
    this.settings = signal(settings);
    this.params = computed(() => paramsOf(this.text.value));
    this.language = new Language(
      (messages) => (this.messages.value = messages),
      (reason) => this.#ended(reason),
    );
  }

  get editor(): EditorView | null {
    return this.#editor;
  }

  /** Begins in an element. */
  start(parent: HTMLElement): void {
    this.#editor = createEditor(parent, this.language.client, this.text.value, {
      changed: (text) => (this.text.value = text),
      // The layers of the line are lit up in the report.
      at: (line) => this.report.value?.state.point({ kind: 'line', at: { source: 0, line } }),
    });
    effect(() => {
      const now = { text: this.text.value, settings: this.settings.value };
      untracked(() => {
        if (!this.#isGiven) this.#edited(now);
        this.#follow();
      });
    });
    this.#isGiven = false;
    effect(() => {
      const target = this.report.value?.state.pinned.value;
      if (target?.kind === 'line' && target.at.source === 0) untracked(() => this.#goToLine(target.at.line));
    });
  }

  #edited(now: Kept): void {
    this.keep(now);
    this.note.value = '';
  }

  /** A link to a line of the text leads to the editor. */
  #goToLine(line: number): void {
    if (!this.#editor || line > this.#editor.state.doc.lines) return;
    const { from, to } = this.#editor.state.doc.line(line);
    goTo(this.#editor, from, to);
  }

  /** Opens what a link has, which takes no place of what is kept. */
  open(shared: Shared): void {
    this.#isGiven = true;
    this.replace(shared);
    this.#isGiven = false;
  }

  /** Replaces all that there is. */
  replace({ text, settings = {}, view = '' }: Partial<Shared> & { text: string }, name = 'network'): void {
    batch(() => {
      this.#view = view;
      this.name.value = name;
      this.settings.value = settings;
      this.note.value = '';
      if (this.#editor) replaceText(this.#editor, text);
    });
  }

  shared(): Shared {
    return { text: this.text.value, settings: this.settings.value, view: viewOf(this.report.value) };
  }

  /** Asks for what is to be shown of the text and the settings, again if they change meanwhile. */
  #follow(): void {
    this.#changed = true;
    if (!this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#changed) {
      this.#changed = false;
      this.language.start();
      this.language.client.sync();
      await Promise.all([this.#showPage(), this.#showWords()]);
    }
    this.#asking = false;
  }

  async #showPage(): Promise<void> {
    const names = this.params.peek().map(({ name }) => name);
    try {
      const page = await this.language.page(asked(this.settings.peek(), names));
      batch(() => {
        this.refused.value = '';
        this.broken.value = '';
        this.current.value = page !== null;
        if (!page) return;
        this.report.value = next(page, this.report.peek(), this.#view);
        this.#view = null;
      });
    } catch (error) {
      if (!this.language.alive) return;
      batch(() => {
        this.refused.value = messageOf(error);
        this.current.value = false;
      });
    }
  }

  async #showWords(): Promise<void> {
    const text = this.#editor?.state.doc;
    if (!this.#editor || !text) return;
    try {
      const [hints, words] = await Promise.all([this.language.hints(text.lines), this.language.words()]);
      if (this.#editor.state.doc.eq(text)) this.#editor.dispatch({ effects: [setHints.of(hints), setWords.of(words)] });
    } catch {
      // The text stands there without them.
    }
  }

  /** The server is started anew with the next change: the text as it is may be what it fails at. */
  #ended(reason: string): void {
    batch(() => {
      this.current.value = false;
      this.broken.value = `The compiler has ended: ${reason}. It starts anew with the next change.`;
    });
  }
}

/** What a refusal of the server says. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
