import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY, HOUR } from '@fanloom/dsl/core/zone.js';
import { writeCsv } from './csv.js';
import { followerList } from './follower-list.js';
import { itemList } from './item-list.js';
import { liveRoom } from './live-room.js';
import { orderList, type OrderListPart } from './order-list.js';
import { localTime, midnightBefore, type World } from './world.js';
import { writeXlsx } from './xlsx.js';

export interface ExportFile {
  path: string;
  kind: 'orders' | 'items' | 'live' | 'followers';
  /** Name of the broadcast, which a live room's file does not tell. */
  session: string | null;
}

export interface ExportOptions {
  /** Files over which the order list is spread, as if exported month by month. */
  orderFiles: number;
  /** Names of the staff whom the follower list gives as owners. */
  owners: readonly [string, ...string[]];
  /** How many days ago each broadcast was that has a file. */
  broadcasts: readonly number[];
}

/** Each monthly file goes back a little, so that some orders are in two, with a later status in the second. */
const OVERLAP_DAYS = 5;

/**
 * Writes what a shop exports from its platforms into a folder, which is made when missing. Equal arguments give equal
 * files. @returns the files in the order in which they are best imported
 */
export async function writeExports(world: World, folder: string, options: ExportOptions): Promise<ExportFile[]> {
  await mkdir(folder, { recursive: true });
  const files: ExportFile[] = [];
  const add = async (
    kind: ExportFile['kind'],
    name: string,
    write: (path: string) => Promise<void>,
    session?: string,
  ) => {
    const path = join(folder, name);
    await write(`${path}.part`);
    await rename(`${path}.part`, path);
    files.push({ path, kind, session: session ?? null });
  };

  await add('followers', '粉丝列表.csv', (path) =>
    writeCsv(path, 'utf-8 with BOM', followerList(world, options.owners)),
  );
  await add('items', `ExportOrderDetailList${stamp(world.endsAt)}.csv`, (path) =>
    writeCsv(path, 'gb18030', itemList(world)),
  );
  for (const part of orderListParts(world, options.orderFiles)) {
    await add('orders', `ExportOrderList${stamp(part.exportedAt)}.csv`, (path) =>
      writeCsv(path, 'gb18030', orderList(world, part)),
    );
  }
  for (const daysAgo of options.broadcasts) {
    const day = localTime(midnightBefore(world.endsAt) - daysAgo * DAY).slice(0, 10);
    await add(
      'live',
      `直播间用户明细${day.replaceAll('-', '')}.xlsx`,
      (path) => writeXlsx(path, '用户明细', liveRoom(world, daysAgo)),
      `${day} 晚场`,
    );
  }
  return files;
}

/** `20260305`. */
function stamp(instant: number): string {
  return localTime(instant).slice(0, 10).replaceAll('-', '');
}

function orderListParts({ orders, days, endsAt }: World, count: number): OrderListPart[] {
  return Array.from({ length: count }, (_, part) => {
    const indexOfDay = (day: number) => Math.round((orders * Math.max(day, 0)) / days);
    const [firstDay, lastDay] = [(days * part) / count, (days * (part + 1)) / count];
    const exportedAt =
      part === count - 1 ? endsAt : midnightBefore(endsAt) - (days - Math.floor(lastDay)) * DAY + 2 * HOUR;
    return { from: indexOfDay(firstDay - OVERLAP_DAYS), to: indexOfDay(lastDay), exportedAt };
  });
}
