// The rows that are seen as a table for spreadsheets: all digits, without commas.

import { cellText, itemOf, outputTexts } from './row.ts';
import type { State } from './state.ts';

/** A cell may not end itself, nor be a formula to a spreadsheet. */
function cell(text: string): string {
  const line = text.replace(/[\t\r\n]+/g, ' ');
  return /^[=+@-]/.test(line) ? `'${line}` : line;
}

export function tsv(state: State): string {
  const { network } = state;
  const columns = state.shown.value.flatMap((key) => network.columns.get(key) ?? []);
  const head = ['layer', 'output', ...columns.map(({ label }) => label)];
  const lines = state.rows.value.map((row) => {
    const name = row.kind === 'layer' ? network.path(row.layer) : state.groupPath(row.group);
    const figures = columns.map((column) =>
      column.texts ? cell(cellText(state, itemOf(row), column)) : String(state.figure(itemOf(row), column) ?? ''),
    );
    return [cell(name), cell(outputTexts(state, itemOf(row)).join(', ')), ...figures];
  });
  return [head, ...lines].map((line) => `${line.join('\t')}\n`).join('');
}
