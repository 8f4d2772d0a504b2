import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { packagedRoles } from '../access/packaged-roles.js';
import { PEOPLE } from './people.js';

/** Where to log in, as whom, and what to look at first. */
export function guide(url: string): Bilingual {
  return { zh: text(url, 'zh'), en: text(url, 'en') };
}

const FIRST_STEPS = {
  zh: [
    '以 lin 登录，打开“SOP → 新粉7日转化 → 运行”：漏斗随直播填满，买了的人提前离开',
    '打开“消息”：沙箱里是本来会发给粉丝的每一条私信和短信',
    '换 zhou 登录：只看得到自己的粉丝，手机号是打码的；换 an：只有数字，没有人名',
  ],
  en: [
    'Log in as lin and open SOP → 新粉7日转化 → Run: the funnel fills with the broadcast, buyers leave early',
    'Open Messages: the sandbox shows every message that fans would have got',
    'Log in as zhou: only her own fans, phones masked; as an: numbers, and nobody behind them',
  ],
};

function text(url: string, language: 'zh' | 'en'): string {
  const isChinese = language === 'zh';
  const people = Object.values(PEOPLE).map(({ login, name, password, role }) => {
    const packaged = packagedRoles.find(({ key }) => key === role);
    const roleName = (isChinese ? packaged?.name_zh : packaged?.name_en) ?? role;
    return `  ${login.padEnd(6)}${password.padEnd(20)}${name}  ${roleName}`;
  });
  return [
    '',
    isChinese ? `演示开始：${url}` : `The demo is on: ${url}`,
    '',
    isChinese ? '  账号  密码' : '  login password',
    ...people,
    '',
    isChinese ? '先看什么：' : 'What to look at first:',
    ...FIRST_STEPS[language].map((step, i) => `  ${i + 1}. ${step}`),
    '',
  ].join('\n');
}
