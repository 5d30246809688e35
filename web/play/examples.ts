// The examples, from when the playground was built.

const FILES = import.meta.glob<string>('../../examples/*.net', { query: '?raw', import: 'default', eager: true });

/** Texts by the names of their files. */
export const EXAMPLES: ReadonlyMap<string, string> = new Map(
  Object.entries(FILES).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text]),
);

/** What the playground begins with. */
export const FIRST = EXAMPLES.get('resnet.net') ?? '';

/** The title that an example gives itself. */
export function title(name: string): string {
  return /^network "([^"]+)"/m.exec(EXAMPLES.get(name) ?? '')?.[1] ?? name.replace(/\.net$/, '');
}
