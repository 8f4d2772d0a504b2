import { availableParallelism, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benches } from './benches.js';
import { FIGURES, type FigureName, jsonLine, textLine } from './figure.js';
import { Stage } from './stage.js';

const USAGE = `npm run bench -- [--json] [--fans N] [NAME…]

  --json    one line a figure: {"name","value","unit","baseline"}
  --fans N  a quick run with N fans (rows of an import) instead of the full sizes
  NAME      ${FIGURES.join('\n            ')}
            or what comes before the dot; all of them unless told`;

/** Exit codes: 0 measured, whatever the figures say; 1 a measurement failed; 2 wrong arguments. */
async function main(): Promise<number> {
  const { json, fans, wanted } = readArguments();
  const note = (text: string) => console.error(`[bench] ${text}`);
  note(`${String(availableParallelism())} cores, ${String(Math.round(totalmem() / 2 ** 30))} GiB`);
  let failed = 0;
  for (const group of benches) {
    const asked = group.filter(({ figures }) => figures.some((name) => wanted.has(name)));
    if (asked.length === 0) continue;
    const stage = await Stage.open();
    try {
      for (const bench of asked) {
        const { figures } = bench;
        const size = fans ?? bench.size;
        note(`${figures.join(', ')}: size ${String(size)}`);
        try {
          for (const figure of await bench.run(stage, { size, wanted, note })) {
            if (wanted.has(figure.name)) console.log(json ? jsonLine(figure) : textLine(figure));
          }
        } catch (error) {
          failed++;
          note(
            `${figures.join(', ')} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
          );
        }
      }
    } finally {
      await stage.close();
    }
  }
  return failed > 0 ? 1 : 0;
}

function readArguments(): { json: boolean; fans: number | undefined; wanted: Set<FigureName> } {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, fans: { type: 'string' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) throw new Usage();
  const fans = values.fans === undefined ? undefined : Number(values.fans);
  if (fans !== undefined && !(Number.isInteger(fans) && fans >= 100))
    throw new Usage('--fans takes a number from 100 on');
  const wanted = new Set<FigureName>(positionals.length === 0 ? FIGURES : []);
  for (const name of positionals) {
    const found = FIGURES.filter((figure) => figure === name || figure.startsWith(`${name}.`));
    if (found.length === 0) throw new Usage(`There is no figure ${name}`);
    for (const figure of found) wanted.add(figure);
  }
  return { json: values.json, fans, wanted };
}

class Usage extends Error {}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  process.exitCode = await main();
} catch (error) {
  const wrongArguments =
    error instanceof Usage ||
    (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (!wrongArguments) throw error;
  console.error([error.message, USAGE].filter(Boolean).join('\n\n'));
  process.exitCode = 2;
}
