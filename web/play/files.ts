// Files that come in and go out. Nothing is sent anywhere.

import shell from '../dist/report.html?url';
import type { Page } from '../src/model.ts';

/** Bytes of a file that is opened, at most. Messages hold it several times over, and a page may not take all memory. */
const MOST = 128 * 1024 * 1024;

export function isModel(file: File): boolean {
  return /\.(onnx|pt2)$/i.test(file.name);
}

/** The bytes of a file in base64. */
export function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    if (file.size > MOST) return reject(new Error(`${file.name} has more than ${MOST / 1024 / 1024} MiB`));
    const reader = new FileReader();
    reader.onload = () => {
      const address = String(reader.result);
      resolve(address.slice(address.indexOf(',') + 1));
    };
    reader.onerror = () => reject(new Error(`${file.name} cannot be read`));
    reader.readAsDataURL(file);
  });
}

/** A report as the compiler writes it, but for the plain tables that stand in its place without scripts. */
export async function reportFile(page: Page): Promise<string> {
  const response = await fetch(shell);
  if (!response.ok) throw new Error(`the page of reports cannot be loaded: ${response.status}`);
  return reportIn(await response.text(), page);
}

export function reportIn(shell: string, page: Page): string {
  const title = page.network.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const plain = '<p>This report needs JavaScript.</p>\n';
  const model = `<script type="application/json" id="model">${withinHtml(page)}</script>\n`;
  return shell
    .replace('<title>netcost</title>', () => `<title>${title} · netcost</title>`)
    .replace('<!-- netcost:model -->', () => plain + model);
}

/** JSON in which nothing ends the element or a line, as `src/report/html/json.rs` writes it. */
export function withinHtml(value: unknown): string {
  const escape = (found: string): string => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, escape);
}

/** Hands a text to who asked for it, as a file. */
export function download(name: string, text: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The browser has to take it first.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
