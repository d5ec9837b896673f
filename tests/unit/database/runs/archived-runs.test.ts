import { describe, expect, it } from 'vitest';
import type { ArchivedRun } from '#core/archives/archived-run.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { archivedRun, metricsOf, RUN } from '../../archives/sample-archive.ts';
import { openLog, sampleClip, sampleEpoch, samplePredictions, sampleRun } from '../sample-run.ts';

const add = (log: ExperimentLog, run: ArchivedRun) =>
  log.addArchivedRun(run, log.saveForeignClips(run.split.clips, log.libraryPaths()));

describe('a run of an archive', () => {
  it('is recorded as it was, and read again as the same archive', () => {
    const log = openLog();
    expect(log.hasRun(RUN)).toBe(false);
    add(log, archivedRun());
    expect(log.hasRun(RUN)).toBe(true);
    const { archived, metrics } = log.readArchivedRun(RUN);
    expect(archived).toEqual(archivedRun());
    expect(metrics).toEqual(metricsOf(archivedRun()));
    const [listed] = log.listRuns();
    expect(listed).toMatchObject({
      id: RUN,
      name: 'first try',
      grid: 'seeds',
      status: 'finished',
      createdAt: archivedRun().head.createdAt,
      finishedAt: archivedRun().head.finishedAt,
      tags: ['pilot', 'two'],
      epochs: 2,
      bestEpoch: 2,
      uar: metrics!.uar,
      // Lists show no interval over so few speakers.
      uarInterval: null,
      durationSeconds: 3,
    });
    // Nobody owns it, so it is not interrupted at the next start.
    expect(log.claimInterrupted()).toEqual([]);
  });

  it('with the id of another run changes nothing', () => {
    const log = openLog();
    add(log, archivedRun());
    const other = archivedRun();
    other.head.name = 'other';
    expect(() => add(log, other)).toThrow(expect.objectContaining({ code: 'run-exists' }));
    expect(log.showRun(RUN).name).toBe('first try');
  });

  it('is recorded completely or not at all', () => {
    const log = openLog();
    const broken = archivedRun();
    broken.split.folds[0].train.push(0);
    expect(() => add(log, broken)).toThrow(/clip 0 twice/);
    expect(log.hasRun(RUN)).toBe(false);
    add(log, archivedRun());
  });

  it('does not change the paths of clips that are known here', () => {
    const log = openLog();
    const here = Array.from({ length: 21 }, (_, index) => sampleClip(index, { path: `/mine/${index}.wav` }));
    const own = log.createRun(sampleRun({ clips: here }));
    const foreign = archivedRun();
    foreign.split.clips[20] = sampleClip(20, { speaker: 'TESS/other' });
    add(log, foreign);
    expect(log.showSplit(own).clips.map(({ path }) => path)).toEqual(here.map(({ path }) => path));
    const paths = log.showSplit(RUN).clips.map(({ path }) => path);
    expect(paths.slice(0, 20)).toEqual(here.slice(0, 20).map(({ path }) => path));
    // It is another clip, and nothing is known about where it is.
    expect(paths[20]).toBe('/corpora/tess/20.wav');
  });

  it('gets the paths of clips in the library', () => {
    const log = openLog();
    const run = archivedRun();
    const paths = new Map([[run.split.clips[4].fingerprint, '/library/four.wav']]);
    log.addArchivedRun(run, log.saveForeignClips(run.split.clips, paths));
    const stored = log.showSplit(RUN).clips;
    expect(stored[4].path).toBe('/library/four.wav');
    expect(stored[5].path).toBe(run.split.clips[5].path);
  });
});

describe('readArchivedRun', () => {
  it('refuses a run that has not ended', () => {
    const log = openLog();
    const run = log.createRun(sampleRun());
    expect(() => log.readArchivedRun(run)).toThrow(expect.objectContaining({ code: 'run-active' }));
  });

  it('gives the tested folds of a stopped run', () => {
    const log = openLog();
    const { folds } = sampleRun();
    const run = log.createRun(
      sampleRun({ folds: [folds[0], { ...folds[0], name: 'second' }], status: 'running' }),
    );
    log.addEpoch(run, sampleEpoch(1));
    const predictions = samplePredictions([19, 0, 9, 11, 13, 15, 17]);
    log.finishFold(run, 0, { bestEpoch: 1, predictions });
    log.setStatus(run, 'stopped');
    const { archived, metrics } = log.readArchivedRun(run);
    expect(metrics).toBeNull();
    expect(archived.split.folds.map(({ testedAt }) => testedAt === null)).toEqual([false, true]);
    expect(archived.predictions).toHaveLength(1);
    const [{ clips, probabilities }] = archived.predictions;
    expect(clips).toEqual([0, 9, 11, 13, 15, 17, 19]);
    expect(probabilities[6]).toEqual(Array.from(predictions[0].probabilities));
  });
});
