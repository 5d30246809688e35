// The networks of a page of the book, as the marks of their blocks tell: `net after=64x56x56`, `net file=blocks.net`.

export interface Block {
  /** The text as it stands in the page. */
  text: string;
  /** What is written before it. */
  before: string;
}

/** The values of a mark. mdBook keeps the marks of a block as classes. */
function marked(code: Element, name: string): string[] {
  const marks = code.className.split(/[\s,]+/).filter((mark) => mark.startsWith(`${name}=`));
  return marks.map((mark) => mark.slice(name.length + 1));
}

/** The blocks that are networks, and those that are files which they use. */
export function networks(page: ParentNode): { networks: Element[]; files: Map<string, Element> } {
  const all = [...page.querySelectorAll('code.language-net')];
  const files = new Map(all.flatMap((code) => marked(code, 'file').map((name) => [name, code] as const)));
  return { networks: all.filter((code) => marked(code, 'file').length === 0), files };
}

export function blockOf(code: Element): Block {
  const before = marked(code, 'after').map((shape) => `input ${shape}\n`);
  return { text: code.textContent ?? '', before: before.join('') };
}
