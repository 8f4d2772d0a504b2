import type { SopNode } from '@fanloom/dsl/ast/file.js';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { svg } from '@fanloom/dsl/diagram/svg.js';
import { draw } from '@fanloom/dsl/diagram/draw.js';
import { diff } from '@fanloom/dsl/diff/diff.js';
import { explain } from '@fanloom/dsl/explain/explain.js';
import { complete } from '@fanloom/dsl/service/completion.js';
import { definitionsOfName, references } from '@fanloom/dsl/service/definition.js';
import { type Diagnosis, diagnose, problemsIn } from '@fanloom/dsl/service/diagnostics.js';
import { formatEdits } from '@fanloom/dsl/service/format-edits.js';
import { hover } from '@fanloom/dsl/service/hover.js';
import { openDocument, type Document, type Project } from '@fanloom/dsl/service/project.js';
import { renamable, rename } from '@fanloom/dsl/service/rename.js';
import { semanticTokens } from '@fanloom/dsl/service/semantic-token.js';
import { runTests } from '@fanloom/dsl/service/test-run.js';
import type { Language } from '@fanloom/dsl/vocabulary/language.js';
import type { Drawing, LanguageApi, Outcome, Reading, ShopContext } from './protocol.js';
import { sopView } from './sop-view.js';

/** The one text that an editor holds. */
const PATH = '';

/** The language service behind the editor's questions. Pure, so that the worker around it stays a shell. */
export class LanguageHost implements LanguageApi {
  #shop: ShopContext = { catalogue: UNKNOWN_CATALOGUE, zone: 'Asia/Shanghai', now: 0 };
  #opened: Document | null = null;
  #diagnosis: { document: Document; shop: ShopContext; found: Diagnosis } | null = null;

  set shop(shop: ShopContext) {
    this.#shop = shop;
  }

  read(text: string): Reading {
    const begun = performance.now();
    const document = this.#open(text);
    return {
      problems: problemsIn(this.#diagnose(text), PATH),
      tokens: semanticTokens(document),
      sops: sopsIn(document).map((sop) => sopView(sop, text)),
      millis: Math.round(performance.now() - begun),
    };
  }

  run(text: string): Outcome {
    const { tests, coverage } = runTests(this.#open(text), this.#diagnose(text), this.#shop);
    const steps = Object.entries(coverage).map(
      ([
        name,
        {
          steps: { covered, total },
        },
      ]) => [name, { covered, total }],
    );
    return { tests, coverage: Object.fromEntries(steps) };
  }

  draw(text: string, language: Language): Drawing[] {
    const { context } = this.#diagnose(text);
    return sopsIn(this.#open(text)).map((sop) => {
      const diagram = draw(sop, context, language);
      const nodes = diagram.nodes.flatMap(({ id, range }) => (range ? [{ id, range }] : []));
      return { name: sop.name.value, range: sop.range, svg: svg(diagram, text), nodes };
    });
  }

  explain(text: string, language: Language) {
    const { context } = this.#diagnose(text);
    return sopsIn(this.#open(text)).map((sop) => explain(sop, context, language));
  }

  complete(text: string, offset: number) {
    return complete(this.#project(text), PATH, offset);
  }

  hover(text: string, offset: number) {
    return hover(this.#project(text), PATH, offset);
  }

  definitions(text: string, offset: number) {
    return definitionsOfName(this.#project(text), PATH, offset).map(({ range }) => range);
  }

  references(text: string, offset: number) {
    return references(this.#project(text), PATH, offset).map(({ range }) => range);
  }

  renamable(text: string, offset: number) {
    return renamable(this.#project(text), PATH, offset);
  }

  rename(text: string, offset: number, name: string) {
    const renamed = rename(this.#project(text), PATH, offset, name);
    return renamed.ok ? { edits: renamed.edits.flatMap(({ edits }) => edits) } : { why: renamed.why };
  }

  format(text: string) {
    return formatEdits(text);
  }

  translate(text: string) {
    return formatEdits(text, this.#open(text).parsed.language === 'zh' ? 'en' : 'zh');
  }

  colour(text: string) {
    return semanticTokens(openDocument(PATH, text));
  }

  compare(before: string, after: string, language: Language) {
    const [old, current] = [before, after].map((text) => {
      const document = openDocument(PATH, text);
      const { programs, context } = diagnose({ documents: [document], shop: this.#shop });
      const [sop] = sopsIn(document);
      const program = programs.find(({ name }) => name === sop?.name.value);
      return sop && program ? { sop, program, context } : null;
    });
    return old && current ? diff(old, current, language).changes : null;
  }

  #open(text: string): Document {
    if (this.#opened?.parsed.text !== text) this.#opened = openDocument(PATH, text);
    return this.#opened;
  }

  #project(text: string): Project {
    return { documents: [this.#open(text)], shop: this.#shop };
  }

  #diagnose(text: string): Diagnosis {
    const document = this.#open(text);
    const known = this.#diagnosis;
    if (known?.document === document && known.shop === this.#shop) return known.found;
    const found = diagnose({ documents: [document], shop: this.#shop });
    this.#diagnosis = { document, shop: this.#shop, found };
    return found;
  }
}

function sopsIn({ parsed }: Document): SopNode[] {
  return parsed.file.definitions.filter((definition): definition is SopNode => definition.kind === 'sop');
}
