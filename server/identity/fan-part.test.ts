import { describe, expect, it } from 'vitest';
import { absorb, fold, type Part, type Word } from './fan-part.js';

const CONSENT = 'consent/shop/sms';

/** @param minutes the later word counts */
const consent = (granted: boolean, minutes: number): Word => ({
  value: { granted },
  rank: [1, -minutes, Number(granted)],
});

describe('a word on a merged fan as a whole', () => {
  const parts: Part[] = [
    { id: 'a', said: { [CONSENT]: consent(true, 1), 'shop/1/source': { value: '抖音', rank: [] } } },
    { id: 'b', said: { [CONSENT]: consent(true, 3), 'shop/1/source': { value: '快手', rank: [] } } },
  ];
  const told = (said: Part['said'], name: string) => absorb(parts, [name], { id: 'a', said }, new Map());

  it('is the root’s, and nobody else’s any more', () => {
    const after = told({ 'shop/1/source': { value: '淘宝', rank: [] } }, 'shop/1/source');
    expect(after.map(({ said }) => said['shop/1/source']?.value)).toEqual(['淘宝', undefined]);
  });

  it('leaves each record the consent it was given before', () => {
    const after = told({ [CONSENT]: consent(false, 5) }, CONSENT);
    expect(after.map(({ said }) => said[CONSENT]?.value)).toEqual([{ granted: false }, { granted: true }]);
    expect(fold(after)[CONSENT]?.value).toEqual({ granted: false });
  });

  it('takes back a consent that counted for more, as the undoing of an import does', () => {
    const after = told({ [CONSENT]: consent(false, 2) }, CONSENT);
    expect(fold(after)[CONSENT]?.value).toEqual({ granted: false });
    expect(told({}, CONSENT).map(({ said }) => said[CONSENT])).toEqual([undefined, undefined]);
  });
});
