import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecognitionJob } from '#core/jobs/kinds/recognition-job.ts';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { recognitionRequests } from '#core/laboratory/recognition/requests.ts';
import { runRequests } from '#core/laboratory/runs/requests.ts';
import { createRunDirector } from '#core/laboratory/runs/run-director.ts';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import {
  NO_CONTEXT,
  type PlayedServices,
  type PreparedVoices,
  playedServices,
  prepareVoices,
} from '../laboratory-services.ts';

let prepared: PreparedVoices;
beforeAll(async () => {
  prepared = await prepareVoices();
});
afterAll(() => prepared[Symbol.dispose]());

const prediction = (path: string) => ({
  path,
  emotion: EMOTIONS[0],
  probabilities: perEmotion(EMOTIONS, () => 1 / 7),
  milliseconds: 1,
});
const answer = (path: string) => ({
  prediction: prediction(path),
  fingerprint: '0'.repeat(64),
  signature: '',
});
const payloads = ({ hosts }: PlayedServices) =>
  hosts.recognition.jobs.map(({ job }) => job as RecognitionJob);

/** A laboratory with a finished run and its weights. */
async function setUp() {
  const services = playedServices(prepared);
  const director = createRunDirector(services);
  const request = { folders: [prepared.corpus], settings: {}, tags: [] };
  const { id: run } = await runRequests(services, director, { resumed: [] })['runs.start'](
    request,
    NO_CONTEXT,
  );
  const [training] = services.hosts.training.jobs;
  const job = training.job as TrainJob;
  const clips = job.folds[0].test;
  const probabilities = new Float32Array(clips.length * EMOTIONS.length).fill(1 / EMOTIONS.length);
  training.say({ kind: 'result', fold: 0, clips, probabilities, bestEpoch: 1, temperature: 2 });
  training.end({ status: 'finished', result: { folds: 1 } });
  await director.settled();
  const weights = join(job.checkpointFolder, 'fold-0', 'weights.safetensors');
  mkdirSync(dirname(weights), { recursive: true });
  writeFileSync(weights, '');
  return { services, run, weights, requests: recognitionRequests(services) };
}

describe('recognition', () => {
  it('uses the recognition host, never the training host, with the run’s own model', async () => {
    const { services, run, weights, requests } = await setUp();
    const wav = Uint8Array.of(1, 2, 3);
    const asked = requests['predict.sound']({ run, wav, timeline: false, hopSeconds: 0.5 }, NO_CONTEXT);
    await expect.poll(() => services.hosts.recognition.jobs.length).toBe(1);
    const [payload] = payloads(services);
    expect(payload).toMatchObject({ weightsPaths: [weights], files: [], sounds: [wav], hopSeconds: 0.5 });
    services.hosts.recognition.jobs[0].end({ status: 'finished', result: [answer('')] });
    // 21 clips are too few for a share, and the model has a temperature.
    const sure = { probability: 1 / 7, calibrated: true, rightShare: null };
    expect(await asked).toEqual({ ...prediction(''), trainedOn: null, sure, model: 'folds' });
    expect(payload.temperatures).toEqual([2]);
    expect(services.hosts.training.jobs).toHaveLength(1);
  });

  it('recognises a few files at a time, so that a recording can come in between', async () => {
    const { services, run, requests } = await setUp();
    const files = Array.from({ length: 20 }, (_, i) => `/sounds/${i}.wav`);
    const used: number[][] = [];
    const context = {
      ...NO_CONTEXT,
      progress: (_: string, done: number, total: number | null) => void used.push([done, total!]),
    };
    const asked = requests['predict.files']({ run, files, timeline: false, hopSeconds: 1 }, context);
    await expect.poll(() => services.hosts.recognition.jobs.length).toBe(1);
    services.hosts.recognition.jobs[0].say({ kind: 'progress', done: 3, total: 16 });
    services.hosts.recognition.jobs[0].end({ status: 'finished', result: files.slice(0, 16).map(answer) });
    await expect.poll(() => services.hosts.recognition.jobs.length).toBe(2);
    services.hosts.recognition.jobs[1].say({ kind: 'progress', done: 4, total: 4 });
    services.hosts.recognition.jobs[1].end({ status: 'finished', result: files.slice(16).map(answer) });
    expect((await asked).map(({ path }) => path)).toEqual(files);
    expect(payloads(services).map(({ files }) => files.length)).toEqual([16, 4]);
    expect(used).toEqual([
      [3, 20],
      [20, 20],
    ]);
  });

  it('marks sounds that the model was trained or selected on', async () => {
    const { services, run, requests } = await setUp();
    const { clips, folds } = services.log.showSplit(run);
    const asked = requests['predict.files'](
      { run, files: ['/a.wav', '/b.wav', '/c.wav', '/d.wav', '/e.wav'], timeline: false, hopSeconds: 1 },
      NO_CONTEXT,
    );
    await expect.poll(() => services.hosts.recognition.jobs.length).toBe(1);
    const [train] = folds[0].train;
    const [validation] = folds[0].validation;
    const [test] = folds[0].test;
    const unknown = '0'.repeat(64);
    const result = [
      { ...answer('/a.wav'), fingerprint: clips[train].fingerprint },
      { ...answer('/b.wav'), fingerprint: clips[validation].fingerprint },
      { ...answer('/c.wav'), fingerprint: unknown, signature: clips[train].signature },
      { ...answer('/d.wav'), fingerprint: clips[test].fingerprint, signature: clips[test].signature },
      { prediction: { path: '/e.wav', problem: 'No audio.' }, fingerprint: null, signature: '' },
    ];
    services.hosts.recognition.jobs[0].end({ status: 'finished', result });
    const found = await asked;
    expect(found.map((one) => ('emotion' in one ? one.trainedOn : 'problem' in one && one.problem))).toEqual([
      'same clip',
      'same clip',
      'near-identical',
      null,
      'No audio.',
    ]);
  });

  it('predicts all audio files of a folder, and reports one without audio files', async () => {
    const { services, run, requests } = await setUp();
    const folder = join(dirname(prepared.corpus), 'some-sounds');
    mkdirSync(join(folder, 'deeper'), { recursive: true });
    for (const name of ['b.wav', 'a.mp3', 'notes.txt', 'deeper/c.WAV', '.hidden.wav'])
      writeFileSync(join(folder, name), '');
    const asked = requests['predict.files'](
      { run, files: [folder, '/x.wav'], timeline: false, hopSeconds: 1 },
      NO_CONTEXT,
    );
    await expect.poll(() => services.hosts.recognition.jobs.length).toBe(1);
    const expected = [...['a.mp3', 'b.wav', 'deeper/c.WAV'].map((name) => join(folder, name)), '/x.wav'];
    expect(payloads(services)[0].files).toEqual(expected);
    services.hosts.recognition.jobs[0].end({ status: 'finished', result: expected.map(answer) });
    expect(await asked).toHaveLength(4);

    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const alone = requests['predict.files'](
      { run, files: [empty], timeline: false, hopSeconds: 1 },
      NO_CONTEXT,
    );
    expect(await alone).toEqual([{ path: empty, problem: expect.stringContaining('no audio files') }]);
    expect(services.hosts.recognition.jobs).toHaveLength(1);
  });

  it('loads a model in advance and reports its engine', async () => {
    const { services, run, requests } = await setUp();
    const asked = requests['predict.prepare']({ run }, NO_CONTEXT);
    await expect.poll(() => services.hosts.recognition.jobs.length).toBe(1);
    const [job] = services.hosts.recognition.jobs;
    expect(payloads(services)[0]).toMatchObject({ files: [] });
    expect(payloads(services)[0]).not.toHaveProperty('sounds');
    job.say({ kind: 'engine', engine: 'wasm', device: 'cpu', why: '', versions: {}, parameters: 1 });
    job.end({ status: 'finished', result: [] });
    expect(await asked).toEqual({ engine: 'wasm', device: 'cpu' });
  });

  it('reports what to do after a crash or without a model', async () => {
    const { services, run, requests } = await setUp();
    const asked = requests['predict.prepare']({ run }, NO_CONTEXT);
    await expect.poll(() => services.hosts.recognition.jobs.length).toBe(1);
    const failure = { code: 'compute-crashed', message: 'Resume the run.' };
    services.hosts.recognition.jobs[0].end({ status: 'interrupted', failure });
    await expect(asked).rejects.toMatchObject({
      code: 'compute-crashed',
      message: expect.not.stringContaining('run'),
    });
    await expect(requests['predict.prepare']({ run: 'nobody' }, NO_CONTEXT)).rejects.toMatchObject({
      name: 'UserError',
    });
  });
});
