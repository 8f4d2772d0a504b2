// Makes values.schema.json and README.md of the chart from the comments and defaults of its values.yaml, so that the three
// cannot disagree: `node deploy/helm/describe.mjs`; with --check it only says whether they do.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const chart = join(import.meta.dirname, 'fanloom');

/** What the default alone does not tell about a value. */
const constraints = {
  'global.imagePullSecrets': { items: { type: 'string', minLength: 1 } },
  'image.digest': { pattern: '^(sha256:[0-9a-f]{64})?$' },
  'image.pullPolicy': { enum: ['Always', 'IfNotPresent', 'Never'] },
  'image.repository': { minLength: 1 },
  'backup.bucket.url': { pattern: '^(https?://\\S+)?$' },
  'backup.bucket.region': { minLength: 1 },
  'backup.bucket.accessKeyIdKey': { minLength: 1 },
  'backup.bucket.secretAccessKeyKey': { minLength: 1 },
  'backup.image.digest': { pattern: '^(sha256:[0-9a-f]{64})?$' },
  'backup.image.repository': { minLength: 1 },
  'backup.image.tag': { minLength: 1 },
  'backup.keep': { minimum: 1 },
  'backup.runAsUser': { minimum: 1 },
  'backup.schedule': { pattern: '^(@\\w+|\\S+( \\S+){4})$' },
  'database.port': { minimum: 1, maximum: 65_535 },
  'database.passwordKey': { minLength: 1 },
  'database.url.key': { minLength: 1 },
  'database.ca.key': { minLength: 1 },
  'database.read.port': { minimum: 1, maximum: 65_535 },
  'database.read.lagSeconds': { minimum: 1, maximum: 3_600 },
  'database.read.url.key': { minLength: 1 },
  'temporal.address': { pattern: '^(\\S+:\\d+)?$' },
  'temporal.namespace': { minLength: 1 },
  'temporal.apiKey.key': { minLength: 1 },
  'worker.autoscaling.backlog.perWorker': { minimum: 1 },
  'tracing.endpoint': { pattern: '^(https?://\\S+)?$' },
  'restore.file': { pattern: '^([\\w.-]+\\.backup)?$' },
  'restore.database': { pattern: '^[\\w-]+$' },
  'secrets.key': { minLength: 1 },
  'secrets.mode': { enum: ['env', 'file'] },
  'settings.companyCa.key': { minLength: 1 },
  'settings.publicOrigin': { pattern: '^(https?://[^/\\s]+)?$' },
  'settings.trustedProxies': { items: { type: 'string' } },
  'settings.internalHosts': { items: { type: 'string' } },
  'settings.logLevel': { enum: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] },
  'settings.extraEnv': { additionalProperties: { type: 'string' } },
  'uploads.accessMode': { enum: ['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'] },
  'gateway.hostnames': { items: { type: 'string', minLength: 1 } },
  'service.type': { enum: ['ClusterIP', 'NodePort', 'LoadBalancer'] },
  'service.port': { minimum: 1, maximum: 65_535 },
  'server.podDisruptionBudget.maxUnavailable': { type: ['integer', 'string'] },
  'worker.podDisruptionBudget.maxUnavailable': { type: ['integer', 'string'] },
  'monitoring.rules.latencySeconds': { type: 'number', exclusiveMinimum: 0 },
  'podSecurity.runAsUser': { minimum: 1 },
  'podSecurity.fsGroup': { minimum: 1 },
};
/** Values whose members are Kubernetes' own words: objects of any content, or lists of such objects. */
const texts = /([Ll]abels|[Aa]nnotations|nodeSelector)$/;

const source = readFileSync(join(chart, 'values.yaml'), 'utf8');
const values = readValues(source);
const outputs = {
  'values.schema.json': `${JSON.stringify(schemaOf(values), null, 2)}\n`,
  'README.md': readmeOf(values),
};

if (process.argv.includes('--check')) {
  const stale = Object.keys(outputs).filter((name) => readFileSync(join(chart, name), 'utf8') !== outputs[name]);
  if (stale.length > 0) {
    process.stderr.write(`Not in step with values.yaml: ${stale.join(', ')}. Run node deploy/helm/describe.mjs\n`);
    process.exitCode = 1;
  }
} else {
  for (const [name, text] of Object.entries(outputs)) writeFileSync(join(chart, name), text);
}

/** The values in order: path, comment, default as written (undefined where others stand below it), and those below. */
function readValues(text) {
  const top = { path: '', depth: -1, members: [] };
  const above = [top];
  let comment = [];
  for (const line of text.split('\n')) {
    const [, spaces, note, key, rest] = /^( *)(?:# ?(.*)|(\w+):(?: (.*))?)$/.exec(line) ?? [];
    if (note !== undefined) {
      comment = note.startsWith('-- ') ? [note.slice(3)] : [...comment, note];
      continue;
    }
    if (key === undefined) {
      comment = [];
      continue;
    }
    if (comment.length === 0) throw new Error(`values.yaml: ${key} has no comment`);
    while (above.at(-1).depth >= spaces.length) above.pop();
    const parent = above.at(-1);
    const value = {
      path: parent.path ? `${parent.path}.${key}` : key,
      key,
      depth: spaces.length,
      comment: comment.join(' '),
      default: rest,
      members: [],
    };
    parent.members.push(value);
    above.push(value);
    comment = [];
  }
  return top.members;
}

function schemaOf(members) {
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...objectOf(members) };
}

function objectOf(members) {
  const properties = Object.fromEntries(members.map((value) => [value.key, propertyOf(value)]));
  return { type: 'object', additionalProperties: false, properties };
}

function propertyOf(value) {
  const described = { description: value.comment };
  if (value.members.length > 0) return { ...described, ...objectOf(value.members) };
  return { ...described, ...typeOf(value), ...constraints[value.path] };
}

function typeOf({ path, default: text }) {
  if (/^'.*'$/.test(text)) return { type: 'string' };
  if (/^\d+$/.test(text)) return { type: 'integer', minimum: 0 };
  if (text === 'true' || text === 'false') return { type: 'boolean' };
  if (text === '[]') return { type: 'array', items: { type: 'object' } };
  if (text.startsWith('{'))
    return texts.test(path) ? { type: 'object', additionalProperties: { type: 'string' } } : { type: 'object' };
  return { type: 'string' };
}

function readmeOf(members) {
  const leaves = members.flatMap(function below(value) {
    return value.members.length > 0 ? value.members.flatMap(below) : [value];
  });
  const rows = leaves.map(
    ({ path, default: text, comment }) => `| \`${path}\` | \`${text}\` | ${comment.replaceAll('|', '\\|')} |`,
  );
  const intro = readFileSync(join(chart, 'README.head.md'), 'utf8');
  return `<!-- Made by deploy/helm/describe.mjs from values.yaml and README.head.md. -->\n${intro}\n## Values\n\n| value | default | |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}
