import { expect, onTestFinished, test } from 'vitest';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import type { CorrectionChange } from '#shared/corrections.ts';
import { MAX_CORRECTED_CLIPS } from '#shared/limits.ts';
import { temporaryFolder } from '../sample-run.ts';

const hash = (number: number) => number.toString(16).padStart(64, '0');
const clip = (number: number, set: CorrectionChange, own = 'neutral') => ({
  ...{ fingerprint: hash(number), own, path: `/c/${number}.wav`, corpus: 'TESS', set },
});

function openLog(folder = temporaryFolder()) {
  const log = openExperimentLog(folder, { now: () => new Date('2026-11-29T10:00:00Z') });
  onTestFinished(() => log.close());
  return log;
}
const shown = (log: ReturnType<typeof openLog>) =>
  log
    .listCorrections()
    .map(({ path, own, label, excluded, marked, note }) => [path, own, label, excluded, marked, note]);

test('keeps what is said about clips, also when it is opened again', () => {
  const folder = temporaryFolder();
  const log = openLog(folder);
  expect(
    log.changeCorrections([clip(1, { label: 'happy' }), clip(2, { excluded: true, note: ' noise ' })]),
  ).toEqual({ change: 1, changed: 2 });
  log.changeCorrections([clip(1, { marked: true })]);
  log.close();
  const again = openLog(folder);
  expect(again.listCorrections()).toEqual([
    {
      ...{ fingerprint: hash(1), own: 'neutral', path: '/c/1.wav', corpus: 'TESS' },
      ...{ label: 'happy', excluded: false, marked: true, note: '', changedAt: '2026-11-29T10:00:00.000Z' },
    },
    {
      ...{ fingerprint: hash(2), own: 'neutral', path: '/c/2.wav', corpus: 'TESS' },
      ...{ label: null, excluded: true, marked: false, note: 'noise', changedAt: '2026-11-29T10:00:00.000Z' },
    },
  ]);
});

test('the label of the corpus is no correction, and nothing changed is no change', () => {
  const log = openLog();
  expect(log.changeCorrections([clip(1, { label: 'neutral' })])).toEqual({ change: null, changed: 0 });
  log.changeCorrections([clip(1, { label: 'happy' })]);
  expect(log.changeCorrections([clip(1, { label: 'happy' })])).toEqual({ change: null, changed: 0 });
  log.changeCorrections([clip(1, { label: null })]);
  expect(log.listCorrections()).toEqual([]);
});

test('the same sound under another label of a corpus has its own correction', () => {
  const log = openLog();
  log.changeCorrections([clip(1, { label: 'happy' }), clip(1, { marked: true }, 'sad')]);
  expect(shown(log)).toEqual([
    ['/c/1.wav', 'neutral', 'happy', false, false, ''],
    ['/c/1.wav', 'sad', null, false, true, ''],
  ]);
});

test('undo restores exactly the clips of a change, and goes further back each time', () => {
  const log = openLog();
  log.changeCorrections([clip(1, { label: 'happy' }), clip(2, { excluded: true })]);
  log.changeCorrections([clip(2, { label: 'sad' }), clip(3, { marked: true })]);
  expect(log.undoCorrections(null)).toEqual({ restored: 2, kept: [] });
  expect(shown(log)).toEqual([
    ['/c/1.wav', 'neutral', 'happy', false, false, ''],
    ['/c/2.wav', 'neutral', null, true, false, ''],
  ]);
  expect(log.undoCorrections(null)).toEqual({ restored: 2, kept: [] });
  expect(shown(log)).toEqual([]);
  expect(() => log.undoCorrections(null)).toThrow(expect.objectContaining({ code: 'nothing-to-undo' }));
  expect(() => log.undoCorrections(1)).toThrow(expect.objectContaining({ code: 'change-undone' }));
  expect(() => log.undoCorrections(99)).toThrow(expect.objectContaining({ code: 'no-such-change' }));
});

test('undo does not touch clips that somebody changed since, also if they look the same', () => {
  const folder = temporaryFolder();
  const first = openLog(folder);
  const second = openLog(folder);
  const { change } = first.changeCorrections([clip(1, { label: 'happy' }), clip(2, { label: 'happy' })]);
  second.changeCorrections([clip(2, { label: 'sad' })]);
  second.changeCorrections([clip(2, { label: 'happy' })]);
  expect(first.undoCorrections(change)).toEqual({ restored: 1, kept: ['/c/2.wav'] });
  expect(shown(second)).toEqual([['/c/2.wav', 'neutral', 'happy', false, false, '']]);
});

test('a clip that occurs twice in a change gets its first state back', () => {
  const log = openLog();
  const { change, changed } = log.changeCorrections([clip(1, { label: 'happy' }), clip(1, { label: 'sad' })]);
  expect(changed).toBe(1);
  log.undoCorrections(change);
  expect(log.listCorrections()).toEqual([]);
});

test('follows clips that were moved', () => {
  const log = openLog();
  log.changeCorrections([clip(1, { label: 'happy' })]);
  log.followCorrections([
    { fingerprint: hash(1), own: 'neutral', path: '/new/1.wav', corpus: 'TESS 2' },
    { fingerprint: hash(9), own: 'neutral', path: '/new/9.wav', corpus: 'TESS 2' },
  ]);
  expect(log.listCorrections()).toMatchObject([{ path: '/new/1.wav', corpus: 'TESS 2' }]);
});

test('forgets old changes, not the corrections', () => {
  const log = openLog();
  const many = Array.from({ length: MAX_CORRECTED_CLIPS }, (_, index) => index);
  let first: number | null = null;
  for (let round = 0; round < 10; round++) {
    const { change } = log.changeCorrections(many.map((number) => clip(number, { note: String(round) })));
    first ??= change;
  }
  expect(() => log.undoCorrections(first)).toThrow(expect.objectContaining({ code: 'no-such-change' }));
  expect(log.undoCorrections(null)).toEqual({ restored: MAX_CORRECTED_CLIPS, kept: [] });
  expect(new Set(log.listCorrections().map(({ note }) => note))).toEqual(new Set(['8']));
}, 60_000);
