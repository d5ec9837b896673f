import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import {
  exportedJudgements,
  judgementsCsv,
} from '../../../../../src/renderer/pages/recognise/export-results.ts';
import {
  honestyLine,
  recognisers,
  verdict,
} from '../../../../../src/renderer/pages/recognise/recogniser-choice.ts';
import {
  createSessionStore,
  type NewSound,
} from '../../../../../src/renderer/pages/recognise/session-store.ts';
import { fileSource, takeFiles } from '../../../../../src/renderer/pages/recognise/take-files.ts';
import { encodePcm16 } from '../../../../../src/renderer/pages/recognise/wav-encoding.ts';
import type { Recognition, RunSummary } from '../../../../../src/shared/answers.ts';
import type { RequestName } from '../../../../../src/shared/contract.ts';
import { EMOTIONS, perEmotion } from '../../../../../src/shared/emotions.ts';
import { UserError } from '../../../../../src/shared/failure.ts';

const shares = (...values: number[]) => perEmotion((_, index) => values[index] ?? 0);
const happy: Recognition = {
  path: '',
  emotion: 'happy',
  probabilities: shares(0.1, 0, 0, 0.9),
  milliseconds: 5,
};
const wav = encodePcm16(new Float32Array(1600), 16_000);
const recorded = (name: string): NewSound => ({
  name,
  sound: { wav, name },
  durationSeconds: 0.1,
  origin: 'microphone',
});

/** A laboratory whose answers the test gives, in the order of what was asked. */
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
  it('shows a sound at once, and has it judged by each recogniser, one call at a time', async () => {
    const { session, asked, settled } = setUp();
    const { id } = session.add(recorded('one'), ['a', 'b']);
    expect(session.state()).toMatchObject({
      shown: id,
      sounds: [{ judgements: { a: { state: 'waiting' } } }],
    });
    await settled();
    expect(asked).toMatchObject([{ name: 'recognise.sound', input: { run: 'a', wav } }]);
    asked[0].answer(happy);
    await settled();
    expect(asked[1]).toMatchObject({ input: { run: 'b' } });
    asked[1].fail(new UserError('no-recogniser', 'It is gone.'));
    await settled();
    expect(session.state().sounds[0].judgements).toMatchObject({
      a: { state: 'judged', recognition: happy },
      b: { state: 'failed', failure: { code: 'no-recogniser' } },
    });
  });

  it('asks again for what failed, and never for what is judged', async () => {
    const { session, asked, settled } = setUp();
    const { id } = session.add(recorded('one'), ['a']);
    await settled();
    asked[0].fail(new Error('away'));
    await settled();
    session.judge(id, ['a', 'a']);
    session.judge(id, ['a']);
    await settled();
    asked[1].answer(happy);
    await settled();
    session.judge(id, ['a']);
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('asks for a file by its path', async () => {
    const { session, asked, settled } = setUp();
    session.add({ name: 'x', sound: { path: '/x.wav' }, durationSeconds: 90, origin: 'file' }, ['a']);
    await settled();
    expect(asked).toMatchObject([
      { name: 'recognise.files', input: { run: 'a', files: ['/x.wav'], hopSeconds: 1 } },
    ]);
    asked[0].answer([happy]);
    await settled();
    expect(session.state().sounds[0].judgements.a).toMatchObject({ state: 'judged', recognition: happy });
  });

  it('takes a removal back, to its place, and judges what was given up', async () => {
    const { session, asked, settled } = setUp();
    const ids = ['one', 'two', 'three'].map((name) => session.add(recorded(name), []).id);
    const names = () => session.state().sounds.map(({ name }) => name);
    session.show(ids[1]);
    session.judge(ids[1], ['a']);
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
    expect(session.state().sounds[1].judgements.a.state).toBe('judged');
    for (const id of ids) session.remove(id);
    expect(session.state()).toEqual({ sounds: [], shown: null });
    expect(session.remove(99)).not.toThrow();
  });
});

describe('the export', () => {
  it('is a line for each judgement and each stretch of a timeline, as a spreadsheet may read it', async () => {
    const { session, asked, settled } = setUp();
    const timeline = [
      { startSeconds: 0, endSeconds: 2, emotion: null, probabilities: null },
      { startSeconds: 2, endSeconds: 5, emotion: 'sad' as const, probabilities: shares(0, 0, 0, 0, 0, 1) },
    ];
    session.add(recorded('=HYPERLINK("x")\nnew, "line"'), ['a', 'b']);
    await settled();
    asked[0].answer({ ...happy, timeline });
    await settled();
    asked[1].answer({ path: '', problem: 'Nobody speaks.' });
    await settled();
    const judgements = exportedJudgements(session.state().sounds, [{ id: 'a', name: 'First, and best' }]);
    expect(judgements.map(({ part, recogniser }) => [part, recogniser])).toEqual([
      ['overall', 'First, and best'],
      ['timeline', 'First, and best'],
      ['timeline', 'First, and best'],
      ['overall', 'b'],
    ]);
    const rows = parse(judgementsCsv(judgements), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({
      sound: '\'=HYPERLINK("x")\nnew, "line"',
      emotion: 'happy',
      happy: '0.900000',
      problem: '',
    });
    expect(rows[1]).toMatchObject({ start_seconds: '0.000', end_seconds: '2.000', emotion: '', sad: '' });
    expect(rows[2]).toMatchObject({ emotion: 'sad', sad: '1.000000' });
    expect(rows[3]).toMatchObject({ run: 'b', problem: 'Nobody speaks.', emotion: '' });
    for (const row of rows) for (const emotion of EMOTIONS) expect(row).toHaveProperty(emotion);
  });
});

describe('files that are dropped', () => {
  const file = (name: string, content: Uint8Array<ArrayBuffer> = wav) => new File([content], name);
  const source = (name: string) => fileSource(file(name));
  const empty = new Uint8Array(0);

  it('are taken by their path where they have one and are WAV, else by their bytes', async () => {
    const taken: NewSound[] = [];
    const desktop = { pathOf: ({ name }: File) => `/dropped/${name}` };
    expect(await takeFiles([source('a.wav')], desktop, (sound) => taken.push(sound))).toEqual([]);
    expect(await takeFiles([source('b.wav')], null, (sound) => taken.push(sound))).toEqual([]);
    expect(taken).toMatchObject([
      { name: 'a.wav', sound: { path: '/dropped/a.wav' }, durationSeconds: 0.1 },
      { name: 'b.wav', sound: { wav }, durationSeconds: 0.1 },
    ]);
  });

  it('are told when they are too many or too large, and the others are taken', async () => {
    const taken: NewSound[] = [];
    const many = Array.from({ length: 201 }, (_, i) => file(`${i}.wav`));
    const huge = Object.defineProperty(file('huge.mp3'), 'size', { value: 3e8 });
    const failures = await takeFiles([huge, ...many].map(fileSource), null, (sound) => taken.push(sound));
    expect(failures.map(({ code }) => code)).toEqual(['too-many-files', 'sound-too-large']);
    expect(taken).toHaveLength(199);
  });

  it('are told in few words when many are no sounds, and by their own reason', async () => {
    const gone = { name: 'gone.wav', open: () => Promise.reject(new DOMException('', 'NotFoundError')) };
    const files = [
      source('a.wav'),
      ...['b', 'c', 'd', 'e', 'f'].map((name) => fileSource(file(name, empty))),
      gone,
    ];
    const taken: NewSound[] = [];
    const failures = await takeFiles(files, null, (sound) => taken.push(sound));
    expect(taken).toHaveLength(1);
    expect(failures.map(({ code }) => code)).toEqual([
      ...['sound-empty', 'sound-empty', 'sound-empty'],
      'files-not-taken',
    ]);
    expect(failures.at(-1)?.message).toBe('And 3 more of these files could not be taken.');
    expect(await takeFiles([gone], null, (sound) => taken.push(sound))).toEqual([
      { code: 'sound-unreadable', message: expect.stringContaining('“gone.wav” cannot be read.') },
    ]);
  });
});

const run = (more: Partial<RunSummary>): RunSummary =>
  ({
    id: 'x',
    name: 'x',
    status: 'finished',
    binned: false,
    synthetic: false,
    protocol: 'speaker-independent',
    uar: 0.5,
    createdAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:00Z',
    ...more,
  }) as RunSummary;

describe('the choice of a recogniser', () => {
  it('begins with the most trustworthy one, and has only those that are ready', () => {
    const runs = [
      run({ id: 'synthetic', synthetic: true, uar: 0.99 }),
      run({ id: 'known-voices', protocol: 'random', uar: 0.95 }),
      run({ id: 'older', uar: 0.6 }),
      run({ id: 'newer', uar: 0.6, finishedAt: '2026-02-01T00:00:00Z' }),
      run({ id: 'best', uar: 0.7 }),
      run({ id: 'untested', uar: null }),
      run({ id: 'training', status: 'running', uar: 0.9 }),
      run({ id: 'binned', binned: true, uar: 0.9 }),
    ];
    expect(recognisers(runs).map(({ id }) => id)).toEqual([
      'best',
      'newer',
      'older',
      'untested',
      'known-voices',
      'synthetic',
    ]);
    expect(recognisers([])).toEqual([]);
  });

  it('comes with what its answers are worth', () => {
    const record = {
      synthetic: false,
      split: { train: 2000, validation: 300, test: 700 },
      corpora: [
        { name: 'RAVDESS', folder: '', clips: 800 },
        { name: 'TESS', folder: '', clips: 200 },
      ],
      settings: { protocol: { name: 'random' } },
      test: { uar: 0.541, uarInterval: [0.5, 0.58], clips: 700 },
    } as never;
    expect(honestyLine(record)).toBe(
      'Acted speech, trained on 1,000 clips of RAVDESS, TESS; tested random: UAR 54.1 % [50.0–58.0] of 700 clips. Its test knew the voices from training.',
    );
  });

  it.each([
    [shares(0.1, 0, 0, 0.62, 0.2), { emotion: 'happy', share: 0.62, words: 'most like', rival: null }],
    [shares(0.1, 0, 0, 0.4, 0.2), { emotion: 'happy', share: 0.4, words: 'a little like', rival: null }],
    [shares(0.42, 0, 0, 0, 0, 0.44), { emotion: 'sad', share: 0.44, words: 'between', rival: 'angry' }],
    [shares(...Array(7).fill(1 / 7)), { emotion: 'angry', share: 1 / 7, words: 'between', rival: 'disgust' }],
  ])('never says more than the probabilities do', (probabilities, said) => {
    expect(verdict(probabilities)).toEqual(said);
  });
});
