import type { Rule } from './role.api.js';

export type FieldState = 'visible' | 'masked' | 'hidden';

export function stateOf(rule: Pick<Rule, 'masked' | 'hidden'>, field: string): FieldState {
  if (rule.hidden.includes(field)) return 'hidden';
  return rule.masked.includes(field) ? 'masked' : 'visible';
}

/** The rule with the field in another state; the order of the others stays. */
export function withState<R extends Pick<Rule, 'masked' | 'hidden'>>(rule: R, field: string, state: FieldState): R {
  const without = (names: string[]) => names.filter((name) => name !== field);
  return {
    ...rule,
    masked: state === 'masked' ? [...without(rule.masked), field] : without(rule.masked),
    hidden: state === 'hidden' ? [...without(rule.hidden), field] : without(rule.hidden),
  };
}
