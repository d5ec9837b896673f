import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { csvLine } from '#shared/csv.ts';
import { UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';

/**
 * Every test clip of a run with its prediction, as CSV (RFC 4180): `clip` (path), `corpus`, `speaker`, `sex`, `actual`,
 * `predicted`, `p_LABEL` (the probability of each label), `fold` (from 0), and `trained_on`: `yes` if the same sound is
 * in the training or validation clips of the fold's network, as the leakage check counts it.
 * @throws UserError `no-such-run`, `ambiguous-run`; `not-tested` if a fold was not tested yet.
 */
export function predictionsOf(
  log: Pick<ExperimentLog, 'showTested' | 'showSplit'>,
  run: string,
): { name: string; csv: string; clips: number } {
  const { run: description, tested } = log.showTested(run);
  if (tested.length === 0) {
    throw new UserError(
      'not-tested',
      `“${description.name}” has no predictions yet. Choose a finished run, or resume this one.`,
    );
  }
  const labels = emotionNames(description.settings.labels);
  const { clips, folds } = log.showSplit(description.id);
  const trained = folds.map(
    ({ train, validation }) => new Set([...train, ...validation].map((index) => clips[index].fingerprint)),
  );
  const head = [
    ...['clip', 'corpus', 'speaker', 'sex', 'actual', 'predicted'],
    ...labels.map((label) => `p_${label}`),
    ...['fold', 'trained_on'],
  ];
  const lines = tested.map(({ path, corpus, speaker, sex, actual, probabilities, fold, fingerprint }) => [
    ...[
      path,
      corpus,
      speaker,
      sex,
      labels[actual],
      labels[probabilities.indexOf(Math.max(...probabilities))],
    ],
    ...probabilities,
    ...[fold, trained[fold].has(fingerprint) ? 'yes' : 'no'],
  ]);
  return {
    name: `predictions-${description.id}`,
    csv: [head, ...lines].map(csvLine).join(''),
    clips: tested.length,
  };
}
