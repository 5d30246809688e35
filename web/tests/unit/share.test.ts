import { describe, expect, test } from 'vitest';
import { reportIn, withinHtml } from '../../play/files.ts';
import type { Page } from '../../src/model.ts';
import { isLink, linkOf, LONGEST, readLink } from '../../play/share.ts';
import { random } from '../tools/random.ts';

async function made(json: string): Promise<string> {
  const stream = new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = Buffer.from(await new Response(stream).arrayBuffer());
  return `#1=${bytes.toString('base64url')}`;
}

describe('a link', () => {
  test.each(['', 'conv 64 k3', '</script>&<b> "×" \u2028\0🙂', 'x'.repeat(300_000)])(
    'gives back what was shared: %.20s',
    async (text) => {
      const shared = {
        text,
        settings: { batch: 4, dtype: 'f16', arguments: { width: 0.5, b: [1, 'x', null] } },
        view: '#depth=2',
      };
      const link = await linkOf(shared);
      expect(link).toMatch(/^#1=[\w-]+$/);
      expect(isLink(link!)).toBe(true);
      expect(await readLink(link!)).toEqual(shared);
    },
  );

  test('is not made of what is too long for one', async () => {
    const next = random(1);
    const noise = Array.from({ length: LONGEST }, () => String.fromCharCode(33 + next(90)));
    expect(await linkOf({ text: noise.join(''), settings: {}, view: '' })).toBeNull();
  });

  test('that becomes more than 1 MB is refused', async () => {
    const link = await made(JSON.stringify({ text: ' '.repeat(1024 * 1024) }));
    expect(link.length).toBeLessThan(2000);
    await expect(readLink(link)).rejects.toThrow('more than 1 MB');
  });

  test.each(['#1=', '#1=!!', '#1=AAAA', '#1=A', '#1=____', '#1=<script>'])(
    'that is damaged is refused: %s',
    async (link) => {
      await expect(readLink(link)).rejects.toThrow('The link is damaged.');
    },
  );

  test.each(['{', 'null', '7'])('of other JSON is refused: %s', async (json) => {
    await expect(readLink(await made(json))).rejects.toThrow('The link is damaged.');
  });

  test('without a text is refused', async () => {
    await expect(readLink(await made('{"text":7}'))).rejects.toThrow('no network');
  });

  test('gives only settings that are settings', async () => {
    const settings =
      '{"batch":-1,"dtype":["f16"],"convention":"","device":"t4","inplace":{},"arguments":{"a":{"b":1},"__proto__":2,"w":1}}';
    const { settings: read, view } = await readLink(await made(`{"text":"","view":{},"settings":${settings}}`));
    expect(Object.keys(read)).toEqual(['device', 'arguments']);
    expect(Object.entries(read.arguments!)).toEqual([
      ['__proto__', 2],
      ['w', 1],
    ]);
    expect(view).toBe('');
  });
});

describe('a report as a file', () => {
  const texts = ['</script><script>alert(1)</script>', '<!-- $& $1 \u2028 \u2029', '"\\'];

  test.each(texts)('has no markup of texts: %s', (text) => {
    const json = withinHtml({ [text]: text });
    expect(json).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(json)).toEqual({ [text]: text });
  });

  test.each(texts)('takes its title and model as they are: %s', (text) => {
    const shell = '<title>netcost</title>|<!-- netcost:model -->|';
    const file = reportIn(shell, { network: text } as Page);
    const elements = ['<title>', '</title>', '<p>', '</p>', '<script type="application/json" id="model">', '</script>'];
    expect(file.match(/<[^>]*>/g)).toEqual(elements);
    const [, model] = /id="model">(.*)<\/script>/.exec(file)!;
    expect(JSON.parse(model!)).toEqual({ network: text });
  });
});
