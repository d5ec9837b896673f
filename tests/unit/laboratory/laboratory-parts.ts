import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { encodeWav } from '../../../src/core/audio/wav.ts';
import { writeSampleVoices } from '../../../src/core/corpora/sample-voices/write-sample-voices.ts';
import { scanFolders } from '../../../src/core/corpora/scan.ts';
import type { NativeRuntime } from '../../../src/core/laboratory/native-runtime.ts';
import type { CallContext, Entries, Parts } from '../../../src/core/laboratory/parts.ts';
import type { PlanEstimate } from '../../../src/core/laboratory/plan-estimates.ts';
import { prepareFeatures } from '../../../src/core/laboratory/scanning.ts';
import { openExperimentLog } from '../../../src/core/runs/experiment-log.ts';
import type { ComputeHost, JobHandle, JobOutcome } from '../../../src/core/training/compute-host.ts';
import type { Job, JobEvent } from '../../../src/core/training/job.ts';
import type { LaboratoryEvent } from '../../../src/shared/contract.ts';
import { UserError } from '../../../src/shared/failure.ts';
import { LOG_MEL } from '../../../src/shared/recipes.ts';
import type { RunStatus } from '../../../src/shared/runs.ts';

/** The scripts as they stand in the sources. */
export const ENTRIES: Entries = {
  compute: new URL('../../../src/compute/compute-process.ts', import.meta.url),
  features: new URL('../../../src/compute/feature-worker.ts', import.meta.url),
  probe: new URL('../../../src/compute/runtime-probe.ts', import.meta.url),
};

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-laboratory-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A WAV file of half a second; another `pitchHz` is another sound. Gives its path. */
export function wavFile(path: string, pitchHz = 220): string {
  mkdirSync(dirname(path), { recursive: true });
  const rate = 16_000;
  const samples = Float32Array.from(
    { length: rate / 2 },
    (_, i) => 0.3 * Math.sin((2 * Math.PI * pitchHz * i) / rate),
  );
  writeFileSync(path, encodeWav(samples, rate, 'pcm16'));
  return path;
}

/** Synthetic voices in a folder, a clip of each emotion a voice; another seed, other voices. */
export async function voices(folder: string, speakers = 3, seed = 5): Promise<string> {
  await writeSampleVoices({ folder, layout: 'ravdess', speakers, clipsPerEmotion: 1, seed });
  return folder;
}

/** A job that the test plays the compute process for. */
export interface PlayedJob {
  job: Job;
  wishes: string[];
  say(event: JobEvent): void;
  end(outcome: JobOutcome): void;
}

/** A compute host without a process: what it is asked for, the test answers. */
export function playedHost(): ComputeHost & { jobs: PlayedJob[] } {
  const jobs: PlayedJob[] = [];
  let closed = false;
  return {
    jobs,
    run(job, onEvent = () => undefined) {
      if (closed) throw new UserError('closed', 'The laboratory is closing; no new work is taken.');
      const { promise, resolve } = Promise.withResolvers<JobOutcome>();
      const wishes: string[] = [];
      jobs.push({ job, wishes, say: onEvent, end: resolve });
      const wish = (name: string) => () => void wishes.push(name);
      return {
        outcome: promise,
        pause: wish('pause'),
        resume: wish('resume'),
        stop: wish('stop'),
        cancel: wish('cancel'),
        send: wish('input'),
      } as JobHandle<typeof job.kind>;
    },
    get pending() {
      return jobs.length;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
    },
  };
}

export interface PlayedParts extends Parts {
  host: ReturnType<typeof playedHost>;
  ears: ReturnType<typeof playedHost>;
  side: ReturnType<typeof playedHost>;
  evaluator: ReturnType<typeof playedHost>;
  events: LaboratoryEvent[];
  /** The statuses that were told of a run, in order. */
  statuses(): RunStatus[];
}

/** Voices and their features, made once for a test file: preparing them is most of what a run of so few clips takes. */
export interface PreparedVoices extends Disposable {
  corpus: string;
  /** A laboratory's folder that holds the features and nothing else. */
  laboratory: string;
}

export async function prepareVoices(speakers = 3): Promise<PreparedVoices> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-voices-'));
  const corpus = await voices(join(folder, 'voices'), speakers);
  const laboratory = join(folder, 'laboratory');
  const { clips } = await scanFolders([corpus]);
  const parts = { folder: laboratory, entries: ENTRIES } as Parts;
  const { cache } = await prepareFeatures(parts, clips, LOG_MEL, NO_CONTEXT);
  cache[Symbol.dispose]();
  return { corpus, laboratory, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a compute process says of a small network on a large machine. */
export const ROOMY: PlanEstimate = {
  engine: 'wasm',
  device: 'cpu',
  why: 'It is played.',
  memory: {
    weightsBytes: 5e6,
    activationsBytes: 20e6,
    totalBytes: 140e6,
    availableBytes: 4e9,
    largestBatch: 4096,
  },
  pace: { stepSeconds: 0.01, trainClipSeconds: 0.002, predictClipSeconds: 0.001, buildSeconds: 0.5 },
  tried: false,
  speed: { products: 1, rest: 1 },
  featureSeconds: 0.01,
  disturbed: false,
};

/** The parts of a laboratory in `folder`, all real but for its compute process; `prepared`: with those features. */
export function playedParts(prepared?: PreparedVoices, folder = temporaryFolder()): PlayedParts {
  if (prepared) cpSync(prepared.laboratory, folder, { recursive: true });
  const log = openExperimentLog(folder);
  onTestFinished(() => log.close());
  const events: LaboratoryEvent[] = [];
  return {
    folder,
    entries: ENTRIES,
    log,
    host: playedHost(),
    ears: playedHost(),
    side: playedHost(),
    evaluator: playedHost(),
    native: { environment: () => ({}) } as unknown as NativeRuntime,
    planner: { estimate: async () => ROOMY },
    emit: (event) => void events.push(event),
    events,
    statuses: () => events.flatMap((event) => (event.name === 'run.status' ? [event.data.status] : [])),
  };
}

export const NO_CONTEXT: CallContext = { progress: () => undefined };
