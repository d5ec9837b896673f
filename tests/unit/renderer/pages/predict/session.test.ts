import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, vi } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { soundRequests } from '#core/laboratory/sounds/requests.ts';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { exportedPredictions, predictionsCsv } from '#renderer/pages/predict/export-results.ts';
import { rankedModels, topEmotion } from '#renderer/pages/predict/model-choice.ts';
import { createSessionStore, type NewSound } from '#renderer/pages/predict/session-store.ts';
import { fileSource, takeFiles } from '#renderer/pages/predict/take-files.ts';
import { encodePcm16 } from '#renderer/parts/microphone/wav-encoding.ts';
import type { Recognition, RunSummary } from '#shared/answers.ts';
import type { RequestName } from '#shared/contract.ts';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import { temporaryFolder } from '../../../../temporary-folder.ts';
import { aiff, au, caf, flac, rifx, w64 } from '../../../audio/sound-files.ts';
import { NO_CONTEXT, soundServices } from '../../../laboratory/laboratory-services.ts';

const shares = (...values: number[]) => perEmotion(EMOTIONS, (_, index) => values[index] ?? 0);
const happy: Recognition = {
  path: '',
  emotion: 'happy',
  probabilities: shares(0.1, 0, 0, 0.9),
  milliseconds: 5,
  trainedOn: null,
  sure: { probability: 0.9, calibrated: true, rightShare: 0.84 },
  model: 'final',
};
const wav = encodePcm16(new Float32Array(1600), 16_000);
const recorded = (name: string): NewSound => ({
  name,
  sound: { wav, name },
  durationSeconds: 0.1,
  origin: 'microphone',
});

/** A laboratory whose answers are given by the test, in the order of the requests. */
function setUp() {
  const asked: {
    name: RequestName;
    input: Record<string, unknown>;
    answer(value: unknown): void;
    fail(error: unknown): void;
  }[] = [];
  const session = createSessionStore({
    invoke: ((name: RequestName, input: Record<string, unknown>) =>
      new Promise((answer, fail) => asked.push({ name, input, answer, fail }))) as never,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { session, asked, settled };
}

describe('the session', () => {
  it('shows a sound at once, and requests the prediction of each model, one call at a time', async () => {
    const { session, asked, settled } = setUp();
    const { id } = session.add(recorded('one'), ['a', 'b']);
    expect(session.state()).toMatchObject({
      shown: id,
      sounds: [{ predictions: { a: { state: 'pending' } } }],
    });
    await settled();
    expect(asked).toMatchObject([{ name: 'predict.sound', input: { run: 'a', wav } }]);
    asked[0].answer(happy);
    await settled();
    expect(asked[1]).toMatchObject({ input: { run: 'b' } });
    asked[1].fail(new UserError('no-recogniser', 'It is gone.'));
    await settled();
    expect(session.state().sounds[0].predictions).toMatchObject({
      a: { state: 'predicted', recognition: happy },
      b: { state: 'failed', failure: { code: 'no-recogniser' } },
    });
  });

  it('repeats failed predictions, and never finished ones', async () => {
    const { session, asked, settled } = setUp();
    const { id } = session.add(recorded('one'), ['a']);
    await settled();
    asked[0].fail(new Error('away'));
    await settled();
    session.predict(id, ['a', 'a']);
    session.predict(id, ['a']);
    await settled();
    asked[1].answer(happy);
    await settled();
    session.predict(id, ['a']);
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('requests the prediction of a file by its path', async () => {
    const { session, asked, settled } = setUp();
    session.add({ name: 'x', sound: { path: '/x.wav' }, durationSeconds: 90, origin: 'file' }, ['a']);
    await settled();
    expect(asked).toMatchObject([
      { name: 'predict.files', input: { run: 'a', files: ['/x.wav'], hopSeconds: 1 } },
    ]);
    asked[0].answer([happy]);
    await settled();
    expect(session.state().sounds[0].predictions.a).toMatchObject({ state: 'predicted', recognition: happy });
  });

  it('undoes a removal in its place, and requests the dropped predictions again', async () => {
    const { session, asked, settled } = setUp();
    const ids = ['one', 'two', 'three'].map((name) => session.add(recorded(name), []).id);
    const names = () => session.state().sounds.map(({ name }) => name);
    session.show(ids[1]);
    session.predict(ids[1], ['a']);
    const undo = session.remove(ids[1]);
    expect(names()).toEqual(['three', 'one']);
    expect(session.state().shown).toBe(ids[0]);
    await settled();
    expect(asked).toEqual([]);
    undo();
    undo();
    expect(names()).toEqual(['three', 'two', 'one']);
    expect(session.state().shown).toBe(ids[1]);
    await settled();
    expect(asked).toHaveLength(1);
    asked[0].answer(happy);
    await settled();
    expect(session.state().sounds[1].predictions.a.state).toBe('predicted');
    for (const id of ids) session.remove(id);
    expect(session.state()).toEqual({ sounds: [], shown: null });
    expect(session.remove(99)).not.toThrow();
  });
});

describe('the export', () => {
  it('has a line for each prediction and each segment of a timeline, safe for spreadsheets', async () => {
    const { session, asked, settled } = setUp();
    const timeline = [
      { startSeconds: 0, endSeconds: 2, emotion: null, probabilities: null },
      { startSeconds: 2, endSeconds: 5, emotion: 'sad' as const, probabilities: shares(0, 0, 0, 0, 0, 1) },
    ];
    session.add(recorded('=HYPERLINK("x")\nnew, "line"'), ['a', 'b']);
    await settled();
    asked[0].answer({ ...happy, trainedOn: 'near-identical', timeline });
    await settled();
    asked[1].answer({ path: '', problem: 'No speech detected.' });
    await settled();
    const predictions = exportedPredictions(session.state().sounds, [{ id: 'a', title: 'First, and best' }]);
    expect(predictions.map(({ part, recogniser }) => [part, recogniser])).toEqual([
      ['overall', 'First, and best'],
      ['timeline', 'First, and best'],
      ['timeline', 'First, and best'],
      ['overall', 'b'],
    ]);
    const rows = parse(predictionsCsv(predictions), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({
      sound: '\'=HYPERLINK("x")\nnew, "line"',
      emotion: 'happy',
      happy: '0.900000',
      problem: '',
      trained_on: 'near-identical',
      calibrated: 'yes',
      right_share: '0.840',
    });
    expect(rows[1]).toMatchObject({
      start_seconds: '0.000',
      end_seconds: '2.000',
      emotion: '',
      sad: '',
      trained_on: '',
    });
    expect(rows[2]).toMatchObject({ emotion: 'sad', sad: '1.000000', calibrated: 'yes', right_share: '' });
    expect(rows[3]).toMatchObject({ run: 'b', problem: 'No speech detected.', emotion: '', calibrated: '' });
    for (const row of rows) for (const emotion of EMOTIONS) expect(row).toHaveProperty(emotion);
  });
});

const STEPS = Int16Array.from({ length: 1600 }, (_, i) => 9000 * Math.sin(i / 5));
const TONE = Float32Array.from(STEPS, (step) => step / 32_768);
const tagged = Buffer.concat([
  Buffer.from([73, 68, 51, 3, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]),
  encodeWav(TONE, 16_000),
]);
const CODED = Object.fromEntries(
  Object.entries({
    'a.au': au(STEPS, 16_000),
    'a.caf': caf(STEPS, 16_000),
    'a.aiff': aiff(STEPS, 16_000),
    'a.w64': w64(STEPS, 16_000),
    'a.flac': flac(STEPS, 16_000),
    'rifx.wav': rifx(STEPS, 16_000),
    'tagged.wav': tagged,
  }).map(([name, bytes]) => [name, new Uint8Array(bytes)]),
);

describe('dropped files', () => {
  const file = (name: string, content: Uint8Array<ArrayBuffer> = wav) => new File([content], name);
  const source = (name: string) => fileSource(file(name));
  const empty = new Uint8Array(0);
  const { 'sounds.decode': decode, 'sounds.read': read } = soundRequests(soundServices());
  const invoke = ((name: RequestName, input: never) =>
    name === 'sounds.decode'
      ? decode(input, NO_CONTEXT)
      : read(input, NO_CONTEXT)) as PageLaboratory['invoke'];
  const inBrowser = { invoke, desktop: null };
  const folder = temporaryFolder();
  const inWindow = { invoke, desktop: { pathOf: ({ name }: File) => join(folder, name) } };

  it('are passed by path if they are WAV files with a path, otherwise by their bytes', async () => {
    const taken: NewSound[] = [];
    expect(await takeFiles([source('a.wav')], inWindow, (sound) => taken.push(sound))).toEqual([]);
    expect(await takeFiles([source('b.wav')], inBrowser, (sound) => taken.push(sound))).toEqual([]);
    expect(taken).toMatchObject([
      { name: 'a.wav', sound: { path: join(folder, 'a.wav') }, durationSeconds: 0.1 },
      { name: 'b.wav', sound: { wav }, durationSeconds: 0.1 },
    ]);
  });

  it.each(Object.entries(CODED))(
    'are played as PCM and predicted from the file, read by the laboratory: %s',
    async (name, bytes) => {
      const taken: NewSound[] = [];
      const coded = file(name, bytes);
      writeFileSync(join(folder, name), bytes);
      expect(await takeFiles([fileSource(coded)], inBrowser, (sound) => taken.push(sound))).toEqual([]);
      expect(await takeFiles([fileSource(coded)], inWindow, (sound) => taken.push(sound))).toEqual([]);
      expect(taken).toMatchObject([
        { name, durationSeconds: 0.1, sound: { wav: encodeWav(TONE, 16_000), file: bytes } },
        { name, durationSeconds: 0.1, sound: { path: join(folder, name) } },
      ]);
      const { session, asked } = setUp();
      session.add(taken[0], ['a']);
      await vi.waitFor(() => expect(asked).toMatchObject([{ name: 'predict.sound', input: { wav: bytes } }]));
    },
  );

  it('are reported if too many or too large, and the others are added', async () => {
    const taken: NewSound[] = [];
    const many = Array.from({ length: 201 }, (_, i) => file(`${i}.wav`));
    const huge = Object.defineProperty(file('huge.mp3'), 'size', { value: 3e8 });
    const failures = await takeFiles([huge, ...many].map(fileSource), inBrowser, (sound) =>
      taken.push(sound),
    );
    expect(failures.map(({ code }) => code)).toEqual(['too-many-files', 'sound-too-large']);
    expect(taken).toHaveLength(199);
  });

  it('have a summary of many failures, and a reason for each of a few', async () => {
    const gone = { name: 'gone.wav', open: () => Promise.reject(new DOMException('', 'NotFoundError')) };
    const files = [
      source('a.wav'),
      ...['b', 'c', 'd', 'e', 'f'].map((name) => fileSource(file(name, empty))),
      gone,
    ];
    const taken: NewSound[] = [];
    const failures = await takeFiles(files, inBrowser, (sound) => taken.push(sound));
    expect(taken).toHaveLength(1);
    expect(failures.map(({ code }) => code)).toEqual([
      ...['sound-empty', 'sound-empty', 'sound-empty'],
      'files-not-taken',
    ]);
    expect(failures.at(-1)?.message).toBe('3 more files could not be added.');
    expect(await takeFiles([gone], inBrowser, (sound) => taken.push(sound))).toEqual([
      { code: 'sound-unreadable', message: expect.stringContaining('“gone.wav” cannot be read.') },
    ]);
  });
});

const run = (more: Partial<RunSummary>): RunSummary =>
  ({
    id: 'x',
    name: 'x',
    status: 'finished',
    trashed: false,
    synthetic: false,
    protocol: 'speaker-independent',
    uar: 0.5,
    createdAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:00Z',
    ...more,
  }) as RunSummary;

describe('the choice of a model', () => {
  it('starts with the most reliable model, and has only finished runs', () => {
    const runs = [
      run({ id: 'synthetic', synthetic: true, uar: 0.99 }),
      run({ id: 'known-voices', protocol: 'random', uar: 0.95 }),
      run({ id: 'older', uar: 0.6 }),
      run({ id: 'newer', uar: 0.6, finishedAt: '2026-02-01T00:00:00Z' }),
      run({ id: 'best', uar: 0.7 }),
      run({ id: 'untested', uar: null }),
      run({ id: 'training', status: 'running', uar: 0.9 }),
      run({ id: 'trashed', trashed: true, uar: 0.9 }),
    ];
    expect(rankedModels(runs).map(({ id }) => id)).toEqual([
      'best',
      'newer',
      'older',
      'untested',
      'known-voices',
      'synthetic',
    ]);
    expect(rankedModels([])).toEqual([]);
  });

  it.each([
    [shares(0.1, 0, 0, 0.62, 0.2), { emotion: 'happy', probability: 0.62, uncertain: false, second: null }],
    [shares(0.1, 0, 0, 0.4, 0.2), { emotion: 'happy', probability: 0.4, uncertain: true, second: null }],
    [shares(0.42, 0, 0, 0, 0, 0.44), { emotion: 'sad', probability: 0.44, uncertain: true, second: 'angry' }],
    [
      shares(...Array(7).fill(1 / 7)),
      { emotion: 'angry', probability: 1 / 7, uncertain: true, second: 'disgust' },
    ],
  ])('is uncertain below 50 % or close to the second emotion', (probabilities, expected) => {
    expect(topEmotion(probabilities)).toEqual(expected);
  });
});
