// The markup of hovers. It is made of comments and names of the text, which may come from anywhere.

const ALLOWED = new Set(
  'BLOCKQUOTE BR CODE EM H1 H2 H3 H4 HR LI OL P PRE SPAN STRONG TABLE TBODY TD TH THEAD TR UL'.split(' '),
);

/** Markup with nothing but plain elements; of what else there is, the text. */
export function plain(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of [...body.querySelectorAll('*')].reverse()) {
    if (ALLOWED.has(element.tagName)) {
      for (const { name } of [...element.attributes]) if (name !== 'class') element.removeAttribute(name);
    } else element.replaceWith(element.textContent ?? '');
  }
  return body.innerHTML;
}
