import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recognitionRequests } from '../../../src/core/laboratory/recognition-requests.ts';
import { createRunDirector } from '../../../src/core/laboratory/run-director.ts';
import { runRequests } from '../../../src/core/laboratory/run-requests.ts';
import type { RecognitionPayload } from '../../../src/core/recognition/recognition-job.ts';
import type { TrainJob } from '../../../src/core/training/job.ts';
import { EMOTIONS, perEmotion } from '../../../src/shared/emotions.ts';
import {
  NO_CONTEXT,
  type PlayedParts,
  type PreparedVoices,
  playedParts,
  prepareVoices,
} from './laboratory-parts.ts';

let prepared: PreparedVoices;
beforeAll(async () => {
  prepared = await prepareVoices();
});
afterAll(() => prepared[Symbol.dispose]());

const answer = (path: string) => ({
  path,
  emotion: EMOTIONS[0],
  probabilities: perEmotion(() => 1 / 7),
  milliseconds: 1,
});
const payloads = ({ ears }: PlayedParts) =>
  ears.jobs.map(({ job }) => (job as { payload: RecognitionPayload }).payload);

/** A laboratory with a finished run, whose weights lie where they belong. */
async function setUp() {
  const parts = playedParts(prepared);
  const director = createRunDirector(parts);
  const request = { folders: [prepared.corpus], settings: {}, tags: [] };
  const { id: run } = await runRequests(parts, director)['runs.start'](request, NO_CONTEXT);
  const [training] = parts.host.jobs;
  const job = training.job as TrainJob;
  const clips = job.folds[0].test;
  const probabilities = new Float32Array(clips.length * EMOTIONS.length).fill(1 / EMOTIONS.length);
  training.say({ kind: 'result', fold: 0, clips, probabilities, bestEpoch: 1 });
  training.end({ status: 'finished', result: { folds: 1 } });
  await director.settled();
  const weights = join(job.checkpointFolder, 'fold-0', 'weights.safetensors');
  mkdirSync(dirname(weights), { recursive: true });
  writeFileSync(weights, '');
  return { parts, run, weights, requests: recognitionRequests(parts) };
}

describe('recognition', () => {
  it('asks the ears, never the host that trains, for the run’s own recogniser', async () => {
    const { parts, run, weights, requests } = await setUp();
    const wav = Uint8Array.of(1, 2, 3);
    const asked = requests['recognise.sound']({ run, wav, timeline: false, hopSeconds: 0.5 }, NO_CONTEXT);
    const [payload] = payloads(parts);
    expect(payload).toMatchObject({ weightsPaths: [weights], files: [], sounds: [wav], hopSeconds: 0.5 });
    parts.ears.jobs[0].end({ status: 'finished', result: [answer('')] });
    expect(await asked).toEqual(answer(''));
    expect(parts.host.jobs).toHaveLength(1);
  });

  it('judges files a few at a time, so that a recording comes in between', async () => {
    const { parts, run, requests } = await setUp();
    const files = Array.from({ length: 20 }, (_, i) => `/sounds/${i}.wav`);
    const told: number[][] = [];
    const context = {
      progress: (_: string, done: number, total: number | null) => void told.push([done, total!]),
    };
    const asked = requests['recognise.files']({ run, files, timeline: false, hopSeconds: 1 }, context);
    parts.ears.jobs[0].say({ kind: 'progress', done: 3, total: 16 });
    parts.ears.jobs[0].end({ status: 'finished', result: files.slice(0, 16).map(answer) });
    await expect.poll(() => parts.ears.jobs.length).toBe(2);
    parts.ears.jobs[1].say({ kind: 'progress', done: 4, total: 4 });
    parts.ears.jobs[1].end({ status: 'finished', result: files.slice(16).map(answer) });
    expect((await asked).map(({ path }) => path)).toEqual(files);
    expect(payloads(parts).map(({ files }) => files.length)).toEqual([16, 4]);
    expect(told).toEqual([
      [3, 20],
      [20, 20],
    ]);
  });

  it('loads a recogniser ahead, and says on what it computes', async () => {
    const { parts, run, requests } = await setUp();
    const asked = requests['recognise.prepare']({ run }, NO_CONTEXT);
    const [job] = parts.ears.jobs;
    expect(payloads(parts)[0]).toMatchObject({ files: [] });
    expect(payloads(parts)[0]).not.toHaveProperty('sounds');
    job.say({ kind: 'engine', engine: 'wasm', device: 'cpu', why: '', versions: {}, parameters: 1 });
    job.end({ status: 'finished', result: [] });
    expect(await asked).toEqual({ engine: 'wasm', device: 'cpu' });
  });

  it('says what to do where the ears died, or there is nothing to recognise with', async () => {
    const { parts, run, requests } = await setUp();
    const asked = requests['recognise.prepare']({ run }, NO_CONTEXT);
    const failure = { code: 'compute-crashed', message: 'Resume the run.' };
    parts.ears.jobs[0].end({ status: 'interrupted', failure });
    await expect(asked).rejects.toMatchObject({
      code: 'compute-crashed',
      message: expect.not.stringContaining('run'),
    });
    await expect(requests['recognise.prepare']({ run: 'nobody' }, NO_CONTEXT)).rejects.toMatchObject({
      name: 'UserError',
    });
  });
});
