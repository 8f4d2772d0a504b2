import type { Ids } from './leak-world.js';

/** A part of a JSON Schema, as far as parameters use it. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minimum?: number;
  minLength?: number;
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface ApiRequest {
  route: string;
  method: string;
  path: string;
  body?: unknown;
}

/** What the crawler says where a schema asks for words or an id. */
export interface Vocabulary {
  ids: Ids;
  words: Record<string, unknown[]>;
  /** Where any text will do; one letter when not told. */
  texts?: string[];
}

const nowhere = '00000000-0000-7000-8000-000000000000';

/** Which ids a parameter may name, told by its name; `{id}` by the part of the address before it. */
const idsOf: Record<string, string> = {
  shop: 'shops',
  shop_id: 'shops',
  fan: 'fans',
  fan_id: 'fans',
  fan_ids: 'fans',
  staff: 'staff',
  staff_id: 'staff',
  owner: 'staff',
  assignee: 'staff',
  assignee_id: 'staff',
  to: 'staff',
  sop: 'sops',
  in_sop: 'sops',
  segment: 'segments',
  tag: 'tags',
  team_id: 'teams',
};

/** Every request that the document describes: each with its required parts alone, then with each value of each other part. */
export function requestsOf(document: Document, vocabulary: Vocabulary): ApiRequest[] {
  const generator = new Generator(document, vocabulary);
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      generator.ofRoute(method.toUpperCase(), path, operation),
    ),
  );
}

class Generator {
  constructor(
    private readonly document: Document,
    private readonly vocabulary: Vocabulary,
  ) {}

  ofRoute(method: string, path: string, { parameters = [], requestBody }: Operation): ApiRequest[] {
    const route = `${method} ${path}`;
    const schema = requestBody?.content['application/json']?.schema;
    const bodies = schema === undefined ? [undefined] : this.#bodies(schema);
    const query = parameters.filter((parameter) => parameter.in === 'query');
    const values = Object.fromEntries(query.map(({ name, schema }) => [name, this.#values(name, schema)]));
    const required = query.filter((parameter) => parameter.required).map(({ name }) => name);
    const queries = variants(values, required).map(queryText);
    return this.#paths(path).flatMap((address) =>
      bodies.flatMap((body) =>
        queries.map((text) => ({ route, method, path: address + text, ...(body !== undefined && { body }) })),
      ),
    );
  }

  #paths(path: string): string[] {
    const [, name] = /\{(\w+)\}/.exec(path) ?? [];
    if (name === undefined) return [path];
    const part = /([\w-]+)\/\{id\}/.exec(path)?.[1] ?? '';
    const ids = this.vocabulary.ids[part] ?? [...this.#named('fans'), ...this.#named('shops')];
    const values = name === 'id' ? [...ids, nowhere] : ['1', '2'];
    return values.flatMap((value) => this.#paths(path.replace(`{${name}}`, value)));
  }

  #named(part: string): string[] {
    return this.vocabulary.ids[part] ?? [];
  }

  #bodies(schema: Schema): unknown[] {
    const resolved = this.#resolve(schema);
    const choices = resolved.oneOf ?? resolved.anyOf;
    if (choices) return choices.flatMap((choice) => this.#bodies(choice));
    const { properties = {}, required = [] } = resolved;
    const values = Object.fromEntries(
      Object.entries(properties).map(([name, part]) => [name, this.#values(name, part)]),
    );
    return variants(values, required);
  }

  #resolve(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1) ?? schema.allOf?.[0]?.$ref?.split('/').at(-1);
    return name === undefined ? schema : (this.document.components.schemas[name] ?? {});
  }

  #values(name: string, unresolved: Schema): unknown[] {
    const schema = this.#resolve(unresolved);
    const known = this.vocabulary.words[name];
    if (known) return known;
    if (schema.enum) return schema.enum;
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return choices.flatMap((choice) => this.#values(name, choice));
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    if (type === 'array') return schema.items ? this.#values(name, schema.items).map((value) => [value]) : [[]];
    if (type === 'object') return this.#bodies(schema).slice(0, 1);
    if (type === 'boolean') return [true, false];
    if (type === 'integer' || type === 'number') return [Math.max(schema.minimum ?? 1, 1)];
    if (schema.format === 'uuid' || name in idsOf) return [...this.#named(idsOf[name] ?? 'fans'), nowhere];
    if (schema.format === 'date-time') return ['2020-01-01T00:00:00Z'];
    if (schema.format === 'uri') return ['https://93.184.216.34/'];
    return this.vocabulary.texts ?? ['x'.repeat(Math.max(schema.minLength ?? 1, 1))];
  }
}

/** The first value of all that is required, every value of each of these, and every value of each other member alone. */
function variants(values: Record<string, unknown[]>, required: string[]): Record<string, unknown>[] {
  const least = Object.fromEntries(required.map((name) => [name, values[name]?.[0]]));
  const others = Object.entries(values).flatMap(([name, some]) => some.map((value) => ({ ...least, [name]: value })));
  const distinct = new Map([least, ...others].map((variant) => [JSON.stringify(variant), variant]));
  return [...distinct.values()];
}

function queryText(query: Record<string, unknown>): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) text.set(name, String(value));
  return text.size === 0 ? '' : `?${text.toString()}`;
}
