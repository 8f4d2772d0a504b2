import { eventWord } from '@fanloom/dsl/vocabulary/event.js';
import { propertyType } from '@fanloom/dsl/vocabulary/property.js';
import { eventProblems } from './event.problems.js';
import { LARGEST } from './event-schema.js';
import type { Properties, PropertyValue } from './fact.js';
import type { EventProblem, IncomingEvent } from './incoming-event.js';

const EARLIEST = Date.UTC(2000, 0, 1);
/** Clocks of senders may be a little ahead. */
const AHEAD = 5 * 60_000;
const MOST_PROPERTIES = 50;
const MOST_TEXT = 8 * 1024;
/** PostgreSQL stores neither NUL nor lone surrogates. */
const UNSTORABLE = /[\0\p{Cs}]/u;

export type CheckedEvent = { properties: Properties } | { problem: EventProblem };

/** What is wrong with the event by itself, or its properties in their normal form. */
export function checkEvent(event: IncomingEvent, now: number): CheckedEvent {
  if (!isPlainText(event.type, 64)) return { problem: eventProblems.type() };
  if (!isPlainText(event.key, 200)) return { problem: eventProblems.key() };
  if (!isPlainText(event.source, 64) || event.source.includes(':')) return { problem: eventProblems.source() };
  if (!isPlausibleTime(event.happenedAt, now)) return { problem: eventProblems.time() };
  return checkProperties(event.properties, eventWord(event.type) !== null);
}

/** Neither in the future nor before there was anything to tell of. */
export function isPlausibleTime(happenedAt: number, now: number): boolean {
  return happenedAt >= EARLIEST && happenedAt <= now + AHEAD;
}

function checkProperties(properties: Record<string, unknown>, isBuiltIn: boolean): CheckedEvent {
  const names = Object.keys(properties);
  if (names.length > MOST_PROPERTIES || names.some((name) => !isPlainText(name, 64) || name === '__proto__')) {
    return { problem: eventProblems.properties() };
  }
  const checked: Properties = {};
  let size = 0;
  for (const name of names) {
    const value = normalValue(properties[name], isBuiltIn ? propertyType(name) : null);
    if (value === undefined) continue;
    if (typeof value === 'object' && 'wanted' in value) return { problem: eventProblems.property(name, value.wanted) };
    checked[name] = value;
    size += JSON.stringify(value).length;
  }
  return size > MOST_TEXT ? { problem: eventProblems.properties() } : { properties: checked };
}

type Wanted = { wanted: { zh: string; en: string } };

/** Undefined: the property is not there. */
function normalValue(value: unknown, type: ReturnType<typeof propertyType>): PropertyValue | Wanted | undefined {
  if (value === undefined || value === null) return undefined;
  switch (type) {
    case 'money':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST.money
        ? value
        : {
            wanted: {
              zh: '以分为单位的非负整数，不超过一千亿元',
              en: 'a whole number of fen, not negative, of 100 billion yuan at most',
            },
          };
    case 'duration':
      return typeof value === 'number' && value >= 0 && value <= LARGEST.duration
        ? value
        : { wanted: { zh: '以秒为单位的非负数', en: 'a number of seconds, not negative' } };
    case 'number':
      return typeof value === 'number' && Math.abs(value) <= LARGEST.number
        ? value
        : { wanted: { zh: '数字，不超过一亿', en: 'a number, of 100 million at most' } };
    case 'list':
      return textList(value) ?? { wanted: { zh: '文字或文字列表', en: 'a text or a list of texts' } };
    case 'text':
      return text(value) ?? { wanted: { zh: '文字', en: 'a text' } };
    default:
      return (
        anyValue(value) ?? {
          wanted: { zh: '文字、数字、是否或文字列表', en: 'a text, number, boolean or list of texts' },
        }
      );
  }
}

function anyValue(value: unknown): PropertyValue | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return Array.isArray(value) ? textList(value) : text(value);
}

function textList(value: unknown): string[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).map(text);
  return list.every((item) => item !== undefined) ? list : undefined;
}

/** Numbers are taken as texts where a text is wanted: senders write order numbers both ways. */
function text(value: unknown): string | undefined {
  const written = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof written === 'string' && !UNSTORABLE.test(written) ? written : undefined;
}

function isPlainText(value: string, longest: number): boolean {
  return value.length >= 1 && value.length <= longest && !UNSTORABLE.test(value) && !/\p{Cc}/u.test(value);
}
