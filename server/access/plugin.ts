import type { KyselyPlugin, PluginTransformQueryArgs, PluginTransformResultArgs, RootOperationNode } from 'kysely';
import type { Ability } from './ability.js';
import { ScopedSources } from './sources.js';
import { AccessTransformer } from './transformer.js';
import { trustNode } from './trusted.js';

/**
 * Lets a Kysely see and change only what the ability grants. Every governed table in a query is replaced by what the
 * ability may read of it, so a query cannot tell that it does not see the whole table, and none can forget to ask.
 * Throws for whatever it cannot translate.
 */
export class AccessPlugin implements KyselyPlugin {
  readonly #sources: ScopedSources;

  constructor(ability: Ability) {
    this.#sources = sourcesOf(ability);
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    // A builder used as a part of another query of the same ability comes here twice.
    return trustNode(new AccessTransformer(this.#sources).transformNode(node));
  }

  async transformResult({ result }: PluginTransformResultArgs) {
    return result;
  }
}

/** An ability does not change, so what its queries read instead of each table is put together once. */
const sourcesByAbility = new WeakMap<Ability, ScopedSources>();

function sourcesOf(ability: Ability): ScopedSources {
  const sources = sourcesByAbility.get(ability) ?? new ScopedSources(ability);
  sourcesByAbility.set(ability, sources);
  return sources;
}
