import { Problem } from '../problem/problem.js';

export function ownRequest(): Problem {
  return new Problem(403, 'APPROVAL403', {
    zh: '不能审批自己提交的流程。请让另一位有审批权限的同事来审批。',
    en: 'You cannot approve what you have asked for yourself. Ask a colleague who may approve.',
  });
}

export function alreadyDecided(): Problem {
  return new Problem(409, 'APPROVAL410', {
    zh: '这个申请已经处理过，或被新的申请取代。请刷新列表。',
    en: 'This request has been decided already, or a newer one stands in its place. Reload the list.',
  });
}

/** @param names what has other content than when it was asked for; empty where it is the draft itself */
export function changedSince(names: readonly string[]): Problem {
  const zh = names.length > 0 ? `其中引用的${names.map((name) => `“${name}”`).join('、')}` : '草稿';
  const en = names.length > 0 ? names.map((name) => `“${name}”`).join(', ') : 'the draft';
  return new Problem(
    409,
    'APPROVAL409',
    {
      zh: `提交之后${zh}已经改过，看到的不再是将要上线的。没有发布，请作者重新提交。`,
      en: `Since it was asked for, ${en} changed: what was reviewed is no longer what would go live. Nothing was published; its author has to ask anew.`,
    },
    { details: { changed: [...names] } },
  );
}

export function authorMayNot(): Problem {
  return new Problem(409, 'APPROVAL411', {
    zh: '提交人现在没有发布权限。没有发布，请由有权限的同事重新提交。',
    en: 'Its author may not publish any more. Nothing was published; somebody who may has to ask anew.',
  });
}
