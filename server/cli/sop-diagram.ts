import { draw } from '@fanloom/dsl/diagram/draw.js';
import { mermaid } from '@fanloom/dsl/diagram/mermaid.js';
import { svg } from '@fanloom/dsl/diagram/svg.js';
import { UserError } from '../config/user-error.js';
import type { ExitCode, Terminal } from './command.js';
import { noteErrors, readSopTexts } from './sop-texts.js';

/** Draws the SOPs of a file on stdout. Several SVG pictures cannot stand in one file, so there they must be named. */
export async function drawFiles(
  paths: readonly string[],
  { format, sop: name }: { format: string; sop: string | undefined },
  terminal: Terminal,
): Promise<ExitCode> {
  if (format !== 'svg' && format !== 'mermaid') throw unknownFormat(format);
  const texts = await readSopTexts(paths);
  noteErrors(texts, terminal);
  const chosen = texts.sops.filter(({ sop }) => name === undefined || sop.name.value === name);
  const names = texts.sops.map(({ sop }) => sop.name.value);
  if (!terminal.json && texts.errors.length === 0 && chosen.length !== 1) throw chooseSop(names);
  const pictures = chosen.map(({ path, text, sop, context }) => {
    const diagram = draw(sop, context, terminal.language);
    return {
      path,
      name: sop.name.value,
      format,
      text: format === 'svg' ? svg(diagram, text) : mermaid(diagram),
      diagram,
    };
  });
  const ok = texts.errors.length === 0;
  if (terminal.json) terminal.print(JSON.stringify({ ok, diagrams: pictures }));
  else for (const { text } of pictures) terminal.print(text.trimEnd());
  return ok ? 0 : 1;
}

function unknownFormat(format: string): UserError {
  return new UserError('SOPCLI007', {
    zh: `没有格式“${format}”，请用 --format svg 或 --format mermaid。`,
    en: `There is no format "${format}": use --format svg or --format mermaid.`,
  });
}

function chooseSop(names: readonly string[]): UserError {
  const list = names.map((name) => `“${name}”`);
  return new UserError('SOPCLI008', {
    zh: `这些文件里的流程有：${list.join('、')}。请用 --sop 名字 选一个。`,
    en: `The SOPs in these files are ${list.join(', ')}. Choose one with --sop NAME.`,
  });
}
