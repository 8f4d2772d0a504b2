/** Months by how their names begin, in English, French, German, Spanish, Portuguese, Italian, Turkish, Polish and Russian. */
const MONTHS =
  /^(?:(jan|ene|gen|ian|oca|sty|янв)|(feb|fev|sub|lut|фев)|(mar|мар)|(apr|avr|abr|nis|kwi|апр)|(ma[iyg]|maj|ма[ия])|(juin|jun|giu|haz|cze|июн)|(juil|jul|lug|tem|lip|июл)|(aug|aou|ago|agu|sie|авг)|(sep|set|eyl|wrz|сен)|(oct|okt|out|ott|eki|paz|окт)|(nov|kas|lis|ноя)|(dec|dez|dic|ara|gru|дек))/;

/** 1 to 12; 0 for what is no month. */
export function monthOf(name: string): number {
  const match = MONTHS.exec(name.toLowerCase());
  return match ? match.slice(1).findIndex((part) => part !== undefined) + 1 : 0;
}

/** Zones that lists abroad name, by their distance from Greenwich. CST is China's as well as Chicago's: the shop's then. */
const ZONES: Record<string, string> = {
  EST: '-05',
  EDT: '-04',
  MST: '-07',
  PST: '-08',
  PDT: '-07',
  CET: '+01',
  CEST: '+02',
  BST: '+01',
  JST: '+09',
  KST: '+09',
  HKT: '+08',
  SGT: '+08',
  'Asia/Shanghai': '+08',
};

const CHANGES: [RegExp, string][] = [
  [/[\u0300-\u036f]/g, ''],
  [/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+/i, ''],
  [/\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?\s*/, ' '],
  [/\s*\([^)]*\)$/, ''],
  [/\s*(?:CST|北京时间)$/, ''],
  [/\b([ap])\.\s?m\.?$/i, '$1M'],
  [/\bGMT(?=[+-])/, ''],
  [/\sde\s/g, ' '],
  [/\s*h(?:rs?|s)?\.?$/i, ''],
  [/(?<=\d)(?:st|nd|rd|th)\b/, ''],
  // `Apr 03 18:00:09 +0000 2012`
  [/^([a-z]{3} \d\d) ([\d:]+ [+-]\d{4}) (\d{4})$/i, '$1 $3 $2'],
  // `09 13, 2009`
  [/^(\d{1,2}) (\d{1,2}), (\d{4})$/, '$1/$2/$3'],
  // `2014-12-08 18`: the hour alone.
  [/^(\d{4}[-/]\d{1,2}[-/]\d{1,2} \d{1,2})$/, '$1:00'],
];

/** A date without what only adds to it: the day of the week, the name of a zone, the words of a language. */
export function plainDate(text: string): string {
  const plain = CHANGES.reduce(
    (rest, [pattern, change]) => rest.replace(pattern, change),
    text.normalize('NFD'),
  ).trim();
  const zone = /\s([A-Z]{3,4}|Asia\/Shanghai)$/.exec(plain)?.[1] ?? '';
  return Object.hasOwn(ZONES, zone) ? plain.replace(zone, ZONES[zone] ?? '') : plain;
}
