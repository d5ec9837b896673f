/**
 * Trains `compact` on clips of RAVDESS with each engine, from the same weights with the same batches, and compares the validation
 * accuracies. Dropout is left out, because each engine draws other masks. Each step of Adam enlarges the rounding differences of the
 * one before; at its default rate of 1e-3, they reach clips within three epochs on any two engines. Writes the curves as one SVG file.
 *
 *     node bench/webgpu-curves.ts FOLDER [--train 01,02,03,04,05,06] [--validation 07,08] [--epochs 3]
 *         [--batch 16] [--rate 3e-4] [--engines webgpu,wasm,tensorflow] [--svg FILE] [--curves FILE]
 *
 * `webgpu+float16` is the engine webgpu with this storage. FOLDER has a folder for each actor, named as RAVDESS does. On a software adapter: NEURAL_SER_WEBGPU_ADAPTER=swiftshader. An
 * engine that does not work here is left out with its reason. `--curves`: a file that keeps the curves; those in it are not trained again.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSoundFile } from '#core/audio/read-sound-file.ts';
import type { Engine } from '#core/engines/engine.ts';
import { createTensorflowEngine } from '#core/engines/tensorflow/tensorflow-engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { openWebgpuEngine } from '#core/engines/webgpu/open-engine.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { createJobSwitch } from '#core/jobs/job-control.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { networkNamed } from '#core/models/registry.ts';
import { markup } from '#core/reports/markup.ts';
import { curvePlots } from '#core/reports/plots/curve-plot.ts';
import { PAPER_PALETTE, paletteFor, svgFile } from '#core/reports/plots/plot.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { openCheckpoints } from '#core/training/checkpoint.ts';
import { trainFold } from '#core/training/loop.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import { toFailure } from '#shared/failure.ts';
import type { Epoch } from '#shared/runs.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { inputShapeOf } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { type Storage, storageSetting } from '#shared/settings/storage.ts';

const { values: given, positionals } = parseArgs({
  options: {
    train: { type: 'string', default: '01,02,03,04,05,06' },
    validation: { type: 'string', default: '07,08' },
    epochs: { type: 'string', default: '3' },
    batch: { type: 'string', default: '16' },
    rate: { type: 'string', default: '3e-4' },
    engines: { type: 'string', default: 'webgpu,wasm,tensorflow' },
    svg: { type: 'string' },
    curves: { type: 'string' },
  },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Name the folder of RAVDESS.');
/** The third number of a file's name; calm counts as neutral. */
const EMOTION_OF: readonly Emotion[] = [
  'neutral',
  'neutral',
  'happy',
  'sad',
  'angry',
  'fear',
  'disgust',
  'surprise',
];

const OPEN: Record<string, () => Promise<Engine>> = {
  webgpu: openWebgpuEngine,
  wasm: createWasmEngine,
  tensorflow: async () => {
    process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
    const explicit = process.env.NEURAL_SER_TENSORFLOW || null;
    const { runtime, reason } = findRuntime({ explicit, folders: [nativeFolder()], device: 'cpu' });
    if (runtime === null) throw new Error(reason);
    return createTensorflowEngine(runtime);
  },
};

/** Pixels above each plot, for its title. */
const GAP = 26;
const shape = inputShapeOf(LOG_MEL);
const clips: { row: number; emotion: number }[] = [];
const matrices: Float32Array[] = [];
const [train, validation] = [await readActors(given.train), await readActors(given.validation)];
console.log(
  `${train.length} clips to train, ${validation.length} to validate, batches of ${given.batch}, ${shape.join(' × ')}`,
);

interface Curve {
  engine: string;
  epochs: Epoch[];
}

const known: Record<string, Curve> =
  given.curves !== undefined && existsSync(given.curves)
    ? JSON.parse(readFileSync(given.curves, 'utf8'))
    : {};
const curves: Curve[] = [];
for (const name of given.engines.split(',')) {
  try {
    known[name] ??= await trainedBy(name);
    curves.push(known[name]);
    console.log(known[name].engine);
    console.table(
      known[name].epochs.map(({ loss, accuracy, validationLoss, validationAccuracy }) => ({
        loss: loss.toFixed(5),
        accuracy: percent(accuracy),
        'validation loss': validationLoss?.toFixed(5),
        'validation accuracy': percent(validationAccuracy ?? 0),
      })),
    );
    if (given.curves) writeFileSync(given.curves, JSON.stringify(known, null, 2));
  } catch (error) {
    console.log(`${name} is left out: ${toFailure(error).message}`);
  }
}
const last = curves.map(({ epochs }) => 100 * (epochs.at(-1)?.validationAccuracy ?? 0));
const apart = curves[0].epochs.map((_, epoch) => {
  const accuracies = curves.map(({ epochs }) => 100 * (epochs[epoch].validationAccuracy ?? 0));
  return Math.max(...accuracies) - Math.min(...accuracies);
});
console.log(
  `Validation accuracies at the end: ${last.map((value) => value.toFixed(1)).join(', ')} %; apart by at most ${Math.max(...apart).toFixed(2)} points in any epoch.`,
);
if (given.svg) writeFileSync(given.svg, drawn());
// The library of the GPU would keep the process.
process.exit();

async function readActors(numbers: string): Promise<number[]> {
  using extractor = await createExtractor(LOG_MEL);
  const found: number[] = [];
  for (const number of numbers.split(',')) {
    for (const path of globSync(`**/Actor_${number}/*.wav`, { cwd: folder }).sort()) {
      const read = { maxBytes: 2 ** 27, tooLarge: () => new Error(`${path} is too large.`) };
      const { sound, fingerprint } = await readSoundFile(join(folder, path), read);
      const row = matrices.push(await extractor.extract(sound.samples, sound.sampleRateHz, fingerprint)) - 1;
      const emotion = EMOTIONS.indexOf(EMOTION_OF[Number(basename(path).split('-')[2]) - 1]);
      found.push(clips.push({ row, emotion }) - 1);
    }
  }
  if (found.length === 0) throw new Error(`There are no clips of actors ${numbers} in ${folder}.`);
  return found;
}

async function trainedBy(name: string): Promise<Curve> {
  const [engineName, storage = 'float32'] = name.split('+');
  using engine = await OPEN[engineName]();
  const epochs = await curveOf(engine, storageSetting.schema.parse(storage));
  return { engine: `${name} (${engine.device})`, epochs };
}

async function curveOf(engine: Engine, storage: Storage): Promise<Epoch[]> {
  const settings = {
    ...DEFAULT_SETTINGS,
    epochs: Number(given.epochs),
    batchSize: Number(given.batch),
    optimizer: { ...OPTIMIZER_DEFAULTS.adam, learningRate: Number(given.rate) },
    schedule: { kind: 'constant', warmupShare: 0 } as const,
    augmentation: AUGMENTATIONS.none,
    checkpointSeconds: 1e6,
  };
  const checkpoints = mkdtempSync(join(tmpdir(), 'webgpu-curves-'));
  try {
    using network = await engine.build(withoutDropout(networkNamed('compact', shape)), {
      seed: 1,
      optimizer: settings.optimizer,
      storage,
    });
    const trained = await trainFold({
      settings,
      fold: 0,
      split: { name: 'actors', train, validation, test: [] },
      clips,
      rows: { read: (row, into, offset) => into.set(matrices[row], offset) },
      inputShape: shape,
      checkpoints: await openCheckpoints(checkpoints, 'curves'),
      network,
      settingsHash: 'curves',
      control: createJobSwitch(),
      emit: (event) => {
        if (event.kind === 'batch')
          process.stderr.write(
            `${engine.name}: epoch ${event.epoch}, step ${event.step}, loss ${event.loss.toFixed(5)}\n`,
          );
      },
    });
    return trained.status === 'trained' ? trained.epochs : [];
  } finally {
    rmSync(checkpoints, { recursive: true });
  }
}

function withoutDropout(architecture: Architecture): Architecture {
  const layers = architecture.layers.map((layer) =>
    layer.kind === 'dropout' ? { ...layer, rate: 0 } : layer,
  );
  return { ...architecture, layers };
}

/** For each engine a row with its loss and its accuracy. */
function drawn(): string {
  const palette = paletteFor(
    PAPER_PALETTE,
    curves.map((_, item) => [String(item)]),
  );
  const rows = curves.map(({ engine, epochs }, row) =>
    curvePlots([[{ epochs, folds: [] }]], [engine], { ...palette, items: [palette.items[row]] }).slice(0, 2),
  );
  const [{ width, height }] = rows[0];
  const cells = rows.flatMap((plots, row) =>
    plots.map(
      (plot, column) => markup`<g transform="translate(${column * width} ${row * (height + GAP) + GAP})">
<text x="52" y="-8" font-weight="600" fill="${PAPER_PALETTE.ink}">${curves[row].engine}: ${plot.title}</text>
${plot.content}</g>`,
    ),
  );
  return svgFile({
    name: 'curves-of-engines',
    title: 'compact on real speech, trained by each engine from the same weights',
    about: curves
      .map(
        ({ engine }, i) => `${engine}: ${last[i].toFixed(1)} % of the validation clips after the last epoch.`,
      )
      .join(' '),
    width: 2 * width,
    height: rows.length * (height + GAP),
    content: markup`${cells}`,
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
