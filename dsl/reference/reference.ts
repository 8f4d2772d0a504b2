import { KEYWORD_HELP } from '../service/keyword-help.js';
import { CHANNELS } from '../vocabulary/channel.js';
import { EVENTS } from '../vocabulary/event.js';
import { FIELDS, VALUE_TIERS } from '../vocabulary/field.js';
import { KEYWORDS, type Keyword } from '../vocabulary/keyword.js';
import type { Language, Spelling } from '../vocabulary/language.js';
import { MERGE_FIELDS, MERGE_ROOTS, type MergeRoot } from '../vocabulary/merge-field.js';
import { MISNOMERS } from '../vocabulary/misnomer.js';
import { PROPERTIES } from '../vocabulary/property.js';
import { UNITS } from '../vocabulary/unit.js';
import { VALUE_TYPE_NAMES } from '../vocabulary/value-type.js';
import { grammarText } from './grammar.js';
import { TEXTS } from './texts.js';

/** The language's reference as Markdown, made of the vocabulary, the parser and what the editor says of each word. */
export function referenceText(language: Language): string {
  const say = TEXTS[language];
  return [
    `# ${say.title}`,
    say.intro,
    `## ${say.writing.title}`,
    say.writing.text,
    `## ${say.words}`,
    keywordTable(language),
    `## ${say.synonyms.title}`,
    say.synonyms.text,
    synonymTable(language),
    `## ${say.events}`,
    eventTable(language),
    `## ${say.properties}`,
    typedTable(language, { ...PROPERTIES, coupon: { zh: '优惠券', type: 'text' } }),
    `## ${say.fields.title}`,
    say.fields.text(VALUE_TIERS.join('、')),
    typedTable(language, FIELDS),
    `## ${say.channels.title}`,
    say.channels.text,
    channelTable(language),
    `## ${say.mergeFields.title}`,
    say.mergeFields.text,
    mergeTable(language),
    `## ${say.units.title}`,
    say.units.text,
    unitTable(),
    `## ${say.grammar.title}`,
    say.grammar.text,
    `\`\`\`ebnf\n${grammarText(language)}\n\`\`\``,
    '',
  ].join('\n\n');
}

function keywordTable(language: Language): string {
  const rows = (Object.keys(KEYWORDS) as Keyword[]).map((keyword) => {
    const spelling: Spelling = KEYWORDS[keyword];
    return [code(spelling.zh[0]), code(spelling.en[0]), KEYWORD_HELP[keyword][language]];
  });
  return table(['中文', 'English', TEXTS[language].meaning], rows);
}

/** What is read as another word of a keyword set: spellings the formatter replaces, and wrong words that have a fix. */
function synonymTable(language: Language): string {
  const byRight = new Map<string, string[]>();
  const add = (wrong: string, right: string) => byRight.set(right, [...(byRight.get(right) ?? []), wrong]);
  for (const spelling of Object.values(KEYWORDS) as Spelling[]) {
    const [first = '', ...others] = spelling[language];
    for (const other of others) add(other, first);
  }
  for (const [wrong, rights] of Object.entries(MISNOMERS)) {
    const right = typeof rights === 'string' ? rights : rights.join(' / ');
    if ((/\p{Script=Han}/u.test(wrong + right) ? 'zh' : 'en') === language) add(wrong, right);
  }
  const rows = Array.from(byRight, ([right, wrong]) => [wrong.map(code).join(' '), right === '' ? '–' : code(right)]);
  return table(['写成 / written', '读作 / read as'], rows);
}

function eventTable(language: Language): string {
  const nameOf = (id: string) => (id === 'coupon' ? '优惠券' : PROPERTIES[id as keyof typeof PROPERTIES].zh);
  const rows = Object.entries(EVENTS).map(([id, { zh, properties }]) => [
    code(zh),
    code(id),
    properties
      .map((property) => (language === 'zh' ? nameOf(property) : property))
      .join(language === 'zh' ? '、' : ', '),
  ]);
  return table(['中文', 'English', TEXTS[language].properties], rows);
}

function typedTable(language: Language, words: Record<string, { zh: string; type: keyof typeof VALUE_TYPE_NAMES }>) {
  const rows = Object.entries(words).map(([id, { zh, type }]) => [
    code(zh),
    code(id),
    VALUE_TYPE_NAMES[type][language],
  ]);
  return table(['中文', 'English', TEXTS[language].type], rows);
}

function channelTable(language: Language): string {
  const rows = Object.entries(CHANNELS).map(([id, { zh, longest }]) => [code(zh), code(id), String(longest)]);
  return table(['中文', 'English', TEXTS[language].longest], rows);
}

function mergeTable(language: Language): string {
  const rows = (Object.keys(MERGE_ROOTS) as MergeRoot[]).flatMap((root) =>
    Object.entries(MERGE_FIELDS[root])
      .filter(([id]) => (root !== 'fan' && root !== 'entry') || id === 'nick' || id === 'product')
      .map(([id, { zh }]) => [code(`{${MERGE_ROOTS[root].zh}.${zh}}`), code(`{${root}.${id}}`)]),
  );
  return `${table(['中文', 'English'], rows)}\n\n${TEXTS[language].mergeFields.more}`;
}

function unitTable(): string {
  const rows = (Object.values(UNITS) as Spelling[]).map(({ zh, en }) => [code(zh[0]), code(en.at(-1))]);
  return table(['中文', 'English'], rows);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** '' where the other keyword set has no such word. */
function code(word: string | undefined): string {
  return word === undefined ? '' : `\`${word}\``;
}
