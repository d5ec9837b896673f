import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeRunArchive } from '#core/archives/write-run-archive.ts';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { resultFolder, statusFile, type TaskStatus } from '#core/cluster/job-files.ts';
import { encodeNpy } from '#core/features/npy.ts';
import type { Laboratory } from '#core/laboratory/index.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import { writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import type { Random } from '#shared/random.ts';
import { COMPACT, kerasWeights } from '../../tests/keras-weights.ts';
import {
  archivedRun,
  metricsOf,
  RUN,
  recordFiles,
  sampleWeights,
  writeByHand,
} from '../../tests/unit/archives/sample-archive.ts';
import { mutateBytes, mutateJson } from './mutate.ts';
import { onnxFormat } from './onnx-format.ts';
import { soundSamples } from './sound-files.ts';
import { tableFormats } from './table-formats.ts';

/** A format that requests accept, with damaged files of it. */
export interface Format {
  name: string;
  /** Makes a damaged file, and sends it through one of the requests that read such files. */
  send(random: Random): Promise<unknown>;
}

/**
 * The formats that a laboratory reads, with valid files in `folder`. The laboratory gets a run of the network `compact`
 * with which the sounds are predicted.
 */
export async function openFormats(laboratory: Laboratory, folder: string): Promise<Format[]> {
  const at = (name: string) => join(folder, name);
  const { invoke } = laboratory;
  mkdirSync(folder, { recursive: true });
  await invoke('corpora.sample', { folder: at('voices'), speakers: 3, clipsPerEmotion: 1 });
  const archive = at('whole.neuralser');
  const run = archivedRun();
  await writeRunArchive(
    {
      run,
      metrics: metricsOf(run),
      weights: [{ fold: 0, path: await sampleWeights(folder) }],
      program: '0.1.0',
    },
    { path: archive, overwrite: true, exportedAt: new Date(0) },
  );
  await invoke('runs.import', { sources: [{ path: archive }] });
  await writeSafetensors(at('compact.safetensors'), initialWeights(COMPACT, 5), { run: RUN });
  const images = encodeNpy(
    Float32Array.from({ length: 1200 }, (_, i) => Math.sin(i)),
    [2, 20, 30],
  );
  writeFileSync(at('images.npy'), images);
  const samples = Float32Array.from({ length: 16_000 }, (_, i) => 0.3 * Math.sin(i / 12) * Math.sin(i / 900));
  const wholeClip = at('whole.wav');
  const sounds = (['pcm16', 'pcm24', 'float32'] as const).map((format) => encodeWav(samples, 16_000, format));
  writeFileSync(wholeClip, sounds[0]);
  const soundFiles = soundSamples(folder);
  const keras = [await kerasWeights(), await kerasWeights({ kind: 'weights.h5', names: true })];
  const safetensors = readFileSync(at('compact.safetensors'));
  const archived = readFileSync(archive);
  const records = recordFiles(run);
  const [table] = await invoke('corpora.export', { folders: [at('voices')], target: at('tables') });
  const job = await planOfOneJob(laboratory, at);

  /** Writes a file under a name that no other call uses at the same time. */
  const file = (content: Uint8Array | string, ending: string) => {
    const path = at(`damaged/${crypto.randomUUID()}/x${ending}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  const used = async (path: string, use: (path: string) => Promise<unknown>) => {
    try {
      return await use(path);
    } finally {
      rmSync(dirname(path), { recursive: true, force: true });
    }
  };
  const output = () => join(dirname(file('', '.tmp')), 'output.npy');

  const readSound = (random: Random) => (path: string) => {
    const requests = [
      () => invoke('sounds.read', { path }),
      () => invoke('sounds.picture', { sound: { path } }),
      () => invoke('sounds.picture', { sound: { wav: new Uint8Array(readFileSync(path)) } }),
      () => invoke('corpora.scan', { folders: [dirname(path)] }),
      () => invoke('features.write', { files: [path], features: 'log-mel', target: dirname(path) }),
      () => invoke('predict.files', { run: RUN, files: [path] }),
      () => invoke('predict.sound', { run: RUN, wav: new Uint8Array(readFileSync(path)), timeline: true }),
      () => invoke('recordings.save', { name: 'x', wav: new Uint8Array(readFileSync(path)) }),
    ];
    return random.pick(requests)();
  };
  const readWeights = (random: Random) => (weights: string) =>
    random.next() < 0.5
      ? invoke('networks.run', {
          name: 'compact',
          engine: 'wasm',
          weights,
          input: at('images.npy'),
          output: output(),
        })
      : invoke('runs.plan', {
          folders: [at('voices')],
          settings: { engine: 'wasm', startWeights: { from: weights } },
        });
  const importFile = (random: Random) => (path: string) =>
    invoke('runs.import', {
      sources: [
        random.next() < 0.5 ? { path } : { name: 'x.neuralser', content: new Uint8Array(readFileSync(path)) },
      ],
    });
  const readTable = (random: Random) => (path: string) =>
    random.next() < 0.7
      ? invoke('corpora.scan', { folders: [path] })
      : invoke('library.detect', { folder: path });

  return [
    {
      name: 'wav',
      send: (random) => used(file(mutateBytes(random.pick(sounds), random), '.wav'), readSound(random)),
    },
    {
      name: 'sounds',
      send(random) {
        const { ending, bytes } = random.pick(soundFiles);
        return used(file(mutateBytes(bytes, random), ending), readSound(random));
      },
    },
    {
      name: 'safetensors',
      send(random) {
        const bytes =
          random.next() < 0.5 ? mutateBytes(safetensors, random) : withMutatedHeader(safetensors, random);
        return used(file(bytes, '.safetensors'), readWeights(random));
      },
    },
    {
      name: 'h5',
      send: (random) => used(file(mutateBytes(random.pick(keras), random), '.h5'), readWeights(random)),
    },
    {
      name: 'npy',
      send: (random) =>
        used(file(mutateBytes(images, random), '.npy'), (input) =>
          invoke('networks.run', {
            name: 'compact',
            engine: 'wasm',
            weights: at('compact.safetensors'),
            input,
            output: join(dirname(input), 'output'),
          }),
        ),
    },
    {
      name: 'neuralser',
      send(random) {
        const path = file(mutateBytes(archived, random), '.neuralser');
        if (random.next() < 0.5) {
          // Damage that the checksums do not show.
          const name = random.pick(Object.keys(records));
          const content = mutateJson(JSON.parse(records[name]), random);
          writeByHand(path, { ...records, [name]: JSON.stringify(content) });
        }
        return used(path, importFile(random));
      },
    },
    onnxFormat({
      laboratory,
      clip: wholeClip,
      withFile: (content, use) => used(file(content, '.onnx'), use),
    }),
    ...tableFormats({ table, file, used, readTable }),
    {
      name: 'json',
      send(random) {
        const folder = dirname(file('', '.tmp'));
        cpSync(at('plan'), folder, { recursive: true });
        const name = random.pick(['jobs/0001.json', `results/${job}/status.json`]);
        const text = readFileSync(join(folder, name), 'utf8');
        const content =
          random.next() < 0.5
            ? mutateBytes(Buffer.from(text), random)
            : JSON.stringify(mutateJson(JSON.parse(text), random));
        writeFileSync(join(folder, name), content);
        return used(join(folder, 'x'), () => invoke('cluster.status', { folder }));
      },
    },
  ];
}

/** Plans a grid of one job, with the status that its task writes. Returns the job's id. */
async function planOfOneJob({ invoke }: Laboratory, at: (name: string) => string): Promise<string> {
  const { jobs } = await invoke('cluster.plan', {
    grid: { folders: [at('voices')], settings: { epochs: 1 } },
    target: at('plan'),
    command: ['neural-ser'],
    program: { folder: '/opt', packaged: true },
  });
  const [{ id }] = jobs;
  const status: TaskStatus = {
    id,
    state: 'running',
    startedAt: '2026-11-28T16:00:00.000Z',
    updatedAt: '2026-11-28T16:01:00.000Z',
    host: 'node-1',
    pid: 1,
    start: 'x',
    slurm: '812_1',
    epochs: { done: 1, total: 2 },
    uar: null,
    failure: { code: 'x', message: 'x' },
  };
  const path = statusFile(resultFolder(at('plan/results'), id));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(status));
  return id;
}

function withMutatedHeader(bytes: Buffer, random: Random): Buffer {
  const length = Number(bytes.readBigUInt64LE(0));
  const whole = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  // Without the checksum of the values, other errors are found.
  delete whole.__metadata__.sha256;
  const header = mutateJson(whole, random);
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([prefix, json, bytes.subarray(8 + length)]);
}
