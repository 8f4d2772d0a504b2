import type { FanEvent } from '@fanloom/dsl/condition/facts.js';
import { describe, expect, it } from 'vitest';
import type { FanRow } from './past-fans.sql.js';
import { stateAt } from './past-state.js';

const FROM = 1000;
const fan: FanRow = { id: 'a', nick: null, fields: {}, custom: {}, tags: null, consents: null, suppressed: false };
const event = (type: string, happenedAt: number, properties: FanEvent['properties'] = {}): FanEvent => ({
  type,
  happenedAt,
  properties,
});

describe('a fan as they were', () => {
  it('had not yet done what they have done since', () => {
    const row = { ...fan, fields: { orders: 3, spend: 900, visits: 2, first_purchase: 10, last_purchase: 1500 } };
    const events = [
      event('order.pay', 10, { amount: 100, category: '口红' }),
      event('order.pay', 500, { amount: 300 }),
      event('live.enter', 1200),
      event('order.pay', 1500, { amount: 500, category: ['面膜'] }),
    ];
    expect(stateAt(row, events, FROM, true).fields).toEqual({
      orders: 2,
      spend: 400,
      visits: 1,
      first_purchase: 10,
      last_purchase: 500,
      categories: ['口红'],
    });
    expect(stateAt(row, events, FROM, true).events).toEqual(events.slice(0, 2));
  });

  it('had no first time that came later', () => {
    const row = { ...fan, fields: { orders: 1, first_purchase: 1500, last_purchase: 1500, first_follow: 5 } };
    const past = stateAt(row, [event('order.pay', 1500), event('follow', 1600)], FROM, true);
    expect(past.fields).toMatchObject({ orders: 0, first_purchase: null, last_purchase: null, first_follow: 5 });
  });

  it('keeps what does not follow from events that are known', () => {
    const row = { ...fan, fields: { orders: 3 } };
    expect(stateAt(row, [event('order.pay', 1500)], FROM, false).fields).toEqual({ orders: 3 });
  });

  it('has the tags of that time', () => {
    const tags = [
      { name: '早', at: 999 },
      { name: '晚', at: 1000 },
    ];
    expect([...stateAt({ ...fan, tags }, [], FROM, false).tags]).toEqual(['早']);
  });

  it.each([
    ['follow', 500, { granted: true, explicit: false }],
    ['follow', 1500, undefined],
    ['consent.change', 500, { granted: true, explicit: true }],
    ['import:1', 1500, { granted: true, explicit: false }],
  ])('has consent by %s at %d', (source, at, expected) => {
    const consents = [{ channel: 'sms', granted: true, source, at }];
    expect(stateAt({ ...fan, consents }, [], FROM, false).consents['sms']).toEqual(expected);
  });

  it('may be written to until they opt out', () => {
    const row = { ...fan, suppressed: true };
    expect(stateAt(row, [], FROM, false).blocked).toBe(true);
    expect(stateAt(row, [event('optout', 1500)], FROM, false).blocked).toBe(false);
    expect(stateAt(row, [event('optout', 1500, { channel: 'sms' })], FROM, false).blocked).toBe(true);
  });
});
