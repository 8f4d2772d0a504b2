import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

const sqlFromText = {
  selector: 'MemberExpression[object.name="sql"][property.name="raw"]',
  message: 'SQL is never put together from text: name columns with sql.ref, and give values as parameters',
};

/**
 * No handler holds an unbound Kysely, and a bound one refuses raw SQL. What is left are statements of services and jobs,
 * which run unbound: they stand in `*.sql.ts`, where a reviewer looks for them, or in a file named below. `workflows` has
 * no such rule: no request is answered there.
 */
const rawStatement = {
  selector:
    'TaggedTemplateExpression[tag.name="sql"] TemplateElement[value.raw=/\\b(select|insert|update|delete|lock)\\b/i]',
  message: 'A statement in raw SQL stands in a *.sql.ts: the access plugin cannot look into it',
};
/** Statements that answer nobody: the product keeps its own books with them, as a job or in a transaction of a service. */
const ownBooks = [
  'server/clock/clock.ts',
  'server/crypto/rotation.ts',
  'server/delivery/delivery-hold.ts',
  'server/fan-job/run-fan-jobs.ts',
  'server/http/health.ts',
  'server/identity/*.ts',
  'server/import/import-job.ts',
  'server/import/undo/undo-orders.ts',
  'server/privacy/nightly.ts',
  'server/receipt/receipt.service.ts',
  'server/score/measure-scores.ts',
  'server/segment/store-segments.ts',
  'server/tag/tell-of-tags.ts',
  'server/wording/keep-wordings.ts',
];
/** Statements of services that ask for the right before them, or answer with counts and states of the installation. */
const afterTheRight = [
  'server/account/{session.service,sso.service,throttle}.ts',
  'server/audit/verify-chain.ts',
  'server/delivery/delivery-hold.service.ts',
  'server/fan-job/fan-job.service.ts',
  'server/fan/fan-lookup.ts',
  'server/health/check-{database,work}.ts',
  'server/import/run/dry-run.ts',
  'server/role/why.service.ts',
  'server/score/{preview-scores,score.service}.ts',
  'server/sop/{already-true,gate,publish}.ts',
  'server/staff/staff.service.ts',
];

export default ts.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.fanloom/**', '.cache/**', '**/generated/**'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['{dsl,server,workflows,tests}/**/*.ts'],
    extends: [ts.configs.recommendedTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  {
    files: ['web/**/*.svelte', 'web/**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser },
  },
  { files: ['web/**/*.ts'], languageOptions: { globals: globals.browser } },
  { files: ['**/*.mjs', '**/*.cjs', '*.js'], languageOptions: { globals: globals.node } },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-control-regex': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      // See docs/decisions/003-casl.md: row rules are compiled by server/access only.
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: '@casl/ability/extra', message: 'rulesToFields pollutes prototypes, rulesToAST drops rules' },
            { name: '@ucast/sql', message: 'It does not escape names of fields' },
          ],
        },
      ],
    },
  },
  {
    files: ['server/**/*.ts', 'workflows/**/*.ts'],
    ignores: ['server/access/**', '**/*.sql.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '/access/trusted\\.js$', message: 'What passes the access plugin unchecked stands in a *.sql.ts' },
          ],
        },
      ],
    },
  },
  {
    files: ['server/**/*.ts', 'workflows/**/*.ts'],
    ignores: ['server/db/**', '**/*.sql.ts', '**/*.test.ts', '**/testing/**'],
    rules: { 'no-restricted-syntax': ['error', sqlFromText] },
  },
  {
    files: ['server/**/*.ts'],
    ignores: [
      ...['db', 'access', 'condition'].map((folder) => `server/${folder}/**`),
      ...['**/*.sql.ts', '**/*.test.ts', '**/testing/**'],
      ...ownBooks,
      ...afterTheRight,
    ],
    rules: { 'no-restricted-syntax': ['error', sqlFromText, rawStatement] },
  },
  {
    // Routes and queries take a database that is bound to what their caller may see, and it refuses raw SQL when it runs.
    files: ['server/**/*.routes.ts', 'server/**/*.queries.ts'],
    // Reads rejected rows of an import that the service has found to be the caller's.
    ignores: ['server/import/import.queries.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        sqlFromText,
        {
          selector: 'ImportDeclaration[source.value="kysely"] > ImportSpecifier[imported.name="sql"]',
          message: 'Raw SQL stands in a *.sql.ts, which services call; the access plugin cannot look into it',
        },
        {
          selector:
            'MemberExpression > MemberExpression[property.name="db"]:matches([object.name="deps"], [object.property.name="deps"])',
          message: 'A handler asks the database that is bound to its caller, c.var.db; the unbound one is for services',
        },
      ],
    },
  },
  { files: ['server/cli/**', 'server/launch/**', 'tests/bench/**', 'tests/fuzz/**'], rules: { 'no-console': 'off' } },
);
