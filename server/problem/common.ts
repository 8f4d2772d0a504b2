import { type FieldProblem, Problem } from './problem.js';

/** The request does not have the shape the API asks for. */
export function invalidRequest(fields: FieldProblem[]): Problem {
  const paths = [...new Set(fields.map((field) => field.path))].join(', ');
  return new Problem(
    400,
    'REQ400',
    {
      zh: `请求内容有误：${paths}。请对照 fields 中的说明修改后重试。`,
      en: `The request is not right: ${paths}. Correct it as "fields" explains and try again.`,
    },
    { fields },
  );
}

/** A filter or sort on a field that does not exist, or that the caller sees masked or not at all: one answer for both. */
export function unknownField(name: string): Problem {
  return invalidRequest([{ path: name, message: 'There is no such field to filter or sort by' }]);
}

export function unauthenticated(): Problem {
  return new Problem(401, 'REQ401', {
    zh: '登录已失效或尚未登录。请登录后重试。',
    en: 'You are not logged in, or your session has ended. Log in and try again.',
  });
}

export function forbidden(): Problem {
  return new Problem(403, 'REQ403', {
    zh: '您的角色没有这项权限。如需使用，请联系 IT 管理员。',
    en: 'Your role does not grant this. Ask your IT administrator if you need it.',
  });
}

/** What does not exist and what belongs to somebody else look the same. */
export function notFound(): Problem {
  return new Problem(404, 'REQ404', {
    zh: '没有找到，或不在您的可见范围内。请检查地址或返回列表。',
    en: 'Not found, or not within what you may see. Check the address or go back to the list.',
  });
}

export function conflict(code: string, zh: string, en: string): Problem {
  return new Problem(409, code, { zh, en });
}

export function tooSlow(): Problem {
  return new Problem(
    408,
    'REQ408',
    {
      zh: '请求内容传得太慢，连接已断开。请检查网络后重试。',
      en: 'The request came too slowly, and the connection was closed. Check the network and try again.',
    },
    { headers: { Connection: 'close' } },
  );
}

export function tooLarge(): Problem {
  return new Problem(413, 'REQ413', {
    zh: '请求内容超过大小上限，没有处理。请分批提交。',
    en: 'The request is larger than allowed and was not processed. Send it in smaller parts.',
  });
}

/** The service cannot answer now, but may soon. */
export function unavailable(cause?: unknown): Problem {
  return new Problem(
    503,
    'REQ503',
    {
      zh: '服务暂时不可用，操作没有完成。请稍后重试。',
      en: 'The service cannot answer now and nothing was done. Try again shortly.',
    },
    { headers: { 'Retry-After': '2' }, cause },
  );
}

/** A disk of the server or of PostgreSQL is full. */
export function outOfSpace(cause: unknown): Problem {
  return new Problem(
    507,
    'REQ507',
    {
      zh: '服务器的磁盘已满，操作没有完成，已有的数据不受影响。请联系 IT 清理或扩容，然后重试。',
      en: 'The disk of the server is full, so this was not completed; what is stored is safe. Ask IT to free or add space, then try again.',
    },
    { headers: { 'Retry-After': '30' }, cause },
  );
}

/** Anything unexpected. The cause goes to the log under the request id, never to the caller. */
export function internal(cause: unknown): Problem {
  return new Problem(
    500,
    'REQ500',
    {
      zh: '系统出错，操作没有完成。请稍后重试；仍然失败请把请求编号（instance）告诉 IT 管理员。',
      en: 'Something went wrong and the operation was not completed. Try again; if it fails again, give your IT administrator the request id (instance).',
    },
    { cause },
  );
}
