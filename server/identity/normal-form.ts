/** Characters without width, and marks that change the direction of text: two spellings that look alike are one. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** As most text is: nothing in it changes, and to see that takes a tenth of the time. */
const PLAIN = /^[\x21-\x7e\u4e00-\u9fff]+(?: [\x21-\x7e\u4e00-\u9fff]+)*$/;

/** Text as it is compared and stored: NFKC (full-width letters become plain), trimmed, nothing invisible. */
export function normalText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.normalize('NFKC').replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim();
}

/** What platforms and tills call whoever has no name of their own, or has left. */
const EVERYBODYS =
  /^(?:(?:微信|抖音|快手|小红书|淘宝|支付宝|京东|拼多多|匿名|未知|默认)(?:用户|买家|会员|顾客|客户|昵称)|匿名|游客|散客|(?:用户|账号|帐号)?已注销(?:用户|账号|帐号)?|(?:anonymous|guest)(?: user| customer)?|unknown (?:user|customer)|walk-?in(?: customer)?)$/i;

/**
 * A nick; null when it is empty, masked by the platform (`t**3`) or what everybody is called (`微信用户`), for such a nick
 * identifies nobody.
 */
export function normalNick(text: string): string | null {
  const nick = normalText(text);
  return nick === '' || nick.includes('*') || EVERYBODYS.test(nick) ? null : nick;
}

/**
 * A mobile number as it is compared: eleven digits for the Chinese mainland, `+` and digits elsewhere. Null for what
 * cannot identify a person: landlines, masked numbers, and privacy numbers with an extension.
 */
export function normalPhone(text: string): string | null {
  const compact = normalText(text)
    .replace(/^'/, '')
    .replace(/[\s()-]/g, '');
  const mainland = /^(?:(?:\+|00)?86)?(1[3-9]\d{9})$/.exec(compact);
  if (mainland?.[1]) return mainland[1];
  const foreign = /^(?:\+|00)([1-9]\d{6,14})$/.exec(compact);
  return foreign?.[1] && !foreign[1].startsWith('86') ? `+${foreign[1]}` : null;
}

export function normalEmail(text: string): string | null {
  const email = normalText(text).toLowerCase();
  return /^[^\s@*]{1,64}@[^\s@*]+\.[^\s@*]{2,}$/.test(email) && email.length <= 254 ? email : null;
}

/** An id that a platform gave: compared as it stands. */
export function normalId(text: string): string | null {
  const id = normalText(text);
  return id === '' || id.includes('*') || id.length > 128 ? null : id;
}
