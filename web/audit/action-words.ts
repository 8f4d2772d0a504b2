import type { Language } from '../i18n/language.svelte.js';

interface Pair {
  zh: string;
  en: string;
}

/** What actions are about: what stands before the dot. */
const features: Record<string, Pair> = {
  session: { zh: '登录', en: 'Log-in' },
  'second-factor': { zh: '双重验证', en: 'Second factor' },
  'single-sign-on': { zh: '单点登录', en: 'Single sign-on' },
  staff: { zh: '人员', en: 'People' },
  team: { zh: '小组', en: 'Teams' },
  role: { zh: '角色', en: 'Roles' },
  token: { zh: 'API 令牌', en: 'API tokens' },
  fan: { zh: '粉丝', en: 'Fans' },
  tag: { zh: '标签', en: 'Tags' },
  segment: { zh: '人群', en: 'Segments' },
  definition: { zh: '定义', en: 'Definitions' },
  import: { zh: '导入', en: 'Imports' },
  sop: { zh: 'SOP', en: 'SOPs' },
  approval: { zh: '审批', en: 'Approvals' },
  text: { zh: '文案', en: 'Texts' },
  task: { zh: '任务', en: 'Tasks' },
  shop: { zh: '店铺', en: 'Shops' },
  channel: { zh: '渠道', en: 'Channels' },
  webhook: { zh: '推送目标', en: 'Webhooks' },
  field: { zh: '字段', en: 'Fields' },
  delivery: { zh: '发送', en: 'Delivery' },
  keys: { zh: '加密密钥', en: 'Encryption keys' },
  retention: { zh: '数据保留', en: 'Retention' },
  audit: { zh: '操作记录', en: 'Audit' },
  installation: { zh: '系统', en: 'System' },
};

/** What something of this kind is called; the kind itself where there is no word. */
export function subjectWord(kind: string, language: Language): string {
  return features[kind]?.[language] ?? kind;
}

const actions: Record<string, Pair> = {
  'session.open': { zh: '登录', en: 'logged in' },
  'session.refuse': { zh: '登录失败', en: 'failed to log in' },
  'session.close': { zh: '退出', en: 'logged out' },
  'session.revoke': { zh: '下线一台设备', en: 'logged out a device' },
  'session.revoke-others': { zh: '下线其他设备', en: 'logged out other devices' },
  'session.reused': { zh: '旧登录凭证被再次使用，已下线', en: 'was logged out: an old cookie came back' },
  'second-factor.enable': { zh: '开启双重验证', en: 'turned on the second factor' },
  'second-factor.disable': { zh: '关闭双重验证', en: 'turned off the second factor' },
  'second-factor.renew-codes': { zh: '更换恢复码', en: 'renewed recovery codes' },
  'second-factor.use-recovery-code': { zh: '使用恢复码', en: 'used a recovery code' },
  'single-sign-on.change': { zh: '修改单点登录设置', en: 'changed single sign-on' },
  'single-sign-on.link': { zh: '绑定单点登录', en: 'linked single sign-on' },
  'staff.create': { zh: '新建账号', en: 'created an account' },
  'staff.change': { zh: '修改账号', en: 'changed an account' },
  'staff.administrator': { zh: '创建管理员', en: 'created the administrator' },
  'staff.reset-password': { zh: '重置密码', en: 'reset a password' },
  'staff.change-password': { zh: '修改密码', en: 'changed the password' },
  'staff.view-as': { zh: '开始以他人身份查看', en: 'began to view as somebody' },
  'staff.view-as-end': { zh: '结束以他人身份查看', en: 'ended viewing as somebody' },
  'staff.hand-over': { zh: '交接', en: 'handed over' },
  'staff.hand-over-undo': { zh: '撤销交接', en: 'took back a hand-over' },
  'team.create': { zh: '新建小组', en: 'created a team' },
  'role.create': { zh: '新建角色', en: 'created a role' },
  'role.change': { zh: '修改角色', en: 'changed a role' },
  'role.delete': { zh: '删除角色', en: 'deleted a role' },
  'role.require-second-factor': { zh: '要求双重验证', en: 'asked for a second factor' },
  'token.create': { zh: '新建令牌', en: 'made a token' },
  'token.revoke': { zh: '停用令牌', en: 'revoked a token' },
  'fan.unmask': { zh: '查看完整联系方式', en: 'saw a masked value in plain' },
  'fan.disclose': { zh: '导出一位粉丝的个人信息', en: 'exported the data of a fan' },
  'fan.erase': { zh: '清除一位粉丝的个人信息', en: 'erased the data of a fan' },
  'fan.update': { zh: '修改粉丝的字段', en: 'changed fields of a fan' },
  'fan.bulk': { zh: '批量处理粉丝', en: 'worked on many fans' },
  'fan.export': { zh: '导出粉丝列表', en: 'exported the list of fans' },
  'fan.merge': { zh: '合并粉丝', en: 'merged fans' },
  'fan.keep-apart': { zh: '判定不是同一人', en: 'said that two fans are two' },
  'fan.keep-together': { zh: '确认是同一人', en: 'said that a merged fan is one' },
  'fan.unmerge': { zh: '撤销合并', en: 'took a merge back' },
  'sop.create': { zh: '新建 SOP', en: 'created an SOP' },
  'sop.publish': { zh: '发布 SOP', en: 'published an SOP' },
  'sop.gate': { zh: '暂停、停止或恢复 SOP', en: 'paused, stopped or opened an SOP' },
  'sop.enter': { zh: '手动加入 SOP', en: 'put fans into an SOP' },
  'approval.request': { zh: '提交审批', en: 'asked for approval' },
  'text.purpose': { zh: '修改文案用途', en: 'changed the purpose of a text' },
  'task.create': { zh: '新建任务', en: 'made a task' },
  'task.change': { zh: '修改任务', en: 'changed a task' },
  'task.cancel': { zh: '取消任务', en: 'cancelled a task' },
  'task.done': { zh: '完成任务', en: 'finished a task' },
  'task.assign': { zh: '转派任务', en: 'gave a task to somebody' },
  'import.correct': { zh: '修正待导入文件的单元格', en: 'corrected cells of a file before its import' },
  'import.start': { zh: '开始导入', en: 'started an import' },
  'import.cancel': { zh: '取消导入', en: 'cancelled an import' },
  'import.undo': { zh: '撤销导入', en: 'undid an import' },
  'import.rejects': { zh: '下载未导入的行', en: 'took along rejected rows' },
  'import_source.create': { zh: '新建定时拉取', en: 'added a scheduled pull' },
  'import_source.update': { zh: '修改定时拉取', en: 'changed a scheduled pull' },
  'import_source.delete': { zh: '删除定时拉取', en: 'deleted a scheduled pull' },
  'import_source.hand-over': { zh: '移交定时拉取', en: 'handed over a scheduled pull' },
  'import_source.pull': { zh: '立即拉取', en: 'had a file pulled at once' },
  'shop.change': { zh: '修改店铺设置', en: 'changed a shop' },
  'shop.cycle': { zh: '修改复购周期', en: 'changed a refill interval' },
  'shop.scores': { zh: '修改评分设置', en: 'changed scores' },
  'shop.approval': { zh: '修改审批设置', en: 'changed approvals' },
  'channel.bind': { zh: '绑定渠道', en: 'bound a channel' },
  'webhook.put': { zh: '保存推送目标', en: 'kept a webhook' },
  'webhook.delete': { zh: '删除推送目标', en: 'deleted a webhook' },
  'definition.publish': { zh: '发布定义', en: 'published definitions' },
  'segment.create': { zh: '新建人群', en: 'created a segment' },
  'segment.update': { zh: '修改人群', en: 'changed a segment' },
  'segment.delete': { zh: '删除人群', en: 'deleted a segment' },
  'field.create': { zh: '新建字段', en: 'created a field' },
  'field.update': { zh: '修改字段', en: 'changed a field' },
  'field.delete': { zh: '删除字段', en: 'deleted a field' },
  'tag.create': { zh: '新建标签', en: 'created a tag' },
  'tag.update': { zh: '修改标签', en: 'changed a tag' },
  'tag.delete': { zh: '删除标签', en: 'deleted a tag' },
  'keys.rotate': { zh: '轮换密钥', en: 'rotated the keys' },
  'keys.remove': { zh: '删除旧密钥', en: 'removed an old key' },
  'retention.change': { zh: '修改保留期限', en: 'changed retention' },
  'audit.export': { zh: '导出操作记录', en: 'exported the audit' },
  'installation.set-up': { zh: '初始化系统', en: 'set up the system' },
  'delivery.confirm': { zh: '恢复后确认继续发送', en: 'confirmed delivery after a restore' },
};

/** An action that has no words yet stands as it is. */
export function actionWord(action: string, language: Language): string {
  return actions[action]?.[language] ?? action;
}

export function featureWords(language: Language): { id: string; label: string }[] {
  return Object.entries(features).map(([id, words]) => ({ id, label: words[language] }));
}
