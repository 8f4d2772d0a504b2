/** `138****4021`; of a number that is not eleven digits long only the ends are shown. */
export function maskPhone(phone: string): string {
  return /^\d{11}$/.test(phone) ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : keepEnds(phone, 3, 2);
}

/** `l***@qq.com` */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '***' : `${firstOf(email)}***${email.slice(at)}`;
}

/** `王**` */
export function maskName(name: string): string {
  return name === '' ? '' : `${firstOf(name)}**`;
}

/** Province and city at most: `浙江省杭州市***`. */
export function maskAddress(address: string): string {
  const region = /^\s*(?:[^\s市区县]{2,8}?(?:省|自治区)\s*)?[^\s省市区县]{1,8}?市/u.exec(address);
  return region ? `${region[0].trim()}***` : `${[...address].slice(0, 2).join('')}***`;
}

function keepEnds(text: string, before: number, after: number): string {
  if (text.length <= before + after) return '***';
  return `${text.slice(0, before)}****${text.slice(-after)}`;
}

function firstOf(text: string): string {
  return [...text][0] ?? '';
}
