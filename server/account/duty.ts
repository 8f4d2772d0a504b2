import { Problem } from '../problem/problem.js';

/** What a person must do before anything else: choose a password that only they know, or set up their second factor. */
export type Duty = 'password' | 'second-factor';

/** The session is good for nothing but the duty until that is done. */
export function dutyFirst(duty: Duty): Problem {
  if (duty === 'password')
    return new Problem(403, 'ACC423', {
      zh: '您的密码是别人设置的。请先改成只有您知道的密码。',
      en: 'Somebody else set your password. Change it to one that only you know first.',
    });
  return new Problem(403, 'ACC424', {
    zh: '您的角色要求登录时使用第二重验证。请先绑定验证器应用。',
    en: 'Your role asks for a second factor at log-in. Set up an authenticator app first.',
  });
}
