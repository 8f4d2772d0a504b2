import { afterEach, describe, expect, it } from 'vitest';
import { type FakeTemporal, fakeTemporal } from '../testing/fake-temporal.js';
import { checkTemporal } from './check-temporal.js';

let temporal: FakeTemporal;
afterEach(() => temporal.close());

async function check(status: number) {
  temporal = await fakeTemporal(status);
  return checkTemporal({ address: temporal.address, namespace: 'fanloom' });
}

describe('checkTemporal', () => {
  it('names the version that answers', async () => {
    const { state, found } = await check(0);
    expect([state, found.en]).toEqual(['ok', `Temporal 1.31.0 ${temporal.address}, fanloom`]);
    expect(temporal.calls.map(({ method }) => method)).toEqual(['DescribeNamespace', 'GetSystemInfo']);
  });

  it.each([
    [5, 'temporal operator namespace create'],
    [7, 'TEMPORAL_API_KEY'],
    [16, 'TEMPORAL_API_KEY'],
    [14, 'TEMPORAL_ADDRESS'],
  ])('says what to do about gRPC status %d', async (status, advice) => {
    const { state, advice: given } = await check(status);
    expect(state).toBe('fail');
    expect(given?.en).toContain(advice);
  });

  it('says so when nobody listens', async () => {
    temporal = await fakeTemporal(0);
    temporal.close();
    const { found } = await checkTemporal({ address: temporal.address, namespace: 'fanloom' });
    expect(found.en).toBe(`Temporal does not answer at ${temporal.address}`);
  });
});
