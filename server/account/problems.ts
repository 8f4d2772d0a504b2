import { conflict } from '../problem/common.js';
import { Problem } from '../problem/problem.js';

export function wrongCredentials(): Problem {
  return new Problem(401, 'ACC401', {
    zh: '登录名或密码不正确，或账号已停用。请检查后重试，或联系 IT 管理员。',
    en: 'The login or the password is wrong, or the account is disabled. Check them and try again, or ask your IT administrator.',
  });
}

/** Of somebody who is logged in and proves it once more: unlike a failed log-in it does not end the session. */
export function wrongPassword(): Problem {
  return new Problem(
    403,
    'ACC402',
    {
      zh: '当前密码不正确，没有做任何修改。请重新输入。',
      en: 'The current password is wrong and nothing was changed. Enter it again.',
    },
    { fields: [{ path: 'current_password', message: 'Wrong' }] },
  );
}

export function codeNeeded(): Problem {
  return new Problem(401, 'ACC421', {
    zh: '请输入验证器应用上的 6 位验证码，或一个恢复码。',
    en: 'Enter the 6 digits of your authenticator app, or a recovery code.',
  });
}

/** @param status 401 at the log-in, 403 for somebody who is logged in */
export function wrongCode(status: 401 | 403): Problem {
  return new Problem(
    status,
    'ACC422',
    {
      zh: '验证码不正确或已经用过。请等下一个验证码出现后再试，并检查手机时间是否准确。',
      en: 'The code is wrong or was used before. Wait for the next one, and check that the phone’s clock is right.',
    },
    { fields: [{ path: 'code', message: 'Wrong or used' }] },
  );
}

export function guessedCodes(): Problem {
  return new Problem(
    403,
    'ACC430',
    {
      zh: '密码正确，但验证码连续错了太多次，可能有人知道您的密码。请用恢复码登录并马上改密码，或联系 IT 重置密码。',
      en: 'The password is right, but very many codes in a row were wrong: somebody else may know it. Log in with a recovery code and change the password at once, or ask IT to reset it.',
    },
    { fields: [{ path: 'code', message: 'Only a recovery code' }] },
  );
}

export function noSecondFactor(): Problem {
  return conflict(
    'ACC425',
    '还没有开始绑定验证器，或已经绑定好了。请刷新页面后再试。',
    'No set-up of an authenticator is under way, or it is done already. Reload the page and try again.',
  );
}

export function secondFactorKept(): Problem {
  return conflict(
    'ACC426',
    '您的角色要求第二重验证，不能关闭。换手机时可以直接重新绑定。',
    'Your role asks for a second factor, so it cannot be turned off. To change phones, set it up anew.',
  );
}

export function noPassword(): Problem {
  return conflict(
    'ACC427',
    '这个账号通过公司统一登录，没有自己的密码。密码和第二重验证请在公司的登录系统中管理。',
    'This account logs in through the company and has no password of its own. Manage password and second factor there.',
  );
}
