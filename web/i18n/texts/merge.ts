import type { Texts } from '../text.js';

export const mergeTexts = {
  'merge.list': { zh: '合并', en: 'Merges' },
  'merge.intro': {
    zh: '手机号、平台 ID 等能认定同一人的信息会自动合并粉丝。下面这些需要您判断：是不是同一个人？任何合并都可以在粉丝页撤销。',
    en: 'Phones, platform ids and the like merge fans by themselves. These need you: is this one person? Every merge can be undone on the fan’s page.',
  },
  'merge.empty': { zh: '没有需要判断的粉丝', en: 'Nobody to decide about' },
  'merge.empty.text': {
    zh: '资料互相矛盾、或在两家店用同一昵称的粉丝会出现在这里。',
    en: 'Fans whose details contradict each other, or who use one nick in two shops, appear here.',
  },
  'merge.why.contradiction': {
    zh: '已按事实合并，但两边各有自己的{kinds}',
    en: 'Merged by facts, yet each has their own {kinds}',
  },
  'merge.why.met_again': {
    zh: '曾被人工分开，事实又把两人连在一起',
    en: 'Taken apart by hand, and facts show them together again',
  },
  'merge.why.same_nick': { zh: '同一平台的两家店里用同一个昵称', en: 'One nick in two shops of a platform' },
  'merge.same': { zh: '是同一人', en: 'One person' },
  'merge.apart': { zh: '不是同一人', en: 'Two people' },
  'merge.join': { zh: '合并', en: 'Merge' },
  'merge.take-apart': { zh: '不是同一人，撤销合并', en: 'Two people: undo the merge' },
  'merge.done.same': { zh: '已确认为同一位粉丝', en: 'They are one fan' },
  'merge.done.apart': {
    zh: '已分开为两位粉丝，以后不会再自动合并',
    en: 'They are two fans now and will not be merged by facts again',
  },
  'merge.together': { zh: '两边现在合在一起：', en: 'Both together now:' },
  'merge.see': { zh: '看粉丝', en: 'See the fan' },
  'merge.bought': { zh: '{orders} 单 · {spend}', en: '{orders} orders · {spend}' },
  'merge.active': { zh: '最近活跃', en: 'Last active' },
  'merge.history': { zh: '合并记录', en: 'Merges' },
  'merge.open': { zh: '与其他粉丝合并', en: 'Merge with another fan' },
  'merge.none': { zh: '没有合并过', en: 'Never merged' },
  'merge.decisions': { zh: '人工判断', en: 'Decided by people' },
  'merge.decided.apart': { zh: '{one} 与 {other} 不是同一人', en: '{one} and {other} are two people' },
  'merge.decided.same': { zh: '{one} 与 {other} 是同一人', en: '{one} and {other} are one person' },
  'merge.line': { zh: '{from} 并入 {into}', en: '{from} became part of {into}' },
  'merge.by': { zh: '{name} 手动合并', en: 'Merged by {name}' },
  'merge.by-facts': { zh: '自动：同时出现 {kinds}', en: 'By itself: {kinds} seen together' },
  'merge.undone': { zh: '{name} 已撤销', en: 'Undone by {name}' },
  'merge.undo': { zh: '撤销这次合并', en: 'Undo this merge' },
  'merge.text': {
    zh: '两边的行为、订单、标签和流程会合到一起，较早的记录为主。可以撤销；已经发出的消息不会收回。',
    en: 'What both did, bought, and are in comes together under the older record. It can be undone; messages that were sent stay sent.',
  },
  'merge.find': { zh: '昵称或完整手机号', en: 'Nick, or whole phone number' },
  'merge.nobody': { zh: '没有找到其他粉丝', en: 'No other fan found' },
  'merge.note': { zh: '原因', en: 'Why' },
  'merge.note.hint': {
    zh: '会写进合并记录；请不要填写手机号等个人信息',
    en: 'Stands in the history; no phone numbers or other personal data, please',
  },
} satisfies Texts<'merge'>;
