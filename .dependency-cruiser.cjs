/** Which package may import which. Dependencies point one way: dsl <- server <- workflows; web takes types only. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-folder-cycles',
      comment: 'Folders inside a package form a hierarchy',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(dsl|server|workflows|web)/' },
      to: { circular: true },
    },
    {
      name: 'dsl-is-a-leaf',
      severity: 'error',
      from: { path: '^dsl/' },
      to: { path: '^(server|workflows|web|tests)/' },
    },
    {
      name: 'dsl-has-no-io',
      comment: 'The language runs in the browser and inside a Temporal workflow',
      severity: 'error',
      from: { path: '^dsl/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'server-knows-no-worker',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(workflows|web|tests)/' },
    },
    { name: 'workflows-knows-no-web', severity: 'error', from: { path: '^workflows/' }, to: { path: '^(web|tests)/' } },
    {
      name: 'web-takes-types-only',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|workflows|tests)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Tests that need a database and the like reach through the whole product, and so do their helpers in `testing/`.
    exclude: {
      path: '(^|/)(dist|node_modules|testing)/|\\.d\\.ts$|\\.(db|temporal|fault|browser)\\.test\\.ts$',
    },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'default', 'types'], exportsFields: ['exports'] },
  },
};
