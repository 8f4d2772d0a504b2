import { csvLine } from './csv.js';
import { fanAt, presenceOf } from './fan.js';
import { masked, phoneText, respelled } from './quirk.js';
import { randomFor } from './random.js';
import { localTime, type World } from './world.js';

const FOLLOWER_LIST = 6;
const DATE_FORMS = [
  (time: string) => time,
  (time: string) => time.slice(0, 16).replaceAll('-', '/'),
  (time: string) => time.slice(0, 10).replace(/-0?/, '年').replace(/-0?/, '月') + '日',
  (time: string) => time.slice(0, 10).replaceAll('-', ''),
] as const;

/** The shop's followers in no particular order of columns. @param owners names of the staff who look after some of them */
export function* followerList(world: World, owners: readonly [string, ...string[]]): Iterable<string> {
  yield csvLine(['来源', '昵称', '手机号', '负责人', '关注时间']);
  for (let index = 0; index < world.fans; index++) {
    const fan = fanAt(world, index);
    const random = randomFor(world.seed, FOLLOWER_LIST, index);
    const hasPhone = !fan.hidesPhone && random.chance(0.9);
    // A masked nick with a phone beside it is somebody; without one, nobody.
    const nick = random.chance(0.02) ? masked(fan.nick) : respelled(fan.nick, random);
    yield csvLine([
      fan.source,
      nick,
      hasPhone ? phoneText(fan.phone, random) : '',
      random.chance(0.6) ? random.pick(owners) : '',
      random.pick(DATE_FORMS)(localTime(presenceOf(world, index).from)),
    ]);
    if (random.chance(0.003)) yield csvLine(['', '', '', '', '']);
  }
  yield csvLine([`共 ${world.fans} 条`, '', '', '', '']);
}
