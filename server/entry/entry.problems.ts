import { Problem } from '../problem/problem.js';

export function notOpen(name: string): Problem {
  return new Problem(409, 'ENTRY409', {
    zh: `流程“${name}”没有发布，或已暂停、停止，现在谁也不能加入。请先发布或恢复它。`,
    en: `The SOP “${name}” is not published, or is paused or stopped: nobody can enter now. Publish or resume it first.`,
  });
}

export function tooMany(most: number): Problem {
  return new Problem(422, 'ENTRY422', {
    zh: `筛选出的粉丝超过 ${String(most)} 位，一次最多加入这么多，现在一位也没有加入。请缩小筛选范围，或在流程里写 每天 HH:MM 且 …。`,
    en: `The filter finds more than ${String(most)} fans, which is the most that can be added at once; nobody was added. Narrow the filter, or write “every day HH:MM and …” in the SOP.`,
  });
}
