import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredEvaluationClip } from '#core/database/tables/evaluations-table.ts';
import type { Services } from '#core/laboratory/services.ts';
import { restrictedTo, sharedLabelMetrics } from '#core/metrics/shared-labels.ts';
import type { RequestOutput, RequestParsed } from '#shared/contract.ts';
import { perEmotion } from '#shared/emotions.ts';
import type { EvaluatedClip, Evaluation } from '#shared/evaluations.ts';

/** An evaluation with all metrics, from its stored predictions. @throws UserError `no-such-evaluation`. */
export async function showEvaluation({ log }: Services, id: string): Promise<Evaluation> {
  const { summary, labels, seed } = log.findEvaluation(id);
  const clips = log.listEvaluationClips(id);
  await nextTurn();
  const predictions = clips.map(({ clip, probabilities }) => ({
    actual: labels.indexOf(clip.emotion),
    probabilities,
    speaker: clip.speaker,
  }));
  const shared = summary.emotions.shared.map((emotion) => labels.indexOf(emotion));
  return { ...summary, ...sharedLabelMetrics(predictions, shared, { seed, labels }) };
}

/**
 * The clips of an evaluation, most confident errors first, then correct predictions, without excluded clips. `restricted`:
 * with the probabilities and predictions among the shared emotions only.
 * @throws UserError `no-such-evaluation`.
 */
export function evaluatedClips(
  { log }: Services,
  { evaluation, actual, predicted, restricted, limit }: RequestParsed<'evaluations.predictions'>,
): RequestOutput<'evaluations.predictions'> {
  const { summary, labels } = log.findEvaluation(evaluation);
  const shared = summary.emotions.shared.map((emotion) => labels.indexOf(emotion));
  const isCounted = ({ clip }: StoredEvaluationClip) => summary.emotions.shared.includes(clip.emotion);
  const clips = log
    .listEvaluationClips(evaluation)
    .filter(isCounted)
    .map((stored): EvaluatedClip => {
      const probabilities = restricted ? restrictedTo(stored.probabilities, shared) : stored.probabilities;
      const best = probabilities.indexOf(Math.max(...probabilities));
      return {
        path: stored.clip.path,
        speaker: stored.clip.speaker,
        actual: stored.clip.emotion,
        predicted: labels[best],
        probabilities: perEmotion(labels, (_, index) => probabilities[index]),
        trainedOn: stored.trainedOn,
      };
    })
    .filter(
      (clip) =>
        (actual === undefined || clip.actual === actual) &&
        (predicted === undefined || clip.predicted === predicted),
    );
  const isRight = (clip: EvaluatedClip) => Number(clip.actual === clip.predicted);
  return clips
    .sort((a, b) => isRight(a) - isRight(b) || b.probabilities[b.predicted] - a.probabilities[a.predicted])
    .slice(0, limit);
}
