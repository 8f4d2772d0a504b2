import { compile } from '@fanloom/dsl/compile/compile.js';
import { type Change, diff, type Said, type Version } from '@fanloom/dsl/diff/diff.js';
import { lineAt, lineStarts } from '@fanloom/dsl/problem/locate.js';
import { renderProblem } from '@fanloom/dsl/problem/render.js';
import { UserError } from '../config/user-error.js';
import type { ExitCode, Language, Terminal } from './command.js';
import { noteErrors, readSopTexts, type SopText } from './sop-texts.js';

/** Compares the SOPs of two files, or of two folders, by what they do. Exit 1: something differs. */
export async function diffFiles(paths: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [oldPath, newPath, ...more] = paths;
  if (oldPath === undefined || newPath === undefined || more.length > 0) throw needsTwo();
  const [before, after] = await Promise.all([readSopTexts([oldPath]), readSopTexts([newPath])]);
  for (const texts of [before, after]) noteErrors(texts, terminal);
  if (before.errors.length + after.errors.length > 0) throw cannotCompare();
  const compared = pairs(before.sops, after.sops).map(([from, to]) => compare(from, to, terminal));
  if (terminal.json) terminal.print(JSON.stringify({ same: compared.every(isSame), sops: compared }));
  else for (const one of compared) print(one, terminal);
  return compared.every(isSame) ? 0 : 1;
}

interface Compared {
  name: string;
  /** `added`, `removed`: the whole SOP. */
  state: 'same' | 'changed' | 'added' | 'removed';
  changes: (Omit<Change, 'before' | 'after'> & { before: Placed | null; after: Placed | null })[];
}

type Placed = Said & { line: number };

const isSame = ({ state }: Compared) => state === 'same';

/** SOPs of one name belong together; if there is one on each side they do whatever their names. */
function pairs(before: readonly SopText[], after: readonly SopText[]): [SopText | undefined, SopText | undefined][] {
  if (before.length === 1 && after.length === 1) return [[before[0], after[0]]];
  const nameOf = ({ sop }: SopText) => sop.name.value;
  const names = [...new Set([...before, ...after].map(nameOf))];
  const find = (texts: readonly SopText[], name: string) => texts.find((text) => nameOf(text) === name);
  return names.map((name) => [find(before, name), find(after, name)]);
}

function compare(before: SopText | undefined, after: SopText | undefined, terminal: Terminal): Compared {
  const name = (after ?? before)?.sop.name.value ?? '';
  if (!before || !after) return { name, state: before ? 'removed' : 'added', changes: [] };
  const { changes } = diff(versionOf(before, terminal), versionOf(after, terminal), terminal.language);
  const placed = changes.map(({ kind, ...sides }) => ({
    kind,
    before: sides.before && withLine(sides.before, before.text),
    after: sides.after && withLine(sides.after, after.text),
  }));
  return { name, state: changes.length === 0 ? 'same' : 'changed', changes: placed };
}

function withLine(said: Said, text: string): Placed {
  return { ...said, line: lineAt(lineStarts(text), said.range.from) + 1 };
}

function versionOf({ path, text, sop, context }: SopText, terminal: Terminal): Version {
  const { program, problems } = compile(sop, context);
  if (program) return { sop, program, context };
  for (const problem of problems) {
    const rendered = (language: Language) => renderProblem({ ...problem, file: path }, text, language);
    terminal.note({ zh: rendered('zh'), en: rendered('en') });
  }
  throw cannotCompare();
}

const MARKS = { added: '+', removed: '-', changed: '~', moved: '>' };

function print({ name, state, changes }: Compared, terminal: Terminal): void {
  const { language } = terminal;
  const line = (text: string) => terminal.print(text);
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const states = {
    same: say('意思没有变化', 'means the same'),
    changed: say(`${String(changes.length)} 处变化`, `changes: ${String(changes.length)}`),
    added: say('新增的流程', 'a new SOP'),
    removed: say('删去的流程', 'an SOP that is gone'),
  };
  line(`${say('流程', 'SOP ')}“${name}”  ${states[state]}`);
  for (const { kind, before, after } of changes) {
    const side = (said: Placed) => [...said.place, said.words].join(' › ');
    const at = (said: Placed) => say(`第${String(said.line)}行`, `line ${String(said.line)}`);
    if (before && after) {
      line(`  ${MARKS[kind]} ${kind === 'moved' ? say('移动', 'moved') : say('改变', 'changed')}  ${at(after)}`);
      line(`      ${say('原来：', 'was: ')}${side(before)}`);
      line(`      ${say('现在：', 'now: ')}${side(after)}`);
    } else if (after) line(`  + ${say('新增', 'added')}  ${at(after)}  ${side(after)}`);
    else if (before) line(`  - ${say('删去', 'removed')}  ${side(before)}`);
  }
}

function needsTwo(): UserError {
  return new UserError('SOPCLI009', {
    zh: '请写出两个文件：fanloom sop diff 旧文件 新文件。',
    en: 'Name two files: fanloom sop diff OLD NEW.',
  });
}

function cannotCompare(): UserError {
  return new UserError('SOPCLI010', {
    zh: '有的流程还不能运行，比较不了。请先改好上面的错误。',
    en: 'Some SOPs cannot run yet and cannot be compared. Correct the errors above first.',
  });
}
