// What the server says of the text, in the editor: hints at the end of lines, and the colours of words.

import { RangeSetBuilder, StateEffect, StateField, type Extension, type Text } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';

export interface Hint {
  position: { line: number; character: number };
  label: string;
  tooltip?: string;
}

/** The words of a text, five numbers each, and the names of their types. */
export interface Words {
  data: readonly number[];
  types: readonly string[];
}

class HintWidget extends WidgetType {
  constructor(
    readonly label: string,
    readonly tooltip: string,
  ) {
    super();
  }

  override eq(other: HintWidget): boolean {
    return other.label === this.label && other.tooltip === this.tooltip;
  }

  toDOM(): HTMLElement {
    const hint = document.createElement('span');
    hint.className = 'hint';
    hint.textContent = this.label;
    hint.title = this.tooltip;
    return hint;
  }
}

/** Where a place of the protocol is; `null` if it is beyond the text. */
function offset(text: Text, line: number, character: number): number | null {
  if (line < 0 || line >= text.lines) return null;
  const { from, to } = text.line(line + 1);
  return Math.min(from + character, to);
}

function hintsIn(text: Text, hints: readonly Hint[]): DecorationSet {
  const ranges = hints.flatMap(({ position, label, tooltip }) => {
    const at = offset(text, position.line, position.character);
    const widget = new HintWidget(label, tooltip ?? '');
    return at === null ? [] : [Decoration.widget({ widget, side: 1 }).range(at)];
  });
  return Decoration.set(ranges, true);
}

const classes = new Map<string, Decoration>();

function coloured(type: string): Decoration {
  let mark = classes.get(type);
  if (!mark) classes.set(type, (mark = Decoration.mark({ class: `word-${type}` })));
  return mark;
}

function wordsIn(text: Text, { data, types }: Words): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let [line, character] = [0, 0];
  for (let at = 0; at + 4 < data.length; at += 5) {
    const [down, right, length] = [data[at]!, data[at + 1]!, data[at + 2]!];
    [line, character] = down ? [line + down, right] : [line, character + right];
    const [from, type] = [offset(text, line, character), types[data[at + 3]!]];
    if (from !== null && type && length) builder.add(from, Math.min(from + length, text.length), coloured(type));
  }
  return builder.finish();
}

/** A set of decorations that moves with the text until a new one is set. */
function shown<T>(make: (text: Text, value: T) => DecorationSet) {
  const set = StateEffect.define<T>();
  const field = StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(before, transaction) {
      const effect = transaction.effects.find((effect) => effect.is(set));
      return effect ? make(transaction.newDoc, effect.value as T) : before.map(transaction.changes);
    },
    provide: (field) => EditorView.decorations.from(field),
  });
  return { set, field };
}

const hints = shown(hintsIn);
const words = shown(wordsIn);

export const setHints = hints.set;
export const setWords = words.set;
export const decorations: Extension = [hints.field, words.field];
