import { type Explanation, explain } from '@fanloom/dsl/explain/explain.js';
import { lineAt, lineStarts } from '@fanloom/dsl/problem/locate.js';
import type { ExitCode, Terminal } from './command.js';
import { noteErrors, readSopTexts, type SopText } from './sop-texts.js';

/** Says in plain words what the SOPs of files do. */
export async function explainFiles(paths: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const texts = await readSopTexts(paths);
  noteErrors(texts, terminal);
  const ok = texts.errors.length === 0;
  if (terminal.json) terminal.print(JSON.stringify({ ok, sops: texts.sops.map(jsonView) }));
  else for (const { sop, context } of texts.sops) print(explain(sop, context, terminal.language), terminal);
  return ok ? 0 : 1;
}

function jsonView({ path, text, sop, context }: SopText) {
  const starts = lineStarts(text);
  const view = ({ note, sections }: Explanation) => ({
    note,
    sections: sections.map(({ lines, ...section }) => ({
      ...section,
      lines: lines.map((line) => ({ ...line, line: lineAt(starts, line.range.from) + 1 })),
    })),
  });
  return { path, name: sop.name.value, zh: view(explain(sop, context, 'zh')), en: view(explain(sop, context, 'en')) };
}

function print({ name, note, sections }: Explanation, terminal: Terminal): void {
  const title = terminal.language === 'zh' ? `流程“${name}”` : `SOP “${name}”`;
  terminal.print(note === null ? title : `${title}\n${note}`);
  for (const { title: heading, lines } of sections) {
    terminal.print(`\n${heading}`);
    for (const { text, depth } of lines) terminal.print(`${'  '.repeat(depth + 1)}${text}`);
  }
  terminal.print('');
}
