import type { ComparedClip } from '#shared/comparison.ts';

/** The clips of a cell that only one of two runs has in it. */
export interface ChangedClips {
  onlyFirst: ComparedClip[];
  onlySecond: ComparedClip[];
  /** Clips that both runs have in the cell. */
  both: number;
}

/** What changed in a cell of the confusion matrix, the most confident predictions first. */
export function changedClips(
  clips: readonly ComparedClip[],
  labels: readonly string[],
  { actual, predicted }: { actual: string; predicted: string },
): ChangedClips {
  const index = labels.indexOf(predicted);
  const changed: ChangedClips = { onlyFirst: [], onlySecond: [], both: 0 };
  for (const clip of clips) {
    if (clip.actual !== actual) continue;
    const [first, second] = [clip.first.predicted === predicted, clip.second.predicted === predicted];
    if (first && second) changed.both++;
    else if (first) changed.onlyFirst.push(clip);
    else if (second) changed.onlySecond.push(clip);
  }
  const byProbability = (side: 'first' | 'second') => (a: ComparedClip, b: ComparedClip) =>
    b[side].probabilities[index] - a[side].probabilities[index];
  changed.onlyFirst.sort(byProbability('first'));
  changed.onlySecond.sort(byProbability('second'));
  return changed;
}
