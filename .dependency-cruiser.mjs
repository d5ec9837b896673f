// Who may import whom: the walls of the house (ARCHITECTURE.md). Checked by `npm test`.
const wall = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

/**
 * The rooms of src/core in their order: a room may import from the rooms that are named for it and no others.
 * A new room is one line here and one on the map in ARCHITECTURE.md.
 */
const ROOMS = {
  system: [],
  reader: ['system'],
  simd: [],
  statistics: [],
  metrics: ['statistics'],
  comparisons: ['statistics', 'metrics'],
  reports: [],
  audio: ['system', 'simd'],
  features: ['system', 'reader', 'simd', 'audio'],
  models: ['system', 'reader'],
  fingerprints: ['system', 'simd', 'audio'],
  splits: ['system', 'fingerprints'],
  corpora: ['system', 'reader', 'audio', 'fingerprints'],
  archives: ['system', 'reader', 'metrics', 'models', 'fingerprints', 'splits'],
  engines: ['system', 'simd', 'models'],
  runtime: ['system', 'reader', 'features', 'engines'],
  cluster: ['system'],
  jobs: ['system', 'reader', 'features', 'splits', 'engines'],
  training: ['system', 'statistics', 'metrics', 'features', 'models', 'splits', 'engines', 'jobs'],
  recognition: ['system', 'metrics', 'audio', 'features', 'models', 'fingerprints', 'engines', 'jobs'],
  'model-export': ['system', 'audio', 'features', 'models', 'engines', 'jobs'],
  recordings: ['system', 'audio'],
  'own-corpora': ['system', 'audio', 'corpora'],
  tensorboard: [],
  database: ['system', 'metrics', 'splits', 'corpora', 'archives'],
};

const roomWalls = Object.entries(ROOMS).map(([room, allowed]) =>
  wall(
    `core-${room}`,
    { path: `^src/core/${room}/` },
    { path: '^src/core/', pathNot: `^src/core/(${[room, ...allowed].join('|')})/` },
    `${room} imports ${allowed.length === 0 ? 'no other room of core' : allowed.join(', ')}.`,
  ),
);

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
    ...roomWalls,
    wall(
      'core-rooms-are-known',
      { path: '^src/core/' },
      { path: `^src/core/(?!(${[...Object.keys(ROOMS), 'laboratory'].join('|')})/)` },
      'Every room of core is on the map: a new one is a line in ROOMS.',
    ),
    wall(
      'workers-import-core',
      { path: '^src/workers' },
      { path: '^src/(?!workers|core|shared)' },
      'workers imports core and shared.',
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
      { path: '^src/(core|shared|workers|cli|server)' },
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
      'webgpu-in-engines',
      { path: '^src', pathNot: '^src/core/engines/webgpu/' },
      { path: 'node_modules/webgpu' },
      'WebGPU is imported by its engine alone, which only a job process loads.',
    ),
    wall(
      'onnx-in-encoders',
      { path: '^src', pathNot: '^src/(workers/reading-handlers|core/features/encoder/onnx-model)[.]ts$' },
      { path: 'node_modules/onnxruntime', dependencyTypesNot: ['type-only'] },
      'ONNX Runtime is loaded in one place, by the processes and threads that compute features.',
    ),
    wall(
      'engines-in-workers',
      { path: '^src', pathNot: '^src/(workers|core/(engines|model-export))/' },
      { path: '^src/core/engines/(wasm|tensorflow|webgpu)/(?!native/)' },
      'An engine blocks its thread: only a job process may load one. Finding and installing one is another thing.',
    ),
    wall(
      'foreign-files-in-readers',
      { path: '^src', pathNot: '^src/(workers|core/(models|archives|corpora))/' },
      {
        path: '^src/core/(models/weight-files/(weights|keras)-file|archives/read-run-archive|corpora/tables/parse-table)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
      'A damaged file can make its parser loop without end: only a reader process runs it (docs/decisions/0019).',
    ),
    wall(
      'export-builds-graphs',
      { path: '^src/core/model-export/' },
      { path: '^src/core/engines/', pathNot: '^src/core/engines/tensorflow/(graph|compile)/' },
      "A SavedModel is made of TensorFlow's graph, which is data: the export loads no engine.",
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
