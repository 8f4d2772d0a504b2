import type { Texts } from '../text.js';

export const shellTexts = {
  'shell.skip': { zh: '跳到正文', en: 'Skip to content' },
  'shell.navigation': { zh: '主导航', en: 'Main navigation' },
  'shell.waiting': { zh: '{n} 件等您处理', en: '{n} {n:waits|wait} for you' },
  'shell.narrow': { zh: '收起导航', en: 'Collapse navigation' },
  'shell.widen': { zh: '展开导航', en: 'Expand navigation' },
  'shell.shop': { zh: '切换店铺', en: 'Switch shop' },
  'shell.language': { zh: '语言 Language', en: '语言 Language' },
  'shell.search': { zh: '找{found}…', en: 'Find {found}…' },
  'shell.search.fans': { zh: '粉丝', en: 'fans' },
  'shell.search.segments': { zh: '分群', en: 'segments' },
  'shell.search.sops': { zh: '流程', en: 'SOPs' },
  'shell.search.pages': { zh: '页面', en: 'pages' },
  'shell.commands': { zh: '去哪里、做什么', en: 'Places and actions' },
  'shell.searching': { zh: '正在找…', en: 'Searching…' },
  'shell.nothingFound': { zh: '没有找到。换个说法试试？', en: 'Nothing found. Try another word.' },
  'shell.notFound': { zh: '没有这个页面', en: 'There is no such page' },
  'shell.notFound.text': {
    zh: '地址可能打错了，或者您的角色看不到它。',
    en: 'The address may be mistyped, or your role does not see it.',
  },
  'shell.home': { zh: '回到首页', en: 'Go to the start page' },
  'shell.newVersion': { zh: '页面没有载入', en: 'The page did not load' },
  'shell.newVersion.text': {
    zh: '系统可能刚升级过。已保存的内容都还在，重新载入即可。',
    en: 'The product may just have been upgraded. What you saved is still there; loading again is enough.',
  },
  'shell.reload': { zh: '重新载入', en: 'Load again' },
  'shell.lost': {
    zh: '连不上服务。屏幕上的内容是断开前的，都还在；正在重试，恢复后自动更新。',
    en: 'The service cannot be reached. What is on screen is from before, and kept; it is tried again and brings itself up to date.',
  },
  'shell.unreachable': { zh: '连不上服务', en: 'The service cannot be reached' },
  'shell.unreachable.text': {
    zh: '服务可能正在启动。通常几秒后就好；一直不行请联系 IT。',
    en: 'It may be starting, which takes a few seconds. If this stays, ask IT.',
  },
  'shell.demoClock': { zh: '演示时钟：比真实时间快 {speed} 倍', en: 'Demo clock: {speed} times faster than real time' },
  'shell.noRight': { zh: '您的角色不能打开这个页面', en: 'Your role does not open this page' },
  'shell.noRight.text': {
    zh: '工作需要的话，请联系 IT 给您的角色加上这项权限。',
    en: 'If your work needs it, ask IT to give your role the right.',
  },
  'shell.noRights': { zh: '您的账号还没有可用的页面', en: 'Your account opens no page yet' },
  'shell.noRights.text': {
    zh: '请联系 IT 给您的账号分配角色和店铺。',
    en: 'Ask IT to give your account a role and a shop.',
  },
} satisfies Texts<'shell'>;
