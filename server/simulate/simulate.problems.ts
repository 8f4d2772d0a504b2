import type { Problem as SopProblem } from '@fanloom/dsl/problem/problem.js';
import { Problem } from '../problem/problem.js';

/** The text cannot run yet; `problems` says why. */
export function cannotRun(problems: readonly Pick<SopProblem, 'code' | 'range' | 'message'>[]): Problem {
  const [first] = problems;
  return new Problem(
    422,
    'SIMULATE422',
    {
      zh: `流程里有错误，还不能运行：${first ? `${first.code} ${first.message.zh}` : '没有流程。'}请改好后再试。`,
      en: `The SOP has errors and cannot run yet: ${first ? `${first.code} ${first.message.en}` : 'there is none.'} Correct them and try again.`,
    },
    { details: { problems } },
  );
}

export function wrongPeriod(): Problem {
  return new Problem(422, 'SIMULATE423', {
    zh: '起止日期不对：开始不能晚于结束，也不能晚于今天，最多366天。请重新选择。',
    en: 'The dates are not right: the first may not be after the last or after today, 366 days at most. Choose again.',
  });
}

export function busy(): Problem {
  return new Problem(
    429,
    'SIMULATE429',
    {
      zh: '已经有模拟在运行。请等它结束后再试。',
      en: 'Another simulation is running. Try again when it has finished.',
    },
    { headers: { 'Retry-After': '10' } },
  );
}
