import { DAY, HOUR } from '@fanloom/dsl/core/zone.js';
import { fanAt, presenceOf } from './fan.js';
import { masked, respelled, watchTime } from './quirk.js';
import { randomFor } from './random.js';
import { localTime, midnightBefore, spreadsheetDate, type World } from './world.js';
import type { XlsxCell } from './xlsx.js';

const LIVE_ROOM = 7;
/** Of those who are there at all, how many watch one broadcast. */
const VIEWERS = 0.35;

const HEADER = [
  '用户昵称',
  '观看时长',
  '进入次数',
  '评论数',
  '点赞数',
  '分享数',
  '打赏金额',
  '粉丝等级',
  '亲密度',
  '最近观看时间',
];

/** What each viewer did in the broadcast of the evening `daysAgo` days before the export, in total. */
export function* liveRoom(world: World, daysAgo: number): Iterable<XlsxCell[]> {
  const began = midnightBefore(world.endsAt) - daysAgo * DAY + 20 * HOUR;
  yield [`直播间用户明细 ${localTime(began).slice(0, 10)}`];
  yield HEADER;
  for (let index = 0; index < world.fans; index++) {
    const { from, until } = presenceOf(world, index);
    const random = randomFor(world.seed, LIVE_ROOM, index, daysAgo);
    if (began < from || began >= until || !random.chance(VIEWERS)) continue;
    const nick = random.chance(0.02) ? masked(fanAt(world, index).nick) : respelled(fanAt(world, index).nick, random);
    const seconds = Math.min(Math.round(random.around(600, 3)), (3 * HOUR) / 1000);
    const comments = random.chance(0.4) ? random.int(1, 12) : 0;
    const gifts = random.chance(0.05) ? random.int(1, 300) : 0;
    const lastAt = began + random.int(seconds, (3 * HOUR) / 1000) * 1000;
    yield [
      random.chance(0.5) ? nick : { inline: nick },
      watchTime(seconds, random),
      random.int(1, 4),
      comments,
      random.chance(0.05) ? '1.2万' : random.int(0, 200),
      random.chance(0.1) ? random.int(1, 5) : 0,
      random.chance(0.5) ? gifts : `¥${gifts.toFixed(2)}`,
      random.int(1, 12),
      random.int(0, 3_000),
      random.chance(0.5) ? { date: spreadsheetDate(lastAt) } : localTime(lastAt),
    ];
  }
}
