import type { DefinitionNode } from '../ast/file.js';
import type { Name } from '../ast/common.js';
import type { Token } from '../lexer/token.js';
import { tokenRange } from '../lexer/token.js';
import { Text } from '../lexer/token-type.js';
import { definedTwice, lookAlikes, type NameKind } from '../problem/catalogue/names.js';
import { tooManyDefinitions } from '../problem/catalogue/size.js';
import { badName } from '../problem/catalogue/writing.js';
import type { CheckContext } from './context.js';

const MAX_DEFINITIONS = 200;
const MAX_NAME = 64;

/** SOP202: a name is defined once in all files. SOP809: not too many; false when there are. */
export function checkDefinitions(context: CheckContext): boolean {
  const { definitions } = context.parsed.file;
  const [extra] = definitions.slice(MAX_DEFINITIONS);
  if (extra) {
    context.report(tooManyDefinitions(extra.range, [], definitions.length));
    return false;
  }
  const before = new Map<string, DefinitionNode>();
  for (const { parsed } of context.files) {
    for (const definition of parsed.file.definitions) {
      if (definition.kind === 'test') continue;
      const key = `${definition.kind} ${definition.name.value}`;
      const twice = before.has(key) && definition.name.value !== '';
      if (twice && parsed === context.parsed) report(definition, definition.name, context);
      before.set(key, definition);
    }
  }
  return true;
}

function report(definition: DefinitionNode, name: Name, context: CheckContext): void {
  const kind: NameKind | 'test' = definition.kind === 'rule-tag' ? 'tag' : definition.kind;
  context.report(definedTwice(name.range, [], kind, name.value));
}

/** SOP105: a name has 1 to 64 characters and no blanks at its ends. */
export function checkNameForm(definition: DefinitionNode, context: CheckContext): void {
  const { range, value } = definition.name;
  if (value === '') context.report(badName(range, [], { zh: '它是空的', en: 'it is empty' }));
  else if (value.length > MAX_NAME)
    context.report(badName(range, [], { zh: '超过64个字', en: 'it has more than 64 characters' }));
  else if (/[\r\n]/.test(value))
    context.report(badName(range, [], { zh: '要写在一行里', en: 'it runs over several lines' }));
  else if (value !== value.trim())
    context.report(badName(range, [], { zh: '前后不能有空格', en: 'it begins or ends with a blank' }));
}

/** SOP203: two short texts that differ only in width or letter form are one name written in two ways. */
export function checkLookAlikes(context: CheckContext): void {
  const first = new Map<string, string>();
  for (const token of context.parsed.tokens) {
    if (!isName(token)) continue;
    const folded = token.value.normalize('NFKC').trim();
    const other = first.get(folded);
    const name = token.value.normalize('NFC');
    if (other === undefined) first.set(folded, name);
    else if (other !== name) context.report(lookAlikes(tokenRange(token), [], name, other));
  }
}

function isName(token: Token): boolean {
  return token.tokenType === Text && token.value.length <= MAX_NAME && !/[\\{,，。!！?？]/.test(token.value);
}
