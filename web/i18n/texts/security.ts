import type { Texts } from '../text.js';

export const securityTexts = {
  'security.title': { zh: '登录安全', en: 'Log-in security' },
  'security.sso': { zh: '公司统一登录', en: 'Single sign-on' },
  'security.sso.text': {
    zh: '员工用公司账号（OpenID Connect）登录，例如 Keycloak、Entra ID、飞书、Authing。',
    en: 'People log in with their company account (OpenID Connect), such as Keycloak, Entra ID, Feishu or Authing.',
  },
  'security.sso.enabled': { zh: '启用', en: 'Enabled' },
  'security.sso.label': { zh: '按钮上的名称', en: 'Name on the button' },
  'security.sso.issuer': { zh: '身份系统地址 (issuer)', en: 'Address of the provider (issuer)' },
  'security.sso.issuerHint': {
    zh: '以 https 开头，与发现文档里的 issuer 完全一致',
    en: 'With https, the very issuer of its discovery document',
  },
  'security.sso.redirect': { zh: '回调地址，登记到身份系统', en: 'Redirect address, to register at the provider' },
  'security.sso.client': { zh: '客户端 ID', en: 'Client ID' },
  'security.sso.secret': { zh: '客户端密钥', en: 'Client secret' },
  'security.sso.secretKept': { zh: '留空则不变', en: 'Leave empty to keep it' },
  'security.sso.scope': { zh: '请求的范围 (scope)', en: 'Scope asked for' },
  'security.sso.domains': { zh: '允许的邮箱域名', en: 'Allowed e-mail domains' },
  'security.sso.domainsHint': { zh: '用逗号隔开；留空则不限制', en: 'With commas; empty for any' },
  'security.sso.verified': {
    zh: '身份系统不返回 email_verified，但邮箱都由公司发放',
    en: 'The provider does not say email_verified, but the company gives out all addresses',
  },
  'security.sso.creates': { zh: '首次登录时自动开通账号', en: 'Create accounts at the first log-in' },
  'security.sso.claim': { zh: '决定角色的声明 (claim)', en: 'Claim that decides about roles' },
  'security.sso.claimHint': { zh: '例如 groups 或 realm_access.roles', en: 'Such as groups or realm_access.roles' },
  'security.sso.mapping': { zh: '声明的值对应的角色', en: 'Roles for values of the claim' },
  'security.sso.mappingText': {
    zh: '自动开通的账号每次登录都按这里更新角色；没有对应角色的人进不来。',
    en: 'Accounts created here get these roles anew at each log-in; whoever has none is not let in.',
  },
  'security.sso.value': { zh: '值', en: 'Value' },
  'security.sso.addRow': { zh: '加一行', en: 'Add a row' },
  'security.saved': { zh: '已保存', en: 'Saved' },
  'security.factor': { zh: '必须使用第二重验证的角色', en: 'Roles that must use a second factor' },
  'security.factor.text': {
    zh: '勾选后，用密码登录的人下一次操作前就要绑定验证器。公司统一登录的人由公司的系统验证。',
    en: 'Whoever logs in with a password must set up an authenticator before anything else. Single sign-on leaves this to the company’s provider.',
  },
} satisfies Texts<'security'>;
