import { conflict } from '../problem/common.js';
import { Problem } from '../problem/problem.js';

export const taskProblems = {
  cancelled: () =>
    conflict(
      'TASK409',
      '这个任务已经取消，不需要再处理。请刷新列表。',
      'This task was cancelled and needs no more work. Refresh the list.',
    ),
  done: () =>
    conflict(
      'TASK425',
      '这个任务已经完成，不能再取消。请刷新列表。',
      'This task is done and can no longer be cancelled. Refresh the list.',
    ),
  notTheMaker: () =>
    new Problem(403, 'TASK426', {
      zh: '只有新建任务的人可以取消它。做完了请点“完成”，做不了请转交。',
      en: 'Only whoever made a task can cancel it. Finish it when it is done, or give it to somebody else.',
    }),
  notToChange: () =>
    new Problem(403, 'TASK427', {
      zh: '这个任务不能由您修改：流程发出的任务不能改，别人布置给您的请找布置的人改。',
      en: 'You cannot change this task: tasks of SOPs stay as they are, and one that somebody gave you is theirs to change.',
    }),
  cannotTake: () =>
    new Problem(
      422,
      'TASK422',
      {
        zh: '不能把任务交给这位同事：TA 的账号要在用，在该店铺有办理任务的角色，并由您管理。请换一位。',
        en: 'This person cannot be given the task: they need an active account with a role that works on tasks in the shop, and to be one whose tasks you manage. Choose somebody else.',
      },
      { fields: [{ path: 'assignee_id', message: 'Cannot be given tasks of the shop' }] },
    ),
  seesNotTheFan: () =>
    new Problem(
      422,
      'TASK422',
      {
        zh: '这位同事看不到任务里的粉丝。请先把粉丝分给 TA，或者换一位同事。',
        en: 'This person does not see the fan of the task. Assign the fan to them first, or choose somebody else.',
      },
      { fields: [{ path: 'assignee_id', message: 'Does not see the fan' }] },
    ),
  badDue: () =>
    new Problem(
      422,
      'TASK423',
      {
        zh: '期限要在现在之后、五年之内。请重新选择。',
        en: 'A task is due later than now and within five years. Choose another time.',
      },
      { fields: [{ path: 'due_at', message: 'In the past, or more than five years ahead' }] },
    ),
  erased: () =>
    conflict(
      'TASK424',
      '这位粉丝的个人信息已经清除，不能再新建任务。',
      'The personal data of this fan was erased: no task can be made about them any more.',
    ),
};
