/** Undefined when this cannot be an order's number. @param text cleaned */
export function parseOrderNumber(text: string): string | undefined {
  const number = text.normalize('NFC').replace(/\s+/g, '').replace(/^[#№]/, '').replace(/\.0+$/, '');
  return /^[\p{L}\p{N}][\p{L}\p{N}\p{M}_./=-]{0,63}$/u.test(number) && /\d/.test(number) ? number : undefined;
}

/** `2.41701E+17`: a spreadsheet has rounded the number away, and it is not to be had back. @param text cleaned */
export function isRounded(text: string): boolean {
  return /^\d(?:[.,]\d+)?E\+?\d{2}$/i.test(text);
}
