import type { Catalogue } from '../catalogue/catalogue.js';
import { definitionsOf } from '../catalogue/definitions.js';
import type { DefinitionNode, SopNode } from '../ast/file.js';
import { parse } from '../parser/parse.js';
import type { Problem } from '../problem/problem.js';
import { checkAudience } from './audience.js';
import { allSteps } from './conditions.js';
import { checkContact } from './contact.js';
import type { CheckContext, CheckedFile } from './context.js';
import { checkDefinitionCycles } from './definition-cycle.js';
import { checkDefinitions, checkLookAlikes, checkNameForm } from './definitions.js';
import { checkFlow } from './flow.js';
import { checkHoles, checkTexts } from './message.js';
import { checkNames } from './names.js';
import { checkNeverHolds } from './never-holds.js';
import { checkPositions } from './position.js';
import { checkSame } from './same.js';
import { SendingHours } from './sending-hours.js';
import { checkSize } from './size.js';
import { checkStartCycles } from './start-cycle.js';
import { startersIn } from './starter.js';
import { checkTest } from './tests.js';
import { checkTime } from './time.js';
import { checkTypes } from './types.js';

/** One file of a folder that is checked as a whole. */
export interface SourceFile {
  path: string;
  text: string;
}

type Rule<T> = (node: T, context: CheckContext) => void;

/** Rules about single names, values and texts; they hold in a definition with gaps as well. */
const LOCAL: Rule<DefinitionNode>[] = [checkNameForm, checkNames, checkPositions, checkTypes, checkTexts];

/** Rules about a definition as a whole; they need all of it. */
const WHOLE: Rule<DefinitionNode>[] = [checkSize, checkAudience, checkNeverHolds];
const SOP: Rule<SopNode>[] = [checkFlow, checkTime, checkHoles, checkSame, checkContact];

/**
 * Everything that is wrong with a text, or with the files of a folder together, in the order of the text. What the
 * files define counts as known; members of the catalogue that are null are not checked. Never throws.
 */
export function check(input: string | readonly SourceFile[], catalogue: Catalogue): Problem[] {
  const files = typeof input === 'string' ? [{ path: null, text: input }] : input;
  return checkParsed(
    files.map(({ path, text }) => ({ path, parsed: parse(text) })),
    catalogue,
  );
}

/** The same for files that have been read already. */
export function checkParsed(files: readonly CheckedFile[], catalogue: Catalogue): Problem[] {
  const definitions = definitionsOf(files.map(({ parsed }) => parsed.file));
  const tagsSet = [...definitions.sops.values()].flatMap((sop) =>
    [...allSteps(sop)].flatMap((step) => (step.kind === 'tag' ? step.names.map((name) => name.value) : [])),
  );
  const starters = startersIn(definitions.sops.values());
  const hours = new Map<SopNode, SendingHours>();
  const hoursOf = (sop: SopNode) => {
    const known = hours.get(sop) ?? new SendingHours(sop, catalogue.quiet);
    hours.set(sop, known);
    return known;
  };
  return files.flatMap(({ path, parsed }) => {
    const problems = [...parsed.problems];
    const report = (problem: Problem) => problems.push(problem);
    checkFile({ parsed, definitions, files, catalogue, tagsSet, starters, hoursOf, report });
    problems.sort((a, b) => a.range.from - b.range.from);
    return path === null ? problems : problems.map((problem) => ({ ...problem, file: path }));
  });
}

function checkFile(context: CheckContext): void {
  if (!checkDefinitions(context)) return;
  checkLookAlikes(context);
  checkDefinitionCycles(context);
  checkStartCycles(context);
  for (const definition of context.parsed.file.definitions) {
    for (const rule of LOCAL) rule(definition, context);
    if (!definition.sound) continue;
    for (const rule of WHOLE) rule(definition, context);
    if (definition.kind === 'sop') for (const rule of SOP) rule(definition, context);
    if (definition.kind === 'test') checkTest(definition, context);
  }
}
