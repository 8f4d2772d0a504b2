import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { hasOpenssl, makeCertificates } from './certificates.js';
import { whatTheDoctorSays } from './doctor-process.js';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { TlsFront } from './tls-front.js';
import { FANS, SOP, SPEED, TEXTS, wait } from './two-messages.js';
import { until } from './until.js';

let kit: FaultKit;
afterEach(() => kit.dispose());

const INTERNAL = { FANLOOM_INTERNAL_HOSTS: '127.0.0.1' };

/** For so long a worker may still listen to a namespace that was deleted. */
const A_LONG_POLL_MS = 120_000;

it('a namespace that is missing at the start, and is deleted later, is named; fans go on when it is there', async () => {
  kit = await FaultKit.create({ honoursKeys: true, speed: SPEED });
  await kit.engine.publish(SOP);
  const settings = { TEMPORAL_NAMESPACE: 'shop' };
  const missing = 'Temporal has no namespace shop';
  const worker = await kit.startWorker(settings);
  const fans = await kit.follow(FANS);
  await until(async () => (await worker.log()).includes(missing));
  const doctor = () => whatTheDoctorSays({ ...kit.env, ...settings, ...INTERNAL });
  expect((await doctor()).get('temporal')).toBe(missing);
  await kit.temporal.namespace('create', '--retention', '72h', 'shop');
  await kit.finished(FANS);
  await until(async () => (await worker.log()).includes('Temporal is there'));

  const told = (await worker.log()).split(missing).length;
  await kit.temporal.namespace('delete', '--yes', 'shop');
  await until(async () => (await doctor()).get('temporal') === missing);
  fans.push(...(await kit.follow(FANS)));
  await until(async () => (await worker.log()).split(missing).length > told);
  await kit.temporal.namespace('create', '--retention', '72h', 'shop');
  await kit.finished(2 * FANS, A_LONG_POLL_MS);
  await expectEachOnce(kit, fans, TEXTS);
});

it.skipIf(!hasOpenssl)('a certificate of Temporal that expires is named; fans go on when it is renewed', async () => {
  kit = await FaultKit.create({ honoursKeys: true, speed: SPEED, held: true });
  await kit.engine.publish(SOP);
  const { authority, key, valid, expired } = await makeCertificates(join(kit.folder, 'tls'));
  const front = await TlsFront.start(kit.temporal.address, key, valid);
  const settings = { TEMPORAL_ADDRESS: front.address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority };
  const worker = await kit.startWorker(settings);
  const fans = await kit.follow(FANS);
  await wait(kit);

  await front.show(key, expired);
  const says = "Temporal's certificate has expired, or is not valid yet (CERT_HAS_EXPIRED)";
  await until(async () => (await worker.log()).includes(says));
  expect((await whatTheDoctorSays({ ...kit.env, ...settings, ...INTERNAL })).get('temporal')).toBe(says);
  fans.push(...(await kit.follow(FANS)));

  await front.show(key, valid);
  await kit.letTimeGoOn();
  await kit.finished(2 * FANS);
  await expectEachOnce(kit, fans, TEXTS);
  front.close();
});
