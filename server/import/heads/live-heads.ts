import { IDENTITY_HEADS } from './shared-heads.js';

/** Heads of exports of a broadcast by field, as they stand after `normalHead`; the first is how a person is told of the field. */
export const LIVE_HEADS = {
  ...IDENTITY_HEADS,
  watch_seconds: [
    '观看时长',
    '累计观看时长',
    '观看总时长',
    '总观看时长',
    '停留时长',
    '在线时长',
    '直播观看时长',
    'watchtime',
    'watchduration',
    'duration',
  ],
  visits: ['进入次数', '进房次数', '进入直播间次数', '进入直播次数', '观看次数', '访问次数', 'visits'],
  comments: ['评论数', '评论次数', '弹幕数', '发言次数', '发言数', 'comments'],
  likes: ['点赞数', '点赞次数', '点赞', 'likes'],
  shares: ['分享数', '分享次数', '转发数', '转发次数', 'shares'],
  gifts: ['打赏金额', '打赏总额', '打赏', '礼物金额', '送礼金额', '刷礼物金额', 'gifts', 'giftamount'],
  fan_level: ['粉丝等级', '粉丝团等级', '灯牌等级', '粉丝团灯牌等级', 'fanlevel'],
  intimacy: ['亲密度', '亲密值', 'intimacy'],
  last_watch_at: [
    '最近观看时间',
    '最后观看时间',
    '最近一次观看时间',
    '观看时间',
    '最后进入时间',
    '离开时间',
    'lastwatchat',
  ],
} as const satisfies Record<string, readonly string[]>;
