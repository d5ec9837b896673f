import { expect, test } from 'vitest';
import { draftCorpus } from '#core/corpora/scan/candidate-clips.ts';
import {
  openLog,
  sampleClip,
  sampleEpoch,
  samplePredictions,
  sampleRun,
  temporaryFolder,
} from './sample-run.ts';

const HOSTILE = [
  `'); DROP TABLE runs; --`,
  '"quoted" `back` \\ / % _ * ?',
  'before\u0000after',
  'line\nbreak\r\n\ttab',
  '🙂 é 漢字 \u202Egnp.exe',
  '__proto__',
  'x'.repeat(200_000),
  '\u0024{process.exit()}',
  '@number $1 ?1 :name',
  '{"json": [1]}',
];

test.each(HOSTILE)('stores %j as plain text', (text) => {
  const folder = temporaryFolder();
  const log = openLog(folder);
  const clips = sampleRun().clips.map((clip, index) =>
    index === 0
      ? sampleClip(0, {
          path: text,
          corpus: text,
          speaker: text,
          sentence: text,
          intensity: text,
          code: text,
          warning: text,
        })
      : clip,
  );
  const corpora = [{ name: text, folder: text, clips: 21 }];
  const folds = [{ ...sampleRun().folds[0], name: text }];
  const id = log.createRun(sampleRun({ name: text, notes: text, tags: [text], clips, corpora, folds }));
  log.addEpoch(id, sampleEpoch(1));
  log.finishFold(id, 0, { bestEpoch: 1, predictions: samplePredictions(folds[0].test) });
  log.failRun(id, { code: text, message: text });
  log.annotateRun(id, { name: text, notes: text, tags: [text, text] });
  const scan = log.beginScan();
  const corpus = draftCorpus('folders', text, text, text, false);
  const texts = { code: text, intensity: text, warning: text, speaker: { family: text, id: text } };
  const candidate = {
    ...clips[0],
    ...texts,
    realPath: text,
    corpus,
    sentence: null,
    group: { family: text, id: text },
  };
  const { signature: _, ...sound } = { ...clips[0], warning: text };
  log.addScannedClips(scan, 0, [{ candidate, sound }]);
  log.addScannedProblems(scan, 0, [{ path: text, realPath: text, code: 'empty', reason: text }]);
  const summary = { clips: 1, durationSeconds: 1, problems: 1, sampleRatesHz: [] };
  log.saveScan(text, scan, { ...summary, corpora: [], voices: { female: 0, male: 0, unknown: 1 } });
  log.scanMemory.remember(text, 1, 2, { version: 1, sound: null, problem: { code: 'empty', reason: text } });
  log.close();

  const again = openLog(folder);
  expect(again.quarantined).toBeNull();
  const run = again.showRun(text);
  expect(run).toMatchObject({
    id,
    name: text.trim(),
    notes: text,
    tags: [text.trim()],
    corpora,
    failure: { code: text, message: text },
  });
  expect(run.folds[0].name).toBe(text);
  expect(again.showSplit(id).clips[0]).toEqual(clips[0]);
  expect(again.listPredictions(id, { fold: 0 }).find(({ clip }) => clip.path === text)?.clip).toEqual(
    clips[0],
  );
  expect(again.listRuns()).toMatchObject([{ id, tags: [text.trim()] }]);
  expect(again.listLibrary().map(({ folder }) => folder)).toEqual([text]);
  expect(again.readScannedClips(scan, 0, 9, text)[0].candidate).toMatchObject({
    ...texts,
    path: text,
    corpus,
  });
  expect(again.readScannedProblems(scan, 0, 9)[0].reason).toBe(text);
  expect(again.scanMemory.recall(text, 1, 2)?.problem?.reason).toBe(text);
});

test('rejects a blank name and changes nothing else', () => {
  const log = openLog();
  const id = log.createRun(sampleRun({ tags: ['kept'] }));
  expect(() => log.annotateRun(id, { name: ' \n', tags: [] })).toThrow(
    expect.objectContaining({ code: 'empty-name' }),
  );
  expect(log.showRun(id)).toMatchObject({ name: 'first try', tags: ['kept'] });
  log.annotateRun(id, { tags: [' ', 'b', 'a', 'b '] });
  expect(log.showRun(id)).toMatchObject({ name: 'first try', tags: ['a', 'b'], notes: '' });
});
