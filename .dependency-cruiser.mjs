// Who may import whom: the walls of the house (ARCHITECTURE.md). Checked by `npm test`.
const wall = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    wall(
      'no-cycles',
      {},
      { circular: true },
      'A cycle means that two ideas are one, or that one is in the wrong place.',
    ),
    wall(
      'shared-stands-alone',
      { path: '^src/shared' },
      { path: '^src/(?!shared)' },
      'shared knows nothing of ours.',
    ),
    wall(
      'shared-does-no-io',
      { path: '^src/shared' },
      { dependencyTypes: ['core'] },
      'shared is loaded by the page too: no module of Node.',
    ),
    wall(
      'core-knows-no-door',
      { path: '^src/core' },
      { path: '^src/(?!core|shared)' },
      'core imports core and shared.',
    ),
    wall(
      'compute-imports-core',
      { path: '^src/compute' },
      { path: '^src/(?!compute|core|shared)' },
      'compute imports core and shared.',
    ),
    wall(
      'doors-import-core',
      { path: '^src/(main|server|cli)/' },
      { path: '^src/(?!core|shared|main|server|cli)' },
      'A door imports core and shared.',
    ),
    wall(
      'no-door-knows-another',
      { path: '^src/(main|server)/' },
      { path: '^src/(main|server|cli)/', pathNot: '^src/$1/' },
      'No door knows what another knows.',
    ),
    wall(
      'serve-starts-the-served-door',
      { path: '^src/cli/' },
      { path: '^src/(main|server)/', pathNot: '^src/server/start-server[.]ts$' },
      'The command `serve` starts the served door by its one function; the command line knows no more of any door.',
    ),
    wall(
      'page-sees-shared',
      { path: '^src/(preload|renderer)/' },
      { path: '^src/', pathNot: '^src/(shared|$1)/' },
      'preload and renderer see only shared.',
    ),
    wall(
      'core-without-electron-or-react',
      { path: '^src/(core|shared|compute|cli|server)' },
      { path: 'node_modules/(electron|react|@mantine)' },
      'The laboratory knows neither Electron nor React.',
    ),
    wall(
      'tensorflow-in-engines',
      { path: '^src', pathNot: '^src/core/engines/(wasm|tensorflow)/' },
      { path: 'node_modules/@tensorflow' },
      'TensorFlow is imported under core/engines alone.',
    ),
    wall(
      'engines-in-compute',
      { path: '^src', pathNot: '^src/(compute|core/engines)/' },
      { path: '^src/core/engines/(wasm|tensorflow)/(?!runtime/)' },
      'An engine blocks its thread: only a compute process may load one. Finding and installing one is another thing.',
    ),
    wall(
      'declared',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
      'Every package stands in package.json.',
    ),
    wall('resolves', {}, { couldNotResolve: true }, 'An import that leads nowhere.'),
    wall(
      'no-dev-packages',
      { path: '^src' },
      { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/(@types|electron)/' },
      'What ships imports what ships; Electron ships as the program around it.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
