import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

const LIMIT_KB = 350;
const PAGE = /\/sop\/SopEditorPage\.svelte$/;
/** The pages that hold an editor of the language. */
const EDITORS = /\/(sop\/SopEditorPage|definition\/DefinitionPage|segment\/SegmentEditorPage)\.svelte$/;
const WORKER = /language\.worker-/;

/**
 * Fails the build when the SOP editor with its language worker takes more than 350 kB gzip, or when pages without
 * an editor load it. What the page shares with the rest of the product counts as the product's.
 */
export function editorBudget(): Plugin {
  return {
    name: 'editor-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const page = chunks.find(({ facadeModuleId }) => facadeModuleId && PAGE.test(facadeModuleId));
      const worker = Object.values(bundle).find(({ fileName }) => WORKER.test(fileName));
      if (!page || !worker) return this.error('The SOP editor or its worker is not in the bundle');
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const isEditor = ({ facadeModuleId }: Chunk) => facadeModuleId !== null && EDITORS.test(facadeModuleId);
      const others = chunks.filter(
        (chunk) => (chunk.isEntry || chunk.isDynamicEntry) && !isEditor(chunk) && !reaches(page, chunk, byName),
      );
      const shared = new Set(others.flatMap((chunk) => [...closure(chunk, byName)]));
      const own = [...withDynamic(page, byName)].filter((chunk) => !shared.has(chunk));
      const bytes = [worker, ...own].reduce((sum, file) => sum + gzipSync(contentOf(file)).length, 0);
      const kb = Math.round(bytes / 1000);
      if (kb > LIMIT_KB) this.error(`The SOP editor takes ${String(kb)} kB gzip; ${String(LIMIT_KB)} kB is the limit`);
      if (others.some((chunk) => [...closure(chunk, byName)].some(({ code }) => WORKER.test(code)))) {
        this.error('A page without an editor loads the language worker');
      }
      this.info(`SOP editor with its language worker: ${String(kb)} kB gzip`);
    },
  };
}

type Chunk = Rollup.OutputChunk;
type ByName = ReadonlyMap<string, Chunk>;

function reaches(page: Chunk, chunk: Chunk, byName: ByName): boolean {
  return withDynamic(page, byName).has(chunk);
}

/** A chunk with all that it imports before it runs. */
function closure(chunk: Chunk, byName: ByName, found = new Set<Chunk>()): Set<Chunk> {
  found.add(chunk);
  for (const name of chunk.imports) {
    const next = byName.get(name);
    if (next && !found.has(next)) closure(next, byName, found);
  }
  return found;
}

/** With what the page itself loads later, dialogs and the like. */
function withDynamic(page: Chunk, byName: ByName): Set<Chunk> {
  const later = [...page.dynamicImports].flatMap((name) => byName.get(name) ?? []);
  return new Set([page, ...later].flatMap((chunk) => [...closure(chunk, byName)]));
}

function contentOf(file: Rollup.OutputAsset | Chunk): string | Uint8Array {
  return file.type === 'chunk' ? file.code : file.source;
}
