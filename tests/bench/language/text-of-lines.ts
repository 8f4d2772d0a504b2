const DEFINED = /(?:流程|优惠券|分群|话术|词库|评分|测试) "([^"]+)"/g;

/** Real definitions one after the other until there are enough lines; each round has names of its own. */
export function textOfLines(lines: number, texts: readonly string[]): string {
  const chinese = texts.filter((text) => /^流程 "/m.test(text));
  let written = '';
  for (let i = 0; written.split('\n').length < lines; i++) {
    const text = chinese[i % chinese.length] ?? '';
    const names = new Set([...text.matchAll(DEFINED)].map(([, name]) => name ?? ''));
    written += `${[...names].reduce((all, name) => all.replaceAll(`"${name}"`, `"${name} ${i}"`), text).trim()}\n\n`;
  }
  return written;
}
