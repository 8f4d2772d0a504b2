import type { Bilingual } from '../problem/problem.js';
import type { Keyword } from '../vocabulary/keyword.js';

const say = (zh: string, en: string): Bilingual => ({ zh, en });

/** What each word of the grammar does, in one sentence to the operator. */
export const KEYWORD_HELP: Record<Keyword, Bilingual> = {
  Sop: say('一个流程：谁进来、每天做什么、什么时候离开。', 'An SOP: who enters, what happens when, how one leaves.'),
  When: say(
    '谁会进来。写行为（关注）、到点（每天 10:00 且 …）或条件（变为成立的那一刻进来）。',
    'Who enters: an event, a time (every day at 10:00 and …) or a condition (at the moment it becomes true).',
  ),
  Segment: say(
    '一群人的条件。属于分群 "…" 用它，进入分群 "…" 是变成其中一员的那一刻。',
    'A group of people by a condition.',
  ),
  Tag: say(
    '标签。有标签 "甲"、"乙" 是都有；没有标签 "甲"、"乙" 是都没有。',
    'Tags: has tag "a", "b" means all of them; no tag means none.',
  ),
  Score: say('按行为累计的分数，可以随时间减半。', 'Points by events; they may halve with time.'),
  Coupon: say(
    '优惠券的面额、门槛、有效期和库存。',
    'A coupon: what it takes off, from which amount, for how long, how many.',
  ),
  Message: say('先审好的文案，按渠道写；发的时候用名字。', 'An approved text by channel, sent by its name.'),
  Words: say('一组词，用在 评论(内容 含 词库 "…")。', 'A list of words for: live.comment(text contains words "…").'),
  Test: say(
    '边写边跑的例子：给一位粉丝安排行为，看流程做了什么。',
    'An example that runs as you type: what a fan does, what the SOP should do.',
  ),
  Note: say(
    '给同事看的说明；在任务里是交代的话，按看的人的权限显示。',
    'A note for colleagues; in a task, shown with the rights of whoever reads it.',
  ),
  CustomField: say('店里自己定义的字段，名字放在引号里。', "A field of the shop's own, its name in quotes."),
  CustomEvent: say('店里自己定义的行为，名字放在引号里。', "An event of the shop's own, its name in quotes."),

  PerFan: say('按每位粉丝算次数。', 'Counted for each fan.'),
  Per: say(
    '按每件事算次数：每个报价一次，就是每张报价各走一遍。',
    'Counted for each thing: once per quote runs for every quote.',
  ),
  Every: say(
    '隔多久。限发 3条 每7天 = 任意连续7天里最多3条。',
    'How often. limit 3 messages every 7 days: in any 7 days in a row.',
  ),
  Once: say('每位粉丝（或每件事）能进来几次，一定要写明。', 'How often a fan may enter; it has to be said.'),
  Again: say(
    '离开之后可以再进来；同一时间只会在里面一次。',
    'May enter again after leaving; never twice at the same time.',
  ),
  Quiet: say(
    '这段时间不打扰：消息等到结束再发，任务和标签照常。',
    'Messages wait until these hours end; tasks and tags do not.',
  ),
  OnlyIn: say('只在这段时间发消息，其他时候等着。', 'Messages go out only in these hours and wait otherwise.'),
  Limit: say(
    '发得太多就跳过这一条（不是推迟），所有流程合起来算。',
    'Beyond this a message is skipped, not delayed; all SOPs count together.',
  ),
  Budget: say(
    '发券的面额总数上限；用完后这条算未送达。',
    'The most that coupons may cost; then a send counts as undelivered.',
  ),
  Monthly: say('每个自然月。', 'Every calendar month.'),
  Expire: say('进来这么久之后无论走到哪里都结束。', 'However far a fan has come, it ends after this long.'),
  Goal: say(
    '用来衡量效果，不影响走法：进来之后这段时间内发生就算转化。',
    'Measures success and steers nothing: counts within this time after entry.',
  ),
  IfEver: say(
    '走到哪一步都算：一发生就离开，先做完大括号里的事。',
    'At any step: as soon as it happens the fan leaves, after what stands in the braces.',
  ),
  LeaveNow: say('和“一旦”一起：一旦 支付 就离开。', 'Belongs to 一旦.'),
  LeaveWhen: say(
    '走到哪一步都算：一发生就离开，先做完大括号里的事。',
    'At any step: as soon as it happens the fan leaves, after what stands in the braces.',
  ),

  At: say('几点。', 'At what time.'),
  Wait: say('从走到这一步算起等这么久。1天 = 24小时。', 'Waits this long from here. 1 day = 24 hours.'),
  WaitTill: say(
    '等到某个时刻、星期、日期，或等到开播。',
    'Waits till a time, a weekday, a date, or till a broadcast starts.',
  ),
  WaitUpTo: say(
    '最多等这么久：先发生就走“等到了”，没发生走“没等到”。',
    'Waits at most this long: met if it happens, unmet if not.',
  ),
  Until: say(
    '等什么。行为从走到这里之后才算；之前的请写 进入后支付。',
    'What is waited for. Events count from here on; for earlier ones write since entry order.pay.',
  ),
  Met: say('等到了就做这些。', 'What happens if it came.'),
  Unmet: say('没等到就做这些。', 'What happens if it did not come.'),
  On: say(
    '每年的这一天（生日）或资料里写的那一天。',
    'Every year on this day (birthday), or on the date that a field holds.',
  ),
  EveryDay: say('每天到点，条件成立的人都进来。', 'At this time every day everyone for whom the condition holds.'),
  Before: say('之前。3天前。', 'Before: 3 days before.'),
  Then: say(
    '之后。领券后2小时内没有下单：领了券，过了2小时还没下单。',
    'After that: coupon.claim then within 2 hours no order.create.',
  ),
  LiveStart: say('店铺开播。', 'The shop starts a broadcast.'),

  If: say('走到这里时看一次，成立就做。', 'Looked at once, when a fan gets here.'),
  ElseIf: say('前面都不成立时再看这个。', 'Looked at when nothing before held.'),
  Else: say('前面都不成立时做这些。', 'What happens when nothing before held.'),
  Split: say(
    '按比例随机分组；同一位粉丝以后总在同一组。',
    'Splits fans at random by shares; a fan stays in the same arm.',
  ),

  Send: say(
    '发一条消息。依次看：免打扰、是否已离开、退订、授权、地址、限发、券和预算、文案是否缺内容。',
    'Sends a message, after: quiet hours, left?, opt-out, consent, address, limit, coupon and budget, holes in the text.',
  ),
  Undelivered: say(
    '这个渠道发不到时做这些（没授权、没地址、被拒、券发完）。超频和退订不算。',
    'What happens when this channel cannot: no consent, no address, rejected, coupon out. Limits and opt-outs do not count.',
  ),
  WithCoupon: say(
    '随消息发一张券；消息没发就不发券。',
    'A coupon with the message; none is issued for a message that is not sent.',
  ),
  WithSurvey: say('随消息附一份问卷，文案里用 {问卷.链接}。', 'A survey with the message; {survey.link} in the text.'),
  AddTag: say('打上标签；已经有了就不变。', 'Puts tags on; nothing changes where they are.'),
  Untag: say('去掉标签；本来没有就不变。', 'Takes tags off; nothing changes where there are none.'),
  Set: say('改写粉丝的一项资料。', "Writes one of the fan's fields."),
  Upgrade: say('升到这个会员等级；已经不低于它就不变，绝不降级。', 'Raises the member level; never lowers it.'),
  AddPoints: say('加积分，每次走到只加一次。', 'Adds points, once each time a fan gets here.'),
  Grant: say('直接发券，不带消息。', 'Issues a coupon without a message.'),
  Task: say('派一个任务，流程不等它，继续走。', 'Makes a task for a person; the SOP goes on.'),
  To: say('给谁：负责人、店长、主播、客服，或 组 "…"。', 'For whom: owner, manager, host, service, or group "…".'),
  Due: say(
    '期限，从派出算起。工作小时、工作日按值班表。',
    'Due so long after it is made; working hours by the duty calendar.',
  ),
  Overdue: say(
    '到期没做完就做这些；粉丝离开了也算。',
    'What happens when it is not done in time, also after the fan has left.',
  ),
  Assign: say('没有负责人时指定一位；已经有就不变。', "Sets the fan's owner if there is none."),
  HandOver: say('换负责人；写在逾期里就是把任务转交。', 'Replaces the owner; inside overdue, hands the task over.'),
  Notify: say('在系统里提醒同事，不发给粉丝。', 'Tells a colleague inside the product, not the fan.'),
  Start: say('让这位粉丝也进入另一个流程，不等它。', 'Puts the fan into another SOP and goes on.'),
  Stop: say('把这位粉丝从另一个流程里拿出来。', 'Takes the fan out of another SOP.'),
  End: say('到此走完。', 'Ends here.'),
  Webhook: say(
    '把粉丝编号推送给外部系统，可以带上允许的资料。',
    "Sends the fan's id to another system, with fields that are granted.",
  ),
  With: say('推送时带上这些资料。', 'With these fields.'),

  Owner: say('粉丝的负责人。', 'Who looks after the fan.'),
  Manager: say('店长。', "The shop's manager."),
  Host: say('主播。', 'The host of the broadcast.'),
  Service: say('客服。', 'Customer service.'),
  Group: say('一组同事，名字放在引号里。', 'A group of colleagues, its name in quotes.'),

  And: say('都要成立。和“或”一起写时要加括号。', 'Both must hold. Brackets are needed beside or.'),
  Or: say('有一个成立就行。和“且”一起写时要加括号。', 'One must hold. Brackets are needed beside and.'),
  Not: say('括号里的不成立。', 'What stands in the brackets does not hold.'),
  Has: say('有这个标签，或这项资料填了。', 'Has the tag, or the field has a value.'),
  No: say(
    '没有。没有行为时要说从什么时候算起：30天内没有支付。',
    'None. For events say since when: within 30 days no order.pay.',
  ),
  In: say('在分群里，或在括号里列出的值当中。', 'In the segment, or one of the values in brackets.'),
  NotIn: say('不在分群里，或不在列出的值当中。', 'Not in the segment, or none of the values.'),
  Within: say(
    '从现在往回数这么久。天和周按自然日算，从零点起。',
    'So long back from now. Days and weeks are whole days, from midnight.',
  ),
  SinceEntry: say('从进入这个流程算起。', 'Since the fan entered this SOP.'),
  Ever: say('从来只要有过一次。', 'At least once, whenever.'),
  Never: say('一次也没有过。', 'Not once, ever.'),
  Today: say('今天零点到现在。', 'Since midnight.'),
  ThisMonth: say('本月1日到现在。', 'Since the first of this month.'),
  LastMonth: say('上个自然月。', 'The calendar month before this.'),
  First: say(
    '这位粉丝第一次（括号里的筛选也要符合）。',
    'The first one of this fan that matches, its filter included.',
  ),
  Contains: say('文字里有这个词，或列表里有这一项。', 'The text holds the word, the list the item.'),
  Same: say('和进来时是同一个：同一工单。', 'The same as on entry: same ticket.'),
  Entry: say('让粉丝进来的那一次行为：本次.商品。', 'The event that the fan entered by: entry.product.'),
  Since: say('距那时过了多久：距上次支付 超过 60天。', 'How long ago: since last order.pay more than 60 days.'),
  Last: say('最近的一次。', 'The latest one.'),
  Total: say('加起来。', 'The sum.'),
  Average: say('平均每次。', 'The average.'),
  Highest: say('最高的一次。', 'The highest.'),
  Lowest: say('最低的一次。', 'The lowest.'),
  Between: say('两头都算在内。', 'Both ends count.'),
  UpTo: say('到。', 'To.'),
  GreaterEqual: say('大于或等于。', 'Greater or equal.'),
  LessEqual: say('小于或等于。', 'Less or equal.'),
  Greater: say('大于，不含相等。', 'Greater, not equal.'),
  Less: say('小于，不含相等。', 'Less, not equal.'),
  NotEqual: say('不等于；没有值也算不等于。', 'Not equal; no value is not equal, too.'),
  Equal: say('等于。', 'Equal.'),
  Enters: say('成为分群一员的那一刻。', 'The moment a fan becomes part of the segment.'),
  Leaves: say('不再属于分群的那一刻。', 'The moment a fan is no longer part of it.'),
  ByHand: say('由同事手动加进来。', 'A colleague puts the fan in.'),
  Started: say('只由别的流程启动。', 'Only started by another SOP.'),

  Over: say('满多少可用。', 'From this amount on.'),
  Off: say('减多少，金额或百分比。', 'How much it takes off: money or a percentage.'),
  Valid: say('发出后多久有效，到那天24点。', 'How long it is valid after it is issued.'),
  Stock: say('一共多少张。', 'How many there are.'),
  Half: say('分数每隔多久减半。', 'How often the points halve.'),

  For: say('测试哪一个流程；不写就是上面最近的一个。', 'Which SOP it tests; left out, the nearest one above.'),
  Fan: say('测试里的粉丝：授权、资料、标签。', 'The fan of the test: consent, fields, tags.'),
  Consent: say('同意在这些渠道收消息。', 'Agrees to messages on these channels.'),
  Expect: say('到这时应当看到的结果。', 'What should have happened by then.'),
  Sent: say('从开始到这时发出的消息。', 'Messages sent since the start.'),
  Onwards: say('从这天零点到测试结束。', 'From midnight of that day to the end.'),
  Left: say('因“一旦”离开了。', 'Left by a leave clause.'),
  Finished: say('走完了。', 'Came to the end.'),
};
