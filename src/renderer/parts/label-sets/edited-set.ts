/** Changes of a label set that is being edited. */
import { type LabelSet, labelSetSchema } from '#shared/label-sets.ts';
import { compareLabels } from '#shared/labels.ts';

/** Labels of the chosen corpora with their numbers of clips. */
export type LabelCounts = Readonly<Record<string, number>>;

/** The set in which `label` counts as `emotion`; null: it is left out. */
export function withLabel(set: LabelSet, label: string, emotion: string | null): LabelSet {
  return {
    ...set,
    emotions: set.emotions.map((one) => {
      const others = one.labels.filter((known) => known !== label);
      return { ...one, labels: one.name === emotion ? [...others, label] : others };
    }),
  };
}

/** The set with a new emotion at its end. `labels`: what counts as it, taken from other emotions. */
export function withEmotion(set: LabelSet, name: string, labels: readonly string[] = []): LabelSet {
  const added = { ...set, emotions: [...set.emotions, { name, colour: null, labels: [] }] };
  return labels.reduce((changed, label) => withLabel(changed, label, name), added);
}

/** The set with the emotion at `index` changed. */
export function withChanged(
  set: LabelSet,
  index: number,
  change: Partial<LabelSet['emotions'][number]>,
): LabelSet {
  return { ...set, emotions: set.emotions.map((one, at) => (at === index ? { ...one, ...change } : one)) };
}

/** The set without the emotion at `index`. Its labels are left out. */
export const withoutEmotion = (set: LabelSet, index: number): LabelSet => ({
  ...set,
  emotions: set.emotions.filter((_, at) => at !== index),
});

/** A name for a new emotion that the set does not have. */
export function newEmotionName({ emotions }: LabelSet): string {
  const taken = new Set(emotions.map(({ name }) => name));
  for (let number = 1; ; number++) if (!taken.has(`emotion ${number}`)) return `emotion ${number}`;
}

/** The labels of the corpora that count as no emotion, in the order of labels. */
export function leftOutLabels({ emotions }: LabelSet, counts: LabelCounts): string[] {
  const used = new Set(emotions.flatMap(({ labels }) => labels));
  return Object.keys(counts)
    .filter((label) => !used.has(label))
    .toSorted(compareLabels);
}

/** Why the set cannot be saved, in a sentence; null if it can. */
export function setProblem(set: LabelSet): string | null {
  const parsed = labelSetSchema.safeParse(set);
  if (parsed.success) return null;
  const [{ path, message }] = parsed.error.issues;
  if (path[0] === 'name') return `Name of the label set: ${message}`;
  const emotion = path[0] === 'emotions' && typeof path[1] === 'number' ? set.emotions[path[1]] : undefined;
  return emotion === undefined ? message : `Emotion “${emotion.name}”: ${message}`;
}
