import { describe, expect, test } from 'vitest';
import { clipIdentity } from '../../../src/core/runs/clips-table.ts';
import type { Corpus, Scan } from '../../../src/shared/corpora.ts';
import { perEmotion } from '../../../src/shared/emotions.ts';
import { LOG_MEL } from '../../../src/shared/recipes.ts';
import { openLog, sampleClip, sampleRun } from './sample-run.ts';

const FOLDER = '/corpora/tess';
function scanOf(clips: Scan['clips'], changes: Partial<Corpus> = {}): Scan {
  const emotions = perEmotion((emotion) => clips.filter((clip) => clip.emotion === emotion).length);
  const speakers = new Set(clips.map((clip) => clip.speaker)).size;
  return {
    corpora: [
      {
        name: 'TESS',
        layout: 'tess',
        folder: FOLDER,
        clips: clips.length,
        speakers,
        emotions,
        synthetic: false,
        ...changes,
      },
    ],
    clips,
    problems: [],
  };
}

describe('corpora', () => {
  test('are given back as the scan found them; a second scan replaces the first', () => {
    const log = openLog();
    const first = scanOf([sampleClip(2), sampleClip(0), sampleClip(1)]);
    log.saveCorpora(first);
    log.saveCorpora(first);
    expect(log.listCorpora()).toEqual(first.corpora);
    expect(log.listClips({ name: 'TESS', folder: FOLDER })).toEqual(first.clips);
    const second = scanOf([sampleClip(5)]);
    log.saveCorpora(second);
    expect(log.listCorpora()).toEqual(second.corpora);
    expect(log.listClips({ name: 'TESS', folder: FOLDER })).toEqual(second.clips);
    const other = scanOf([], { folder: '/other' });
    log.saveCorpora(other);
    expect(log.listCorpora()).toEqual([...second.corpora, ...other.corpora]);
  });

  test('that are forgotten leave the runs made with them', () => {
    const log = openLog();
    const clips = sampleRun().clips.slice();
    log.saveCorpora(scanOf(clips));
    const id = log.createRun(sampleRun({ clips }));
    expect(log.forgetCorpus({ name: 'TESS', folder: FOLDER })).toBe(true);
    expect(log.forgetCorpus({ name: 'TESS', folder: FOLDER })).toBe(false);
    expect([log.listCorpora(), log.listClips({ name: 'TESS', folder: FOLDER })]).toEqual([[], []]);
    expect(log.showSplit(id).clips).toEqual(clips);
  });

  test('that were moved take their runs along; a clip that is filed anew leaves them as they were', () => {
    const log = openLog();
    const clips = sampleRun().clips.slice();
    const id = log.createRun(sampleRun({ clips }));
    const moved = clips.map((clip) => ({ ...clip, path: clip.path.replace('/corpora', '/archive') }));
    const refiled = { ...moved[0], speaker: 'TESS/other', emotion: 'sad' as const };
    log.saveCorpora(scanOf([refiled, ...moved.slice(1)]));
    expect(log.showSplit(id).clips).toEqual([clips[0], ...moved.slice(1)]);
    expect(clipIdentity(moved[1])).toBe(clipIdentity(clips[1]));
    expect(clipIdentity(refiled)).not.toBe(clipIdentity(clips[0]));
  });

  test('with nothing in them are corpora too', () => {
    const log = openLog();
    log.saveCorpora(scanOf([], { speakers: 0 }));
    expect(log.listCorpora()).toEqual(scanOf([], { speakers: 0 }).corpora);
  });
});

test('recipes are kept by name', () => {
  const log = openLog();
  log.saveRecipe({ ...LOG_MEL, name: 'b' });
  log.saveRecipe({ ...LOG_MEL, name: 'a' });
  log.saveRecipe({ ...LOG_MEL, name: 'b', melBands: 40 });
  expect(log.listRecipes()).toEqual([
    { ...LOG_MEL, name: 'a' },
    { ...LOG_MEL, name: 'b', melBands: 40 },
  ]);
  expect([log.forgetRecipe('a'), log.forgetRecipe('a'), log.listRecipes().length]).toEqual([true, false, 1]);
});
