import { existsSync } from 'node:fs';
import { computeFairness } from '#core/comparisons/fairness.ts';
import { partMetrics } from '#core/comparisons/part-metrics.ts';
import { saveClips } from '#core/laboratory/library/library.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import { runFolder } from '#core/laboratory/paths.ts';
import { usualModel } from '#core/laboratory/recognition/model-files.ts';
import type { CallContext, Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import type { RequestParsed } from '#shared/contract.ts';
import { perEmotion } from '#shared/emotions.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { MAX_LISTED_RUNS } from '#shared/limits.ts';
import { createBackgroundFiller } from './background-filler.ts';
import { createRecordCheck } from './check-records.ts';
import { evaluateOn } from './evaluation.ts';
import { archiveContent, exportRun } from './export-run.ts';
import { createImporter } from './import-runs.ts';
import type { KeptRuns } from './kept-runs.ts';
import { createQueueTimes } from './queue-times.ts';
import type { RunDirector } from './run-director.ts';
import { prepareRun } from './run-preparation.ts';
import { damagedLogSentence, unlistedRuns, unlistedSentence } from './run-records.ts';

export function runRequests(
  services: Services,
  director: RunDirector,
  kept: Pick<KeptRuns, 'resumed'>,
): Handlers<Exclude<RequestsOf<'runs'>, 'runs.plan' | 'runs.tensorboard'>> {
  const { log } = services;
  const importer = createImporter(services);
  const fillIntervals = createBackgroundFiller({
    list: log.listWithoutIntervals,
    fill: (runs) => {
      for (const run of runs) log.fillIntervals(run);
    },
    runsPerStep: 1,
  });
  const fillSettingValues = createBackgroundFiller({
    list: log.listWithoutSettingValues,
    fill: log.fillSettingValues,
    runsPerStep: 20,
  });
  const checkRecords = createRecordCheck(services);
  const queueTimes = createQueueTimes(services);
  const start = async (
    { folders, settings, id, name, grid, tags }: RequestParsed<'runs.start'>,
    context: CallContext,
  ) => {
    const record = async (context: CallContext) => {
      const prepared = await prepareRun(services, folders, settings, context);
      const clipNumbers = await saveClips(log, prepared.clips, context.signal);
      const run = { ...prepared, id, name, grid, tags, status: 'waiting' } as const;
      return whileBusy(() => log.createRun(run, clipNumbers), context.signal);
    };
    const keep = id !== undefined && existsSync(runFolder(services.folder, id));
    return { id: await director.start(record, context, keep) };
  };
  return {
    'runs.start': start,
    'runs.startMany': ({ runs }, context) =>
      // The director takes them in this order.
      Promise.all(
        runs.map((run) =>
          start(run, context).then(
            ({ id }) => ({ id, failure: null }),
            (error: unknown) => {
              // The answer of a defect has no stack trace.
              if (!(error instanceof UserError))
                process.emitWarning(error instanceof Error ? error : String(error));
              return { id: null, failure: toFailure(error) };
            },
          ),
        ),
      ),
    'runs.list': async ({ trashed, limit, offset }) => {
      void fillIntervals();
      checkRecords();
      return log.listRuns({ includeTrashed: trashed ? 'only' : false, limit, offset });
    },
    'runs.groupKeys': async ({ except }) => {
      // Only once for a log of an older version: its runs cannot be compared before.
      await fillSettingValues();
      return log.groupRuns({ except, limit: MAX_LISTED_RUNS });
    },
    'runs.show': async ({ run }) => {
      const shown = log.showRun(run);
      return { ...shown, model: usualModel(services.folder, shown) };
    },
    'runs.groups': async ({ run, by }, { signal }) => {
      const { run: description, tested } = log.showTested(run);
      return partMetrics(tested, by, description.settings.seed, signal);
    },
    'runs.fairness': async ({ run }, { signal }) => {
      const { run: description, tested } = log.showTested(run);
      return computeFairness(tested, description.settings.seed, signal);
    },
    'runs.batches': async ({ run }) => director.batches(log.findRun(run)),
    'runs.queue': async () => director.queue(),
    'runs.queueTimes': async (_, { signal }) => queueTimes(director.queue(), signal),
    'runs.pause': async ({ run }) => {
      director.pause(log.findRun(run));
      return {};
    },
    'runs.resume': async ({ run, engine }, context) => {
      const { id, status } = log.describeRun(run);
      if (engine !== undefined && director.queue().includes(id)) {
        throw new UserError(
          'run-active',
          'This run is active and keeps its engine. Stop it, then resume it with another one.',
        );
      }
      if (director.unpause(id)) return { id };
      if (status === 'finished') {
        throw new UserError(
          'run-finished',
          'This run is finished. To train again, start a new run with its settings.',
        );
      }
      await director.resume(id, existsSync(runFolder(services.folder, id)), context, engine);
      return { id };
    },
    'runs.stop': async ({ run }) => {
      director.stop(log.findRun(run));
      return {};
    },
    'runs.stopAll': async () => {
      director.stopAll();
      return {};
    },
    'runs.dequeue': async ({ runs }) => ({
      removed: runs.map((run) => log.findRun(run)).filter((run) => director.dequeue(run)),
    }),
    'runs.reorder': async ({ runs }) => {
      director.reorder(runs.map((run) => log.findRun(run)));
      return {};
    },
    'runs.annotate': async ({ run, ...changes }) => {
      log.annotateRun(run, changes);
      return {};
    },
    'runs.trash': async ({ run }) => {
      log.trashRun(run);
      return {};
    },
    'runs.restore': async ({ run }) => {
      log.restoreRun(run);
      return {};
    },
    'runs.predictions': async ({ run, limit, actual, predicted }) => {
      const query = { actual, predicted };
      const labels = emotionNames(log.describeRun(run).settings.labels);
      const errors = log.listPredictions(run, { ...query, errorsOnly: true, limit });
      const correct =
        errors.length < limit
          ? log.listPredictions(run, query).filter(({ actual, predicted }) => actual === predicted)
          : [];
      return [...errors, ...correct]
        .slice(0, limit)
        .map(({ clip, fold, actual, predicted, probabilities }) => ({
          path: clip.path,
          fold,
          speaker: clip.speaker,
          actual,
          predicted,
          probabilities: perEmotion(labels, (_, index) => probabilities[index]),
        }));
    },
    'runs.archive': ({ run }, { signal }) => archiveContent(services, run, signal),
    'runs.export': (input, { signal }) => exportRun(services, input, signal),
    'runs.import': ({ sources }, context) => importer.importArchives(sources, context),
    'runs.resumed': async () => [...kept.resumed],
    'runs.unlisted': async () => {
      const unlisted = unlistedRuns(services);
      const sentences = [damagedLogSentence(log.quarantined), unlistedSentence(services, unlisted)];
      return { notes: sentences.filter((sentence) => sentence !== null), ...unlisted };
    },
    'runs.rebuild': (_, context) => importer.restoreRuns(unlistedRuns(services).restorable, context),
    'runs.evaluate': async ({ run, ...options }, context) =>
      evaluateOn(services, log.describeRun(run), options, context),
  };
}
