import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RequestOutput } from '../../shared/contract.ts';
import { EMOTION_INDEX, EMOTIONS } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import { recipeShape } from '../../shared/recipes.ts';
import type { Run } from '../../shared/runs.ts';
import { computeFigures } from '../metrics/figures.ts';
import { auditLeakage, copyGroups } from '../splits/leakage-audit.ts';
import { createBreath } from '../turns/breath.ts';
import { outcomeResult } from './outcome.ts';
import type { CallContext, Parts } from './parts.ts';
import { recogniserWeights } from './recogniser-files.ts';
import { rowsOf } from './run-preparation.ts';
import { clipsOf, prepareFeatures, scanAndRemember } from './scanning.ts';
import { trainedClips } from './trained-clips.ts';

/**
 * The figures of a run's recogniser on the clips of other folders, with an audit of what of them it was trained or
 * chosen on: a figure on training data must never pass for an honest one.
 */
export async function figuresOn(
  parts: Parts,
  run: Run,
  folders: readonly string[],
  context: CallContext,
): Promise<RequestOutput<'runs.evaluate'>> {
  const weightsPaths = recogniserWeights(parts.folder, run);
  const { recipe, network, engine, batchSize, seed } = run.settings;
  const scan = await scanAndRemember(parts, folders, context);
  const { cache, problems } = await prepareFeatures(parts, clipsOf(scan), recipe, context);
  using _ = cache;
  const unreadable = new Set(problems.map(({ path }) => path));
  const clips = clipsOf({
    clips: scan.clips.filter(({ path }) => !unreadable.has(path)),
    problems: [...problems, ...scan.problems],
  });
  const job = parts.evaluator.run(
    {
      kind: 'predict',
      engine,
      orAnotherEngine: true,
      network,
      inputShape: recipeShape(recipe),
      weightsPaths,
      batchSize,
      inputs: {
        from: 'rows',
        rowsPath: cache.rowsPath,
        rows: rowsOf(clips, (fingerprint) => cache.rowOf(fingerprint)),
      },
    },
    (event) => {
      if (event.kind === 'progress') context.progress('recognising', event.done, event.total);
    },
  );
  const crashed = 'The evaluation ended unexpectedly. Try it once more.';
  const { probabilities } = await outcomeResult(job, context.signal, crashed);
  if (!probabilities.every(Number.isFinite)) {
    throw new UserError(
      'no-recogniser',
      `The weights of run ${run.id} give no probabilities for some clips.`,
    );
  }
  const figures = computeFigures(
    clips.map(({ emotion, speaker }, i) => ({
      truth: EMOTION_INDEX[emotion],
      probabilities: [...probabilities.subarray(i * EMOTIONS.length, (i + 1) * EMOTIONS.length)],
      speaker,
    })),
    { seed },
  );

  const breath = createBreath(context.signal);
  await nextTurn();
  const trainedOn = trainedClips(parts.log, run.id);
  await nextTurn();
  const all = [...trainedOn, ...clips];
  const fold = {
    name: 'evaluation',
    train: trainedOn.map((_, index) => index),
    validation: [],
    test: clips.map((_, index) => trainedOn.length + index),
  };
  const { test } = await auditLeakage(all, fold, await copyGroups(all, breath), breath);
  return { ...figures, leakage: test.leakage, problems: [...scan.problems, ...problems] };
}
