import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { createSoundReader, type SoundReader } from '#core/audio/sound-reader.ts';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import type { JobEvent } from '#core/jobs/job-events.ts';
import type { JobHost, JobHosts } from '#core/jobs/job-host.ts';
import type { Job } from '#core/jobs/job-kinds.ts';
import type { JobHandle, JobOutcome } from '#core/jobs/job-outcome.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { createComputing } from '#core/laboratory/computing/computing-choice.ts';
import { prepareFeatures } from '#core/laboratory/corpora/scanning.ts';
import type { PlanEstimate } from '#core/laboratory/plans/plan-estimates.ts';
import type { NativeRuntime } from '#core/laboratory/runtime/native-runtime.ts';
import type { RequestContext, Services } from '#core/laboratory/services.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import type { RunStatus } from '#shared/runs.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { ENTRIES } from '../../program-scripts.ts';

/** A folder that is deleted when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-laboratory-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A WAV file of half a second; another `pitchHz` gives another sound. Returns its path. */
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

/** Synthetic voices in a folder, with one clip per emotion and voice. Another seed gives other voices. */
export async function voices(folder: string, speakers = 3, seed = 5): Promise<string> {
  await writeSampleVoices({ folder, layout: 'ravdess', speakers, clipsPerEmotion: 1, seed });
  return folder;
}

/** A job for which the test takes the place of the job process. */
export interface PlayedJob {
  job: Job;
  commands: string[];
  say(event: JobEvent): void;
  end(outcome: JobOutcome): void;
}

/** A job host without a process: the test answers its jobs. */
export function playedHost(): JobHost & { jobs: PlayedJob[] } {
  const jobs: PlayedJob[] = [];
  let closed = false;
  return {
    jobs,
    run(job, onEvent = () => undefined) {
      if (closed) throw new UserError('closed', 'The laboratory is closing and accepts no new requests.');
      const { promise, resolve } = Promise.withResolvers<JobOutcome>();
      const commands: string[] = [];
      // A job is queued until it says something.
      let started = false;
      const say = (event: JobEvent) => {
        started = true;
        onEvent(event);
      };
      jobs.push({ job: job as Job, commands, say, end: resolve });
      const record = (name: string) => () => void commands.push(name);
      return {
        outcome: promise,
        pause: record('pause'),
        resume: record('resume'),
        toEnd: () => !started,
        stop: record('stop'),
        cancel: record('cancel'),
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

export interface PlayedServices extends Services {
  hosts: Record<keyof JobHosts, ReturnType<typeof playedHost>>;
  events: LaboratoryEvent[];
  /** The emitted statuses of a run, in order. */
  statuses(): RunStatus[];
}

/** Voices and their features, made once per test file, because preparing them takes most of the time of a small run. */
export interface PreparedVoices extends Disposable {
  corpus: string;
  /** A laboratory's folder that contains only the features. */
  laboratory: string;
}

export async function prepareVoices(speakers = 3): Promise<PreparedVoices> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-voices-'));
  const corpus = await voices(join(folder, 'voices'), speakers);
  const laboratory = join(folder, 'laboratory');
  const { clips } = await scanFolders([corpus]);
  const services = { folder: laboratory, entries: ENTRIES } as Services;
  const { cache } = await prepareFeatures(services, clips, LOG_MEL, NO_CONTEXT);
  cache[Symbol.dispose]();
  return { corpus, laboratory, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The estimate of a job process for a small network on a large machine. */
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
  throughput: { stepSeconds: 0.01, trainClipSeconds: 0.002, predictClipSeconds: 0.001, buildSeconds: 0.5 },
  tried: false,
  speed: { products: 1, rest: 1 },
  featureSeconds: 0.01,
  disturbed: false,
};

/** The parts of a laboratory in `folder`, all real except the job process; `prepared`: with these features. */
export function playedServices(prepared?: PreparedVoices, folder = temporaryFolder()): PlayedServices {
  const services = openPlayedServices(folder, prepared);
  onTestFinished(async () => {
    services.log.close();
    await services.reader[Symbol.asyncDispose]();
    await services.sounds[Symbol.asyncDispose]();
  });
  return services;
}

/** The same for a caller that closes the log and the reader itself. */
export function openPlayedServices(folder: string, prepared?: PreparedVoices): PlayedServices {
  if (prepared) cpSync(prepared.laboratory, folder, { recursive: true });
  const log = openExperimentLog(folder);
  const events: LaboratoryEvent[] = [];
  const reader = openReader(ENTRIES.reader);
  const sounds = createSoundReader(ENTRIES.sounds, 1);
  return {
    folder,
    entries: ENTRIES,
    log,
    hosts: {
      training: playedHost(),
      recognition: playedHost(),
      planning: playedHost(),
      evaluation: playedHost(),
    },
    reader,
    sounds,
    native: { environment: () => ({}) } as unknown as NativeRuntime,
    computing: createComputing({ folder, adapter: null, environment: {} }),
    planner: { estimate: async () => ROOMY },
    emit: (event) => void events.push(event),
    events,
    statuses: () => events.flatMap((event) => (event.name === 'run.status' ? [event.data.status] : [])),
  };
}

/** Decodes sounds in threads until the tests of the file end. */
export function soundServices(): Services {
  const sounds: SoundReader = createSoundReader(ENTRIES.sounds, 1);
  afterAll(() => sounds[Symbol.asyncDispose]());
  return { folder: '/laboratory', sounds } as unknown as Services;
}

export const NO_CONTEXT: RequestContext = { progress: () => undefined, changed: () => undefined };
