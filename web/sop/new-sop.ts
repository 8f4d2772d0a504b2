/** The name, or the name with the first free number behind it. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  for (let n = 2; ; n++) {
    if (!taken.includes(`${wanted} ${n}`)) return `${wanted} ${n}`;
  }
}

/** A template's text under another name; its tests that name it follow. */
export function renamed(text: string, from: string, to: string): string {
  if (from === to) return text;
  return text.replaceAll(`流程 "${from}" {`, `流程 "${to}" {`).replaceAll(`针对 "${from}"`, `针对 "${to}"`);
}

/** The 说明 of a text, for choosing among several. */
export function noteOf(text: string): string | null {
  return /^\s*说明\s*"([^"]+)"/m.exec(text)?.[1] ?? null;
}

/** The smallest SOP that checks clean, so that the editor opens on something that works. */
export function blankSop(name: string): string {
  return `流程 "${name}" {
  当 关注
  每人一次
  免打扰 22:00-09:00
  限发 3条 每7天

  第0天 {
    发私信 "亲，欢迎加入我们的大家庭！"
  }
}

测试 "关注后收到欢迎" {
  粉丝 { 授权 私信 }
  第0天 10:00 关注
  应当 发出 私信 1次
}
`;
}
