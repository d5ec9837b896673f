import { expect, test } from 'vitest';
import {
  applyCorrections,
  effectiveCorrections,
  recordedAsEffective,
} from '#core/corpora/apply-corrections.ts';
import { underLabelSet } from '#core/corpora/under-label-set.ts';
import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import type { Scan } from '#shared/corpora.ts';
import { type Correction, NO_CORRECTION } from '#shared/corrections.ts';
import { SEVEN } from '#shared/label-sets.ts';
import { sampleClip } from '../database/sample-run.ts';

const hash = (letter: string) => letter.repeat(64);
const clip = (letter: string, emotion: string, code = emotion) =>
  sampleClip(0, {
    ...{ path: `/x/sub/${letter}.wav`, fingerprint: hash(letter), emotion, code, layout: 'ravdess' },
    speaker: `X/${letter}`,
  });
const clips = [clip('a', 'neutral', '01'), clip('b', 'calm', '02'), clip('c', 'sad', '04')];
const corpus = { name: clips[0].corpus, layout: 'ravdess', folder: '/x', synthetic: false } as const;
const scan: Scan = {
  corpora: [{ ...corpus, clips: 3, speakers: 3, emotions: { neutral: 1, calm: 1, sad: 1 } }],
  clips,
  problems: [],
};
const correction = (letter: string, own: string, value: Partial<Correction>): Correction => ({
  ...NO_CORRECTION,
  ...{ fingerprint: hash(letter), own, path: `/x/sub/${letter}.wav`, corpus: corpus.name },
  changedAt: '2026-11-29T10:00:00Z',
  ...value,
});
const apply = (corrections: Correction[]) => applyCorrections(scan, effectiveCorrections(corrections));

test('a corrected label is what counts, and an excluded clip is a problem with the reason', () => {
  const found = apply([
    correction('a', 'neutral', { label: 'happy' }),
    correction('b', 'calm', { excluded: true, label: 'sad', note: 'a door slams' }),
    correction('c', 'sad', { marked: true }),
  ]);
  expect(found.scan.clips.map(({ path, emotion, code }) => [path, emotion, code])).toEqual([
    ['/x/sub/a.wav', 'happy', 'happy'],
    ['/x/sub/c.wav', 'sad', '04'],
  ]);
  expect(found.scan.problems).toEqual([
    { path: '/x/sub/b.wav', code: 'excluded', reason: 'Excluded by you: a door slams' },
  ]);
  expect(found.scan.corpora).toEqual([{ ...corpus, clips: 2, speakers: 2, emotions: { happy: 1, sad: 1 } }]);
  expect(found.use).toEqual({ relabelled: 1, excluded: 1, lapsed: [] });
  expect(found.recorded).toEqual([
    {
      fingerprint: hash('a'),
      own: 'neutral',
      label: 'happy',
      path: 'sub/a.wav',
      corpus: corpus.name,
      note: '',
    },
    {
      ...{ fingerprint: hash('b'), own: 'calm', label: null, path: 'sub/b.wav', corpus: corpus.name },
      note: 'a door slams',
    },
  ]);
  expect(scan.clips[0].emotion).toBe('neutral');
});

test('the label set sees the corrected label, also where it names the code of a layout', () => {
  const set = {
    ...SEVEN,
    emotions: [...SEVEN.emotions.slice(0, 4), { ...SEVEN.emotions[4], labels: ['ravdess:02'] }],
  };
  const found = underLabelSet(apply([correction('b', 'calm', { label: 'happy' })]).scan, set);
  expect(found.clips.map(({ path, emotion }) => [path, emotion])).toEqual([['/x/sub/b.wav', 'happy']]);
  expect(found.problems.at(-1)?.reason).toBe(
    'Labelled sad (04 in RAVDESS), which the label set “seven” does not have. Choose another label set.',
  );
});

test('a copy that its corpus labels differently is not corrected', () => {
  const found = apply([correction('a', 'sad', { label: 'happy', path: '/elsewhere/a.wav' })]);
  expect(found.scan).toBe(scan);
  expect(found.use).toEqual({
    ...{ relabelled: 0, excluded: 0 },
    lapsed: [{ path: '/elsewhere/a.wav', own: 'sad', state: 'label' }],
  });
});

test('says which corrections no longer apply', () => {
  const { use } = apply([
    correction('d', 'sad', { label: 'happy', path: '/x/sub/c.wav' }),
    correction('e', 'sad', { excluded: true }),
    correction('f', 'sad', { label: 'happy', path: '/other/f.wav' }),
    correction('9', 'sad', { marked: true }),
  ]);
  expect(use.lapsed).toEqual([
    { path: '/x/sub/c.wav', own: 'sad', state: 'sound' },
    { path: '/x/sub/e.wav', own: 'sad', state: 'missing' },
  ]);
});

test('a record repeats its corrections wherever the clips are', () => {
  const { recorded } = apply([
    correction('a', 'neutral', { label: 'happy' }),
    correction('c', 'sad', { excluded: true }),
  ]);
  const moved = {
    ...scan,
    corpora: [{ ...scan.corpora[0], folder: '/moved' }],
    clips: clips.map((one) => ({ ...one, path: one.path.replace('/x/', '/moved/') })),
  };
  const again = applyCorrections(moved, recordedAsEffective(recorded));
  expect(again.recorded).toEqual(recorded);
  expect(corpusFingerprint(again.scan.clips)).not.toBe(corpusFingerprint(clips));
  const without = { ...moved, clips: moved.clips.slice(1) };
  expect(applyCorrections(without, recordedAsEffective(recorded)).use.lapsed).toEqual([
    { path: '', own: 'neutral', state: 'missing' },
  ]);
});

test('a corrected label takes the place of the votes of annotators', () => {
  const voted = { ...scan, clips: scan.clips.map((clip) => ({ ...clip, votes: { neutral: 2, sad: 1 } })) };
  const corrections = effectiveCorrections([correction('a', 'neutral', { label: 'happy' })]);
  const { clips } = applyCorrections(voted, corrections).scan;
  expect(clips.map(({ votes }) => votes)).toEqual([
    undefined,
    { neutral: 2, sad: 1 },
    { neutral: 2, sad: 1 },
  ]);
});
