// Models of comparisons, made of a few words.

import type { Change, ComparisonPage, Total } from '../../src/model.ts';

const KINDS: Record<string, Change> = { '+': 'added', '-': 'removed', '~': 'changed' };

/** A row: `+ block/conv1 12`, `~ a/conv1 b/conv1 -3`, `4 conv1`: four layers the same. */
export function comparison(
  rows: readonly string[] | null,
  networks: readonly ComparisonPage['networks'][number][] = [network('one'), network('two')],
): ComparisonPage {
  const strings: string[] = [];
  const id = (text: string): number => strings.push(text) - 1;
  const changes: NonNullable<ComparisonPage['rows']> = {
    change: [],
    count: [],
    old: [],
    new: [],
    what: [],
    columns: [],
  };
  const [before, after]: [number[], number[]] = [[], []];
  for (const row of rows ?? []) {
    const [sign = '', ...words] = row.split(' ');
    const difference = Number(words.at(-1)) || 0;
    const kind = KINDS[sign] ?? 'same';
    changes.change.push(kind);
    changes.count.push(kind === 'same' ? Number(sign) : 1);
    changes.old.push(kind === 'added' ? null : id(words[0]!));
    changes.new.push(kind === 'removed' ? null : id(words[kind === 'changed' ? 1 : 0]!));
    changes.what.push(null);
    before.push(Math.max(-difference, 0));
    after.push(Math.max(difference, 0));
  }
  changes.columns.push({ key: 'flops', label: 'flops', about: '', unit: 'count', old: before, new: after });
  return {
    version: 1,
    kind: 'compare',
    generator: 'netcost',
    remarks: [],
    networks: [...networks],
    rows: rows && changes,
    strings,
  };
}

/** A network with its params and flops, and the values of its arguments. */
export function network(
  label: string,
  params = 1,
  flops = 1,
  given: Record<string, string> = {},
): ComparisonPage['networks'][number] {
  const total = (key: string, value: number): Total => {
    return {
      key,
      label: key,
      about: '',
      unit: 'count',
      value,
      short: String(value),
      full: String(value),
      at_least: false,
    };
  };
  return {
    word: label,
    label,
    network: label.replace(/@.*/, ''),
    file: `${label.replace(/@.*/, '')}.net`,
    fits: null,
    settings: [],
    arguments: Object.entries(given).map(([label, value]) => ({ label, value, about: null })),
    totals: [total('params', params), total('flops', flops)],
    ratios: [null, null],
  };
}
