import type { GroupFigures } from '../../shared/answers.ts';
import type { Clip } from '../../shared/corpora.ts';
import { EMOTION_INDEX } from '../../shared/emotions.ts';
import { throwIfCancelled, UserError } from '../../shared/failure.ts';
import type { Prediction } from '../../shared/figures.ts';
import { computeFigures } from '../metrics/figures.ts';
import type { JudgedClip } from '../runs/predictions-table.ts';

/** What test clips can be put together by. */
export type GroupKey = 'corpus' | 'sex' | 'speaker';

const nameOf: Record<GroupKey, (clip: Clip) => string | null> = {
  corpus: ({ corpus }) => corpus,
  sex: ({ sex }) => sex,
  speaker: ({ speaker }) => speaker,
};

/**
 * Figures of the judged clips by corpus, sex or speaker, each group's by itself and with the definitions of
 * {@link computeFigures}: UAR is over the emotions that occur in the group, intervals resample its speakers, or its
 * clips where there is one speaker (then the interval is that of further clips of that voice). Groups by name, clips
 * without one as `unknown`, last. A hundred speakers take a while, so the thread is let go between two groups.
 * @param seed Of the bootstrap: the run's own.
 * @throws UserError `not-tested` without judged clips; `cancelled`.
 */
export async function groupFigures(
  judged: readonly Pick<JudgedClip, 'clip' | 'truth' | 'probabilities'>[],
  by: GroupKey,
  seed: number,
  signal?: AbortSignal,
): Promise<GroupFigures[]> {
  if (judged.length === 0) {
    throw new UserError('not-tested', 'This run has no test figures yet: none of its clips was tested.');
  }
  const groups = new Map<string | null, Prediction[]>();
  for (const { clip, truth, probabilities } of judged) {
    const name = nameOf[by](clip);
    const prediction = { truth: EMOTION_INDEX[truth], probabilities, speaker: clip.speaker };
    const group = groups.get(name);
    if (group) group.push(prediction);
    else groups.set(name, [prediction]);
  }
  const figures: GroupFigures[] = [];
  for (const [name, predictions] of [...groups].sort(byName)) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    throwIfCancelled(signal);
    const { clips, accuracy, accuracyInterval, uar, uarInterval } = computeFigures(predictions, { seed });
    figures.push({ name: name ?? 'unknown', clips, accuracy, accuracyInterval, uar, uarInterval });
  }
  return figures;
}

/** Numbers in names by their value; the unknown last. */
function byName([a]: [string | null, unknown], [b]: [string | null, unknown]): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.localeCompare(b, 'en', { numeric: true });
}
