import { expect, it } from 'vitest';
import { SeenTexts } from './seen-texts.js';

it('knows each of a million numbers again, and takes none for another', () => {
  const seen = new SeenTexts();
  const first = 2_417_000_059_998_870_641n;
  let [wrong, forgotten] = [0, 0];
  for (let i = 0n; i < 1_000_000n; i += 1n) if (seen.add(String(first + 37n * i))) wrong += 1;
  for (let i = 0n; i < 1_000_000n; i += 1_000n) if (!seen.add(String(first + 37n * i))) forgotten += 1;
  expect({ wrong, forgotten }).toEqual({ wrong: 0, forgotten: 0 });
});
