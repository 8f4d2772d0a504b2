interface Description {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, unknown> };
}

/** Programs call these with a token, or sign; everything else is for the pages, with a session. */
const FOR_PROGRAMS = ['/v1/events', '/v1/events/schemas', '/v1/fans/identify', '/v1/receipts/{shop}/{channel}'];

/** The part of the API's description, as JSON, that is for programs of the customer. */
export function programApi(description: string): string {
  const whole = JSON.parse(description) as Description;
  const paths = Object.fromEntries(FOR_PROGRAMS.map((path) => [path, whole.paths[path] ?? {}]));
  const schemas: Record<string, unknown> = {};
  const keep = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (Object.hasOwn(schemas, name)) continue;
      schemas[name] = whole.components.schemas[name];
      keep(schemas[name]);
    }
  };
  keep(paths);
  return JSON.stringify({ ...whole, paths, components: { ...whole.components, schemas } });
}
