import { expect, test } from 'vitest';
import { find } from './find.js';

const sops = [
  { name: '新粉7日转化', note: null },
  { name: 'Recall', note: '沉默 VIP' },
];
const found = (typed: string) => find(sops, typed, ({ name, note }) => [name, note]).map(({ name }) => name);

test('finds by any of the texts, whatever the case and the blanks around', () => {
  expect(found(' recall ')).toEqual(['Recall']);
  expect(found('vip')).toEqual(['Recall']);
  expect(found('转化')).toEqual(['新粉7日转化']);
  expect(found('null')).toEqual([]);
});

test('finds everything when nothing is typed', () => {
  expect(found(' ')).toHaveLength(2);
});
