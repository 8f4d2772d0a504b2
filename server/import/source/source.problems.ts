import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { Problem } from '../../problem/problem.js';

/** Why a file could not be fetched, or a source not be kept. Codes never change their meaning. */
const problems = {
  IMP131: {
    zh: '对方服务器回复了 {status}，没有给出文件。请检查网址和密钥：401 或 403 表示密钥不对或已过期，5 开头是对方的故障，稍后会自动再试。',
    en: 'The server answered {status} and gave no file. Check the address and the secret: 401 or 403 says that it is wrong or has expired. With 5… the fault is theirs, and it is tried again soon.',
  },
  IMP132: {
    zh: '连不上对方服务器，或文件没有传完。请检查网址，或请 IT 检查网络和证书。',
    en: 'The server cannot be reached, or the file did not come through. Check the address, or ask IT to check network and certificate.',
  },
  IMP133: {
    zh: '这个网址转到了别处，为安全起见不会跟过去。请填写文件最终所在的网址。',
    en: 'The address leads on to another one, which is not followed for safety. Give the address where the file is in the end.',
  },
  IMP134: {
    zh: '文件超过 {limit} MB 的上限，没有下载。请让对方分批导出。',
    en: 'The file is over the limit of {limit} MB and was not fetched. Have it exported in parts.',
  },
  IMP135: {
    zh: '网址要以 https:// 开头：没有加密的 http 只能用于 IT 允许的内网地址。',
    en: 'The address must begin with https://: without encryption only addresses inside the company are fetched from that IT allows.',
  },
  IMP136: {
    zh: '网址换了主机，原来的密钥不会发给新的主机。请重新填写请求头的值。',
    en: 'The address has another host now, and the secret is not sent to a host it was not given for. Enter the value of the header anew.',
  },
  IMP137: {
    zh: '店里已经有同名的定时拉取。请换一个名称。',
    en: 'The shop has a scheduled pull of this name already. Choose another name.',
  },
  IMP138: {
    zh: '负责人的账号已停用，或不再有导入的权限，所以拉取停下了。请在“定时拉取”里把它移交给另一位同事，移交后会继续。',
    en: 'The account of the person in charge is disabled or may no longer import, so the pull was stopped. Hand it over to somebody else in “Scheduled pulls”; then it goes on.',
  },
  IMP139: {
    zh: '这位同事不能负责定时拉取：账号要在用，并且有在这家店导入的权限。请换一位，或先给 TA 角色。',
    en: 'This person cannot be in charge of a scheduled pull: they need an active account that may import in this shop. Choose somebody else, or give them a role first.',
  },
} as const satisfies Record<string, Bilingual>;

export function sourceProblem(
  code: keyof typeof problems,
  values: Record<string, string | number> = {},
  cause?: unknown,
): Problem {
  const { zh, en } = problems[code];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  return new Problem(code === 'IMP137' ? 409 : 422, code, { zh: fill(zh), en: fill(en) }, { cause });
}
