import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { perEmotion } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import { figuresOn } from './evaluation.ts';
import { saveClips } from './library.ts';
import type { Handlers, Parts } from './parts.ts';
import { runFolder } from './places.ts';
import type { RunDirector } from './run-director.ts';
import { groupFigures } from './run-groups.ts';
import { createIntervalFiller } from './run-intervals.ts';
import { prepareRun } from './run-preparation.ts';

type Names =
  | 'runs.start'
  | 'runs.list'
  | 'runs.show'
  | 'runs.groups'
  | 'runs.batches'
  | 'runs.queue'
  | 'runs.pause'
  | 'runs.resume'
  | 'runs.stop'
  | 'runs.annotate'
  | 'runs.bin'
  | 'runs.restore'
  | 'runs.predictions'
  | 'runs.evaluate';

export function runRequests(parts: Parts, director: RunDirector): Handlers<Names> {
  const { log } = parts;
  const fillIntervals = createIntervalFiller(log);
  return {
    'runs.start': async ({ folders, settings, name, tags }, context) => {
      const record = async () => {
        const prepared = await prepareRun(parts, folders, settings, context);
        const clipNumbers = await saveClips(log, prepared.clips, context.signal);
        return log.createRun({ ...prepared, name, tags, status: 'waiting' }, clipNumbers);
      };
      return { id: await director.start(record, context) };
    },
    'runs.list': async ({ binned, limit, offset }) => {
      fillIntervals();
      return log.listRuns({ includeBinned: binned ? 'only' : false, limit, offset });
    },
    'runs.show': async ({ run }) => log.showRun(run),
    'runs.groups': async ({ run, by }, { signal }) => {
      const { id, settings } = log.showRun(run);
      // Each of the two readings takes its time where there are thousands of test clips.
      await nextTurn();
      return groupFigures(log.listPredictions(id), by, settings.seed, signal);
    },
    'runs.batches': async ({ run }) => director.batches(log.findRun(run)),
    'runs.queue': async () => director.queue(),
    'runs.pause': async ({ run }) => {
      director.pause(log.findRun(run));
      return {};
    },
    'runs.resume': async ({ run }, context) => {
      const { id, status } = log.showRun(run);
      if (director.unpause(id)) return { id };
      if (status === 'finished') {
        throw new UserError(
          'run-finished',
          'This run is finished. Train again with its settings to go further.',
        );
      }
      await director.resume(id, existsSync(runFolder(parts.folder, id)), context);
      return { id };
    },
    'runs.stop': async ({ run }) => {
      director.stop(log.findRun(run));
      return {};
    },
    'runs.annotate': async ({ run, ...changes }) => {
      log.annotateRun(run, changes);
      return {};
    },
    'runs.bin': async ({ run }) => {
      log.binRun(run);
      return {};
    },
    'runs.restore': async ({ run }) => {
      log.restoreRun(run);
      return {};
    },
    'runs.predictions': async ({ run, limit, ...query }) => {
      const errors = log.listPredictions(run, { ...query, errorsOnly: true, limit });
      const right =
        errors.length < limit
          ? log.listPredictions(run, query).filter(({ truth, predicted }) => truth === predicted)
          : [];
      return [...errors, ...right].slice(0, limit).map(({ clip, fold, truth, predicted, probabilities }) => ({
        path: clip.path,
        fold,
        speaker: clip.speaker,
        truth,
        predicted,
        probabilities: perEmotion((_, index) => probabilities[index]),
      }));
    },
    'runs.evaluate': async ({ run, folders }, context) =>
      figuresOn(parts, log.showRun(run), folders, context),
  };
}
