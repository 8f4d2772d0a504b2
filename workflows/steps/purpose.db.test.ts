import { afterEach, beforeEach, expect, it } from 'vitest';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { at, EngineKit } from '../testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 23:00'));
});
afterEach(() => kit.dispose());

const catalogue = { ...UNKNOWN_CATALOGUE, texts: { 发货: { any: '您的订单已发出' } }, serviceTexts: ['发货'] };

async function publish(text: string): Promise<void> {
  const { file } = parse(text);
  const context = createContext([file], catalogue);
  for (const sop of context.definitions.sops.values()) {
    const { program } = compile(sop, context);
    if (!program) throw new Error('This test’s SOP is right');
    await kit.publishProgram(program, text);
  }
}

const bodies = async () => (await kit.sent()).map(({ body }) => body);

const service = '流程 "发货通知" { 当 发货 可再次进入 免打扰 22:00-09:00 限发 1条 每7天 发私信 话术 "发货" }';
const marketing = '流程 "发货营销" { 当 发货 可再次进入 免打扰 22:00-09:00 限发 1条 每7天 发私信 "再来看看" }';

it('a service message waits for no quiet hours, needs no consent and is not counted', async () => {
  await publish(service);
  for (const order of ['1', '2', '3']) {
    await kit.happen('小鱼', 'order.ship', { order });
    await kit.settle();
  }
  expect(await bodies()).toEqual(Array<string>(3).fill('您的订单已发出'));
});

it('a marketing message does, and has its whole limit left beside service messages', async () => {
  await publish(`${service}\n${marketing}`);
  await kit.happen('小鱼', 'follow');
  await kit.happen('小鱼', 'order.ship', { order: '1' });
  await kit.happen('生人', 'order.ship', { order: '2' });
  await kit.settle();
  expect(await bodies()).toEqual(Array<string>(2).fill('您的订单已发出'));
  await kit.goTo(at('2026-11-24 09:00'));
  expect((await bodies()).filter((body) => body === '再来看看')).toHaveLength(1);
});

it('other words under the name of an approved text are marketing', async () => {
  await publish(`话术 "发货" "全场五折"\n${service}`);
  await kit.happen('小鱼', 'follow');
  await kit.happen('小鱼', 'order.ship', { order: '1' });
  await kit.settle();
  expect(await bodies()).toEqual([]);
});

it('whoever has opted out gets no service message, planned or not', async () => {
  await publish(service);
  await kit.happen('小鱼', 'optout');
  await kit.happen('小鱼', 'order.ship', { order: '1' });
  await kit.settle();
  await kit.happen('小虾', 'order.ship', { order: '2' });
  await kit.dispatch();
  await kit.driveRuns();
  await kit.happen('小虾', 'optout');
  await kit.settle();
  expect(await bodies()).toEqual([]);
});
