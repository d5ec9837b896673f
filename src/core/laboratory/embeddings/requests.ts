import { testedCrops } from '#core/features/crop.ts';
import { speakerNumbers } from '#core/features/speaker-normalisation.ts';
import { outcomeResult } from '#core/jobs/job-outcome.ts';
import { prepareFeatures } from '#core/laboratory/corpora/scanning.ts';
import { foldWeights } from '#core/laboratory/recognition/model-files.ts';
import { rowsOf } from '#core/laboratory/runs/run-preparation.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { featuresOf, inputShapeOf } from '#shared/settings/features.ts';

/** Maps of the embeddings of test clips. */
export function embeddingRequests(services: Services): Handlers<RequestsOf<'embeddings'>> {
  const { log, folder, hosts } = services;
  return {
    'embeddings.show': async ({ run, fold }, context) => {
      const record = log.describeRun(run);
      const { settings } = record;
      const [{ path: weightsPath }] = foldWeights(folder, record, fold);
      const tested = log.listPredictions(record.id, { fold });
      if (tested.length === 0) {
        throw new UserError('not-tested', `Fold ${fold + 1} of run ${record.id} is not tested yet.`);
      }
      const features = featuresOf(settings);
      const clips = tested.map(({ clip }) => clip);
      // A speaker is normalised with all of their clips in the run, as in the test.
      const counted = settings.normaliseSpeakers ? log.showSplit(record.id).clips : clips;
      const prepared = await prepareFeatures(services, counted, features, context);
      using cache = prepared.cache;
      const unreadable = new Set(prepared.problems.map(({ path }) => path));
      const read = tested.filter(({ clip }) => !unreadable.has(clip.path));
      if (read.length === 0) {
        throw new UserError(
          'no-clips',
          `None of the test clips can be read. Make their folder available again. ${prepared.problems[0]?.reason ?? ''}`,
        );
      }
      const rows = rowsOf(
        read.map(({ clip }) => clip),
        (fingerprint) => cache.rowOf(fingerprint),
      );
      const found = settings.normaliseSpeakers ? counted.filter(({ path }) => !unreadable.has(path)) : null;
      const speakers = found && {
        rows: rowsOf(found, (fingerprint) => cache.rowOf(fingerprint)),
        speakers: speakerNumbers(found),
      };
      let used = { engine: settings.engine as string, device: '' };
      const job = hosts.evaluation.run(
        {
          kind: 'embed',
          engine: settings.engine,
          orAnotherEngine: true,
          network: settings.network,
          inputShape: inputShapeOf(features),
          classes: settings.labels.emotions.length,
          weightsPath,
          batchSize: settings.batchSize,
          crops: testedCrops(features),
          speakers: speakers ?? undefined,
          inputs: { from: 'rows', rowsPath: cache.rowsPath, rows },
        },
        (event) => {
          if (event.kind === 'progress') context.progress('embedding', event.done, event.total);
          if (event.kind === 'engine') used = { engine: event.engine, device: event.device };
        },
      );
      const { points, shares, size } = await outcomeResult(
        job,
        context.signal,
        'The computation of the embeddings ended unexpectedly. Try again.',
      );
      const names = emotionNames(settings.labels);
      return {
        run: record.id,
        fold,
        folds: record.folds.length,
        size,
        shares,
        clips: read.map(({ clip, actual, predicted, probabilities }, i) => ({
          path: clip.path,
          fold,
          corpus: clip.corpus,
          speaker: clip.speaker,
          sex: clip.sex,
          actual,
          predicted,
          probabilities: Object.fromEntries(names.map((name, e) => [name, probabilities[e]])),
          x: points[2 * i],
          y: points[2 * i + 1],
        })),
        problems: prepared.problems,
        ...used,
      };
    },
  };
}
