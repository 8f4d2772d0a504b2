/**
 * A problem's example as it stands in its page, made whole: `⟨U+200B⟩` is that character and `⟨x×500⟩` is x, 500 times;
 * a page could not hold them otherwise.
 */
export function expandExample(text: string): string {
  return text
    .replace(/⟨U\+([0-9A-F]{4})⟩/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/⟨([^⟩]*?)×(\d+)⟩/gs, (_, piece: string, times: string) => piece.repeat(Number(times)));
}
