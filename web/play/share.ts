// A network as a link: `#1=`, and after it JSON, deflated, in base64url. What comes out of a link is text and no more.

import { readSettings, type Settings } from './settings.ts';

export interface Shared {
  text: string;
  settings: Settings;
  /** The view of the report, as its address. */
  view: string;
}

const START = '#1=';
/** Characters of a link that programs pass on. */
export const LONGEST = 32 * 1024;
/** Bytes that a link may become. */
const MOST = 1024 * 1024;

/** The part of an address that has it all; `null` if that is too long for one. */
export async function linkOf(shared: Shared): Promise<string | null> {
  const stream = new Blob([JSON.stringify(shared)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  if (bytes.length > LONGEST) return null;
  const hash = START + base64url(bytes);
  return hash.length > LONGEST ? null : hash;
}

/** Whether a part of an address means a network. */
export function isLink(hash: string): boolean {
  return hash.startsWith(START);
}

/** What a link has; fails with a sentence for who opened it. */
export async function readLink(hash: string): Promise<Shared> {
  const found = parsed(await inflated(bytesOf(hash.slice(START.length))));
  if (typeof found !== 'object' || found === null) throw new Error('The link is damaged.');
  const { text, settings, view } = found as Record<string, unknown>;
  if (typeof text !== 'string') throw new Error('There is no network in the link.');
  return { text, settings: readSettings(settings), view: typeof view === 'string' ? view : '' };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error('The link is damaged.');
  }
}

function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytesOf(letters: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(letters)) throw new Error('The link is damaged.');
  try {
    return Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0));
  } catch {
    throw new Error('The link is damaged.');
  }
}

/** The text of deflated bytes. It stops where that is too much. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error('The link is damaged.');
    });
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > MOST) {
      void reader.cancel();
      throw new Error('The link holds more than 1 MB, which is too much.');
    }
    text += decoder.decode(value, { stream: true });
  }
}
