import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { actionWord } from './action-words.js';

const server = fileURLToPath(new URL('../../server/', import.meta.url));

/** Actions that the server writes into the audit, as its sources name them. */
function recordedActions(): string[] {
  const sources = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/(^|\/)(dist|node_modules)\//.test(path),
  );
  const named = sources.flatMap((path) => {
    const text = readFileSync(server + path, 'utf8');
    return [...text.matchAll(/action: '([a-z-]+\.[a-z-]+)'/g)].map(([, action = '']) => action);
  });
  return [...new Set(named)];
}

test('every action of the audit has words', () => {
  const actions = recordedActions();
  expect(actions.length).toBeGreaterThan(30);
  expect(actions.filter((action) => actionWord(action, 'zh') === action)).toEqual([]);
});
