import { error, warning } from '../define.js';
import type { Bilingual } from '../problem.js';

/* How it is written: 1xx. A code never changes its meaning. */

export const hiddenCharacter = error('SOP101', (code: string) => ({
  zh: `这里有一个看不见的字符（${code}），它会让人看到的和系统执行的不一样。`,
  en: `There is an invisible character here (${code}); it makes what people read differ from what runs.`,
}));
export const notUtf8 = error('SOP102', () => ({
  zh: '这个文件不是 UTF-8 编码（很可能是 GBK），有些字已经变成了乱码。请另存为 UTF-8 再打开。',
  en: 'This file is not UTF-8 (GBK is likely), so some characters are lost. Save it as UTF-8 and open it again.',
}));
export const unclosedQuote = error('SOP103', () => ({
  zh: '这句文案的引号没有收尾，系统分不清文案到哪里结束。',
  en: 'This text has no closing quote, so nobody can tell where it ends.',
}));
export const badEscape = error('SOP104', (image: string) => ({
  zh: `文案里的 ${image} 不认识；只能写 \\" \\\\ \\n。`,
  en: `${image} means nothing in a text; only \\" \\\\ \\n do.`,
}));
export const badName = error('SOP105', (reason: { zh: string; en: string }) => ({
  zh: `这个名字不能用：${reason.zh}。`,
  en: `This name cannot be used: ${reason.en}.`,
}));
export const unquotedText = error('SOP106', () => ({
  zh: '发给粉丝的文案要放在引号里。',
  en: 'A text for fans stands in quotes.',
}));
export const textOverLines = error('SOP107', () => ({
  zh: '用一对引号的文案要写在一行里；多行的文案前后各用三个引号。',
  en: 'A text in single quotes stays on its line; one of several lines stands between """ and """.',
}));
export const dateNeedsYear = error('SOP109', (month: string, day: string) => ({
  zh: `日期要写上哪一年，例如 2026-${month.padStart(2, '0')}-${day.padStart(2, '0')}。`,
  en: `A date has a year, such as 2026-${month.padStart(2, '0')}-${day.padStart(2, '0')}.`,
}));
export const chineseNumeral = error('SOP110', (what: { zh: string; en: string }) => ({
  zh: `${what.zh}请用阿拉伯数字。`,
  en: `Please write ${what.en} with digits.`,
}));
export const unknownWord = error('SOP111', (word: string, hint: Bilingual | null) => ({
  zh: `不认识“${word}”这个词${hint === null ? '' : `，${hint.zh}`}。`,
  en: `“${word}” is not a word of this language${hint === null ? '' : `; ${hint.en}`}.`,
}));
export const unquotedName = error('SOP112', (name: string) => ({
  zh: `“${name}”是您自己起的名字，名字要放在引号里。`,
  en: `“${name}” is a name that you made up; such names stand in quotes.`,
}));
export const clockTime = error('SOP113', (image: string) => ({
  zh: `时刻“${image}”请写成 24 小时制的 时:分。`,
  en: `Please write the time “${image}” as H:MM on the 24-hour clock.`,
}));
export const noSuchTime = error('SOP114', (image: string) => ({
  zh: `没有“${image}”这样的时刻或日期。`,
  en: `There is no such time or date as “${image}”.`,
}));
export const misnomer = error('SOP115', (word: string, rights: readonly string[]) => ({
  zh: `这里的“${word}”请写成${rights.map((right) => `“${right}”`).join('或')}。`,
  en: `Please write ${rights.map((right) => `“${right}”`).join(' or ')} instead of “${word}”.`,
}));
export const needlessWord = error('SOP108', (word: string) => ({
  zh: `“${word}”不用写，删掉意思不变。`,
  en: `“${word}” is not needed; without it the meaning is the same.`,
}));
export const otherLanguage = warning('SOP116', (language: 'zh' | 'en', word: string, right: string) => ({
  zh: `这个文件用${language === 'zh' ? '中文' : '英文'}关键字写，“${word}”可以写成“${right}”（不影响运行）。`,
  en: `This file is written in ${language === 'zh' ? 'Chinese' : 'English'}; “${word}” can be “${right}” (it runs either way).`,
}));
export const strayBracket = error('SOP117', (bracket: string) => ({
  zh: `多了一个 ${bracket}，前面没有和它配对的括号。`,
  en: `This ${bracket} closes nothing: no bracket before it is open.`,
}));
export const unclosedBrace = error('SOP118', (inner: string | null, owner: string, line: number) => ({
  zh: `${inner === null ? '' : `“${inner}”写进了“${owner}”的大括号里。`}第${line}行的 { 还没有配上 }。`,
  en: `${inner === null ? '' : `“${inner}” is inside the braces of “${owner}”. `}The { in line ${line} has no }.`,
}));
export const unclosedParen = error('SOP119', () => ({
  zh: '这个 ( 还没有配上 )。',
  en: 'This ( has no ).',
}));
export const misplaced = error('SOP120', (found: string, expected: Bilingual | null, usage: Bilingual | null) => ({
  zh: `“${found}”不能写在这里${expected === null ? '' : `，这里应该是${expected.zh}`}。${usage === null ? '' : `${usage.zh}。`}`,
  en: `“${found}” cannot stand here${expected === null ? '' : `; ${expected.en} should`}.${usage === null ? '' : ` Note: ${usage.en}.`}`,
}));
export const conditionHalf = error('SOP125', (right: string) => ({
  zh: `“且”“或”两边都要写完整的条件，这里请写 ${right}。`,
  en: `Both sides of “and” and “or” are whole conditions; write ${right} here.`,
}));
export const mixedAndOr = error('SOP121', () => ({
  zh: '“或”和“且”连在一起有两种读法，会圈到不同的人，请用括号说清楚。',
  en: '“and” and “or” side by side can be read in two ways and find different people; say which with brackets.',
}));
export const incomplete = error('SOP122', (after: string, expected: { zh: string; en: string }) => ({
  zh: `“${after}”后面还缺${expected.zh}。`,
  en: `${expected.en} is missing after “${after}”.`,
}));
export const repeatedHead = error('SOP123', (word: string) => ({
  zh: `“${word}”在这个流程里写了两次，只能留一个。`,
  en: `“${word}” stands twice in this SOP; keep one.`,
}));
export const lateHead = error('SOP124', (word: string) => ({
  zh: `“${word}”是整个流程的规则，要写在第一个步骤的前面。`,
  en: `“${word}” is a rule for the whole SOP and stands before its first step.`,
}));
