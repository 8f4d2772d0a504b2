import { conflict } from '../problem/common.js';
import { Problem } from '../problem/problem.js';

export function nobodyChosen(): Problem {
  return new Problem(422, 'JOB422', {
    zh: '没有选中任何粉丝：条件可能已经没有人符合。请刷新列表后再选。',
    en: 'No fan is chosen: perhaps nobody fits the conditions any more. Refresh the list and choose again.',
  });
}

export function keptByRule(names: string): Problem {
  return new Problem(422, 'JOB423', {
    zh: `标签“${names}”由规则自动维护，不能手工打上或去掉。请改它的规则，或选别的标签。`,
    en: `The tag “${names}” is kept by its rule and cannot be put on or taken off by hand. Change its rule, or choose another tag.`,
  });
}

export function cannotOwn(): Problem {
  return new Problem(422, 'JOB424', {
    zh: '不能分给这位同事：账号要在用、在这家店铺有角色，并且分过去之后粉丝仍在您可管理的范围内。请换一位。',
    en: 'Fans cannot be given to this person: they need an active account with a role in this shop, and you must still manage the fans afterwards. Choose somebody else.',
  });
}

export function cannotUndo(): Problem {
  return conflict(
    'JOB409',
    '这次操作不能撤销：还在进行、已经撤销过，或者是加入流程（已经进入的人不会被移出）。',
    'This cannot be undone: it is still running, was undone before, or let fans into an SOP, who stay there.',
  );
}
