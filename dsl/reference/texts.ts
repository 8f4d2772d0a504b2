import type { Language } from '../vocabulary/language.js';

interface Section {
  title: string;
  text: string;
}

interface ReferenceTexts {
  title: string;
  intro: string;
  writing: Section;
  words: string;
  meaning: string;
  synonyms: Section;
  events: string;
  properties: string;
  type: string;
  fields: { title: string; text: (tiers: string) => string };
  channels: Section;
  longest: string;
  mergeFields: Section & { more: string };
  units: Section;
  grammar: Section;
}

/** What the reference says between its tables. */
export const TEXTS: Record<Language, ReferenceTexts> = {
  zh: {
    title: 'SOP 语言参考',
    intro:
      '这一页由解析器和词表生成，与正在运行的版本一致。第一次写请先看[教程](tutorial.zh.md)；每一步遇到各种情况会怎样，见[怎样运行](how-it-runs.zh.md)；每个错误编号的说明在[问题列表](../problems)。',
    writing: {
      title: '怎么写',
      text: [
        '- 自己起的名字（标签、优惠券、分群、流程……）都放在引号里，`"…"`、`“…”`、`「…」`都可以；关键字不用空格隔开：`等待24小时`。',
        '- 标点用全角半角都行，`；`当作空白。换行和缩进没有含义，括号才有；整理格式时一行一步。',
        '- `#` 到行尾是注释，会保留。一句文案要在一行里收尾；多行的文案前后各三个引号 `"""`。',
        '- 数字用阿拉伯数字，单位写在后面：`3天`、`99元`、`2次`、`60分`、`30%`。没有单位的数字不能和金额、时长比较。',
        '- 时刻是 24 小时制 `9:30`、`22:00`；时段 `22:00-09:00` 含头不含尾；日期 `2026-11-11`。`第0天` 是进入当天，`第1天` 是次日。',
        '- 一份文件最大 256 KB，括号最多 64 层，一个流程最多 500 步，一个条件最多 100 项，一句文案最多 2,000 字。',
      ].join('\n'),
    },
    words: '关键字',
    meaning: '含义',
    synonyms: {
      title: '也能看懂的写法',
      text: '左边的写法按右边理解；整理格式时换成右边，或者作为错误给出一键改法。',
    },
    events: '行为',
    properties: '属性',
    type: '类型',
    fields: {
      title: '粉丝资料',
      text: (tiers) => `店里自己加的资料写成 \`字段 "福袋中奖率"\`。价值层级有:${tiers}。`,
    },
    channels: { title: '渠道', text: '字数上限包含渠道自己加上的签名和退订提示。' },
    longest: '最多字数',
    mergeFields: {
      title: '文案里的内容',
      text: '`{粉丝.昵称|亲}` 中 `|` 后面是没有值时的替代；没有值又没有替代的消息不会发出。要写大括号本身，写 `{{` 和 `}}`。',
      more: '`粉丝.` 后面可以是任何一项粉丝资料，`本次.` 后面可以是进入时那个行为的任何一项属性；自己加的资料写成 `{粉丝.「福袋中奖率」|0}`，订单自己的字段写成 `{本次.「带货主播」}`，指定某张券写成 `{券「新人10元」.链接}`。',
    },
    units: { title: '单位', text: '`工作小时` 和 `工作日` 只用在 `期限` 和 `逾期` 后面，按店里的值班时间算。' },
    grammar: {
      title: '语法',
      text: '`[ ]` 可有可无，`( | )` 任选其一，`*` 任意多次，`+` 至少一次；大写的是名字、数字等。',
    },
  },
  en: {
    title: 'Reference of the SOP language',
    intro:
      'This page is generated from the parser and the vocabulary, so it is true of the version that runs. To begin, read the [tutorial](tutorial.en.md); what each step does in every case is in [how it runs](how-it-runs.en.md); each problem code has a page in the [list of problems](../problems).',
    writing: {
      title: 'How to write it',
      text: [
        '- Names that people made up (tags, coupons, segments, SOPs …) stand in quotes: `"…"`, `“…”` or `「…」`. English words are separated by blanks, Chinese ones need none.',
        '- Full-width and half-width punctuation are the same, and `;` is a blank. Line breaks and indentation carry no meaning, brackets do; the formatter writes a step a line.',
        '- `#` begins a comment up to the end of the line, which is kept. A text ends on its line; one of several lines stands between `"""` and `"""`.',
        '- Numbers are digits with their unit behind them: `3 days`, `99 yuan`, `2 times`, `60 points`, `30%`. A number without a unit cannot be compared with money or a length of time.',
        '- Times are on the 24-hour clock: `9:30`, `22:00`; a span `22:00-09:00` includes its beginning and not its end; dates are `2026-11-11`. `day 0` is the day of entry, `day 1` the next.',
        '- At most 256 KB a file, 64 brackets deep, 500 steps an SOP, 100 parts a condition, 2,000 characters a text.',
      ].join('\n'),
    },
    words: 'Keywords',
    meaning: 'Meaning',
    synonyms: {
      title: 'Other spellings',
      text: 'What stands on the left is read as what stands on the right; the formatter replaces it, or a fix does.',
    },
    events: 'Events',
    properties: 'Properties',
    type: 'Type',
    fields: {
      title: 'Fields of a fan',
      text: (tiers) =>
        `A field that the shop has added is written \`field "…"\`. The tiers of \`value_tier\`: ${tiers}.`,
    },
    channels: {
      title: 'Channels',
      text: 'The length includes the signature and the opt-out line that the channel adds.',
    },
    longest: 'Longest message',
    mergeFields: {
      title: 'Merge fields',
      text: 'In `{fan.nick|dear}` the stand-in follows the bar. A message with a field that has neither value nor stand-in is not sent. Braces themselves are written `{{` and `}}`.',
      more: 'Any field of a fan may follow `fan.`, any property of the entering event `entry.`; a field of the shop is `{fan.「…」|0}`, one of its orders `{entry.「…」}`, one coupon of several is `{coupon「…」.link}`.',
    },
    units: {
      title: 'Units',
      text: '`working hours` and `working days` stand only behind `due` and `overdue`, and follow the duty hours of the shop.',
    },
    grammar: {
      title: 'Grammar',
      text: '`[ ]` may be left out, `( | )` is one of several, `*` any number of times, `+` at least once; names, numbers and the like are in capitals.',
    },
  },
};
