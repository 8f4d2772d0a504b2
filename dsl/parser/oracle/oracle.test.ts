/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from '../parse.js';
import { neutralDefinition, type Neutral } from './neutral.js';

interface Case {
  source: string;
  neutral: Neutral[];
}

/*
 * The same grammar was first written for another parser (LALR, with a lexer of its own). What it made of the SOPs of the
 * language reference, and of a sentence for every construct, is recorded here; this parser has to agree.
 */
const folder = new URL('./', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

describe.each(files)('%s', (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case[];

  test.each(cases)('$source', ({ source, neutral }) => {
    expect(parse(source).file.definitions.map(neutralDefinition)).toEqual(neutral);
  });
});

test('the recordings are there', () => {
  expect(files).toEqual(['conditions.json', 'sops.en.json', 'sops.zh.json', 'steps.json', 'triggers.json']);
});
