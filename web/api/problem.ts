import { pick, t } from '../i18n/language.svelte.js';
import { toast } from '../kit/toasts.svelte.js';

/** What the server says went wrong: problem details after RFC 9457, in both languages. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: { zh: string; en: string },
    readonly fields: { path: string; message: string }[] = [],
    /** More that a page may want to know. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }
}

/** Reads an error answer; one that is no problem details (a proxy's page) still becomes a clear sentence. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblemBody(body)) return new ApiProblem(response.status, body.code, body.text, body.fields, { ...body });
  return new ApiProblem(response.status, `HTTP${response.status}`, {
    zh: '服务暂时没有正常回答，请稍后重试。',
    en: 'The service did not answer properly. Try again shortly.',
  });
}

function isProblemBody(body: unknown): body is Pick<ApiProblem, 'code' | 'text' | 'fields'> {
  if (typeof body !== 'object' || body === null || !('code' in body) || !('text' in body)) return false;
  const { code, text } = body;
  return typeof code === 'string' && typeof text === 'object' && text !== null && 'zh' in text && 'en' in text;
}

export function unreachable(): ApiProblem {
  return new ApiProblem(0, 'OFFLINE', {
    zh: '连不上服务。屏幕上的内容还在；请检查网络后重试。',
    en: 'The service cannot be reached. What is on screen is kept; check the network and try again.',
  });
}

/** The sentence for any error, with its code to quote. */
export function explain(error: unknown): { text: string; code: string } {
  if (error instanceof ApiProblem) return { text: pick(error.text), code: error.code };
  return { text: t('api.unexpected'), code: 'WEB500' };
}

/** Tells of a failed action in a toast that stays. */
export function tell(error: unknown): void {
  const { text, code } = explain(error);
  toast(text, { tone: 'bad', detail: t('api.code', { code }) });
}
