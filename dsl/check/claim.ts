import type { ConditionNode, EventNode, ExpressionNode } from '../ast/condition.js';
import { secondsOf } from '../catalogue/duration.js';
import type { Comparator } from '../ir/condition.js';
import { fieldWord } from '../vocabulary/field.js';

/**
 * What an atom of a condition says about one thing, simple enough to hold it against another claim. `length` is that of
 * a window in seconds: who did something within 30 days did it within 90.
 */
export type Claim =
  | ({ kind: 'range'; about: string; missing: boolean } & Span)
  | ({ kind: 'count'; about: string; length: number } & Span)
  | { kind: 'holds'; about: string; holds: boolean }
  | { kind: 'value'; about: string; values: string[]; not: boolean };

/** Values between two numbers; `open` leaves the end itself out. */
interface Span {
  low: number;
  high: number;
  lowOpen: boolean;
  highOpen: boolean;
}

export interface Claims {
  claims: Claim[];
  /** What follows besides: a field that is compared has a value. */
  implied: Claim[];
  /** The claims together say all that the atom says. */
  whole: boolean;
}

const NOTHING: Claims = { claims: [], implied: [], whole: false };

/** What an atom claims; nothing where it cannot be told. */
export function claimsOf(atom: ConditionNode): Claims {
  switch (atom.kind) {
    case 'not':
      return negated(claimsOf(atom.of));
    case 'tag':
      return all(atom.names.map(({ value }) => holds(`tag ${value}`, !atom.no)));
    case 'segment':
      return all([holds(`segment ${atom.name.value}`, !atom.no)]);
    case 'present':
      return all([holds(`has ${atom.field.name}`, !atom.no)]);
    case 'did':
      return counted(atom.window, atom.events, spanOf(atom.no ? '<' : '>=', 1));
    case 'count':
      return counted(atom.window, atom.events, spanOf(atom.op, atom.count));
    case 'compare':
      return compared(atom.operands, atom.ops);
    case 'between':
      return compared([atom.low, atom.value, atom.high], ['<=', '<=']);
    case 'one-of': {
      const values = atom.values.map((value) => (value.kind === 'text' ? value.value : null));
      const about = subjectOf(atom.left);
      if (about === null || !values.every((value) => value !== null)) return NOTHING;
      return all([{ kind: 'value', about, values, not: atom.no }]);
    }
    default:
      return NOTHING;
  }
}

function all(claims: Claim[]): Claims {
  return { claims, implied: [], whole: true };
}

/** The opposite of one claim; of several it is a choice, which claims nothing. */
function negated({ claims, whole }: Claims): Claims {
  const [only] = claims;
  if (!only || claims.length > 1 || !whole) return NOTHING;
  switch (only.kind) {
    case 'holds':
      return all([{ ...only, holds: !only.holds }]);
    case 'value':
      return all([{ ...only, not: !only.not }]);
    case 'range':
    case 'count': {
      const rest = complement(only);
      if (!rest) return NOTHING;
      return all([only.kind === 'range' ? { ...only, ...rest, missing: !only.missing } : { ...only, ...rest }]);
    }
  }
}

function complement({ low, high, lowOpen, highOpen }: Span): Span | null {
  if (low === -Infinity) return { low: high, lowOpen: !highOpen, high: Infinity, highOpen: true };
  if (high === Infinity) return { low: -Infinity, lowOpen: true, high: low, highOpen: !lowOpen };
  return null;
}

type Window = Extract<ConditionNode, { kind: 'did' }>['window'];

function counted(window: Window, events: readonly EventNode[], span: Span | null): Claims {
  if (!window || !span || events.length === 0) return NOTHING;
  const within = window.kind === 'within';
  const length = within ? secondsOf(window.length) : Infinity;
  // Windows of other kinds are only compared with themselves.
  const scope = within || window.kind === 'ever' ? '' : window.kind;
  return all([{ kind: 'count', about: `${scope} ${events.map(sentence).sort().join(' | ')}`, length, ...span }]);
}

/** `100 <= 客单价 < 500` is two claims about one subject. */
function compared(operands: readonly ExpressionNode[], ops: readonly Comparator[]): Claims {
  const found = ops.map((op, i) => comparison(operands[i], op, operands[i + 1]));
  return {
    claims: found.flatMap((part) => part.claims),
    implied: found.flatMap((part) => part.implied),
    whole: found.every((part) => part.whole),
  };
}

const MIRRORED: Record<Comparator, Comparator> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=', '!=': '!=' };

function comparison(left: ExpressionNode | undefined, op: Comparator, right: ExpressionNode | undefined): Claims {
  if (!left || !right) return NOTHING;
  const about = subjectOf(left);
  if (about === null) return subjectOf(right) === null ? NOTHING : comparison(right, MIRRORED[op], left);
  if (right.kind === 'text') {
    if (op !== '=' && op !== '!=') return NOTHING;
    return all([{ kind: 'value', about, values: [right.value], not: op === '!=' }]);
  }
  const span = spanOf(op, numberOf(right));
  if (!span) return NOTHING;
  const always = left.kind === 'field' && !left.field.custom && fieldWord(left.field.name)?.always;
  const has = left.kind === 'field' && !always ? [holds(`has ${left.field.name}`, true)] : [];
  return { ...all([{ kind: 'range', about, missing: false, ...span }]), implied: has };
}

function holds(about: string, holds: boolean): Claim {
  return { kind: 'holds', about, holds };
}

/** A field, a score or a property compared with a constant. */
function subjectOf(expression: ExpressionNode): string | null {
  switch (expression.kind) {
    case 'field':
    case 'score':
    case 'entry':
    case 'event-property':
    case 'since':
    case 'since-last':
      return sentence(expression);
    default:
      return null;
  }
}

function numberOf(expression: ExpressionNode): number {
  switch (expression.kind) {
    case 'number':
    case 'count':
    case 'points':
    case 'percent':
      return expression.value;
    case 'money':
      return expression.fen;
    case 'duration':
      return secondsOf(expression.duration);
    case 'date':
      return Date.parse(expression.date);
    default:
      return NaN;
  }
}

function spanOf(op: Comparator, value: number): Span | null {
  if (Number.isNaN(value)) return null;
  switch (op) {
    case '=':
      return { low: value, high: value, lowOpen: false, highOpen: false };
    case '<':
    case '<=':
      return { low: -Infinity, lowOpen: true, high: value, highOpen: op === '<' };
    case '>':
    case '>=':
      return { low: value, lowOpen: op === '>', high: Infinity, highOpen: true };
    case '!=':
      return null;
  }
}

const PLACES = new Set(['range', 'dayRange']);

/** The same for two pieces that mean the same, wherever they stand. */
export function sentence(node: ConditionNode | ExpressionNode | EventNode): string {
  return JSON.stringify(node, (key, value: unknown) => (PLACES.has(key) ? undefined : value));
}

/** Can no fan meet both? */
export function contradict(a: Claim, b: Claim): boolean {
  if (a.about !== b.about) return false;
  if (a.kind === 'holds') return b.kind === 'holds' && a.holds !== b.holds;
  if (a.kind === 'value' && b.kind === 'value') return valuesContradict(a, b);
  if (a.kind === 'range' && b.kind === 'range') return !(a.missing && b.missing) && isEmpty(cut(a, b));
  if (a.kind !== 'count' || b.kind !== 'count') return false;
  if (a.length === b.length) return isEmpty(whole(cut(a, b)));
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return isEmpty(whole(cut({ ...short, high: Infinity, highOpen: true }, { ...long, low: -Infinity, lowOpen: true })));
}

type ValueClaim = Extract<Claim, { kind: 'value' }>;

function valuesContradict(a: ValueClaim, b: ValueClaim): boolean {
  if (a.not && b.not) return false;
  if (a.not) return valuesContradict(b, a);
  return a.values.every((value) => b.values.includes(value) === b.not);
}

/** Whoever meets `a` meets `b`. */
export function implies(a: Claim, b: Claim): boolean {
  if (a.about !== b.about) return false;
  if (a.kind === 'holds') return b.kind === 'holds' && a.holds === b.holds;
  if (a.kind === 'value') {
    if (b.kind !== 'value') return false;
    if (a.not) return b.not && b.values.every((value) => a.values.includes(value));
    return a.values.every((value) => b.values.includes(value) !== b.not);
  }
  if (a.kind === 'range') return b.kind === 'range' && (!a.missing || b.missing) && isInside(a, b);
  return b.kind === 'count' && a.length === b.length && isInside(a, b);
}

/** Counts are whole numbers: more than 3 is at least 4. */
function whole(span: Span): Span {
  const low = span.lowOpen ? Math.floor(span.low) + 1 : Math.ceil(span.low);
  const high = span.highOpen ? Math.ceil(span.high) - 1 : Math.floor(span.high);
  return { low: Math.max(low, 0), high, lowOpen: false, highOpen: false };
}

function cut(a: Span, b: Span): Span {
  const lower = a.low > b.low || (a.low === b.low && a.lowOpen) ? a : b;
  const upper = a.high < b.high || (a.high === b.high && a.highOpen) ? a : b;
  return { low: lower.low, lowOpen: lower.lowOpen, high: upper.high, highOpen: upper.highOpen };
}

function isEmpty({ low, high, lowOpen, highOpen }: Span): boolean {
  return low > high || (low === high && (lowOpen || highOpen));
}

function isInside(inner: Span, outer: Span): boolean {
  const above = inner.low > outer.low || (inner.low === outer.low && (inner.lowOpen || !outer.lowOpen));
  const below = inner.high < outer.high || (inner.high === outer.high && (inner.highOpen || !outer.highOpen));
  return above && below;
}
