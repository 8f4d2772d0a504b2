import { Problem } from '../problem/problem.js';
import type { CheckedText } from './checked-text.js';

export function noSopInText(): Problem {
  return new Problem(422, 'DRAFT422', {
    zh: '这段文本里没有流程。请以 流程 "名字" { … } 写一个流程。',
    en: 'There is no SOP in this text. Write one: sop "name" { … }.',
  });
}

export function severalSopsInText(names: string[]): Problem {
  const list = names.map((name) => `“${name}”`);
  return new Problem(422, 'DRAFT423', {
    zh: `这段文本里有 ${String(names.length)} 个流程：${list.join('、')}。每个流程单独保存，请分开提交。`,
    en: `There are ${String(names.length)} SOPs in this text: ${list.join(', ')}. Each one is kept by itself: submit them one by one.`,
  });
}

export function nameTaken(name: string): Problem {
  return new Problem(409, 'DRAFT410', {
    zh: `店里已经有叫“${name}”的流程。请换一个名字，或打开原来的流程修改。`,
    en: `The shop already has an SOP called “${name}”. Choose another name, or open that SOP and change it.`,
  });
}

/** @param newer what was saved meanwhile */
export function draftChanged(newer: { revision: number; draft: string | null; draft_at: Date | null }): Problem {
  return new Problem(
    409,
    'DRAFT409',
    {
      zh: '这份草稿刚被别人改过，您的修改还没有保存。请先对照新的版本再保存。',
      en: 'Somebody else has changed this draft; your changes are not saved yet. Compare with the newer one, then save.',
    },
    { details: newer },
  );
}

/** A text that cannot go live, with everything that was found in it. */
export class NotPublishable extends Problem {
  constructor(readonly checked: CheckedText) {
    const { problems, tests } = checked;
    const errors = String(problems.filter(({ severity }) => severity === 'error').length);
    const failed = String(tests.filter(({ passed }) => !passed).length);
    super(
      422,
      'PUBLISH422',
      {
        zh: `还不能发布：有 ${errors} 个错误，${failed} 个测试没有通过。原来的版本照常运行，请改好后再发布。`,
        en: `It cannot be published yet: errors ${errors}, failing tests ${failed}. What is live goes on as it is; correct them and publish again.`,
      },
      { details: { problems, tests } },
    );
  }
}
