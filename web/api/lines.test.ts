import { expect, test } from 'vitest';
import { linesOf } from './lines.js';

async function read(chunks: Uint8Array[]): Promise<unknown[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const all: unknown[] = [];
  for await (const line of linesOf(new Response(body))) all.push(line);
  return all;
}

test('reads a value a line, however the bytes are cut', async () => {
  const bytes = new TextEncoder().encode('{"名":"鱼"}\n{"n":2}\n');
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(await read([bytes.slice(0, cut), bytes.slice(cut)])).toEqual([{ 名: '鱼' }, { n: 2 }]);
  }
  expect(await read([new TextEncoder().encode('{"n":1}')])).toEqual([{ n: 1 }]);
  expect(await read([])).toEqual([]);
});
