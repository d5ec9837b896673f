import { wordReaderFor } from '#core/corpora/layouts/emotion-words.ts';
import { UserError } from '#shared/failure.ts';
import {
  AS_LABELLED,
  completeLabelSet,
  emotionIn,
  emotionNames,
  LABEL_SETS,
  type LabelSet,
  MAX_EMOTIONS,
  MIN_EMOTIONS,
} from '#shared/label-sets.ts';
import { labelSchema } from '#shared/labels.ts';
import type { FoundModel } from '#shared/ready-made.ts';
import type { ModelFeatures } from '#shared/settings/encoder-features.ts';

/**
 * The labels of a model as the program counts them: words for emotions as those of a corpus (`hap` is happy), other words as they
 * are, and `label 3` for what is not a word.
 */
export function readModelLabels(written: readonly string[]): FoundModel['labels'] {
  const labelOf = wordReaderFor(written);
  return written.map((word, index) => {
    const own = word
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N} -]+/gu, ' ')
      .trim();
    return {
      written: word,
      label: labelOf(word) ?? (labelSchema.safeParse(own).success ? own : `label ${index + 1}`),
    };
  });
}

/** The set of a model's own labels, each as an emotion, in the model's order. */
export function ownLabelSet({ emotions }: ModelFeatures): LabelSet {
  const labels = [...new Set(emotions.labels)];
  return { name: AS_LABELLED, emotions: labels.map((name) => ({ name, colour: null, labels: [name] })) };
}

/** The first shipped label set whose emotions the model all has; its own labels if there is none. */
export function fittingLabelSet(features: ModelFeatures): LabelSet {
  const shipped = Object.values(LABEL_SETS).filter(({ emotions }) => emotions.length > 0);
  const fitting = shipped.find((set) => {
    const given = new Set(features.emotions.labels.map((label) => emotionOf(set, label)));
    return emotionNames(set).every((emotion) => given.has(emotion));
  });
  if (fitting !== undefined) return fitting;
  const { emotions } = ownLabelSet(features);
  if (emotions.length >= MIN_EMOTIONS && emotions.length <= MAX_EMOTIONS)
    return completeLabelSet(LABEL_SETS[AS_LABELLED], emotionNames({ emotions }));
  throw new UserError(
    'label-set',
    `The model “${features.encoder}” has ${emotions.length} labels; a run can tell ${MIN_EMOTIONS} to ${MAX_EMOTIONS} emotions apart. Choose a label set.`,
  );
}

/**
 * The model's features under a label set: one row per emotion of the set.
 * @throws UserError `no-common-emotions` if the model has none of them, `no-emotions` for a model with dimensions.
 */
export function modelUnder(features: ModelFeatures, set: LabelSet): ModelFeatures {
  requireEmotions(features);
  const names = emotionNames(set);
  const rows = features.emotions.labels.map((label) => {
    const emotion = emotionOf(set, label);
    return emotion === null ? null : names.indexOf(emotion);
  });
  if (rows.every((row) => row === null)) {
    throw new UserError(
      'no-common-emotions',
      `The model “${features.encoder}” gives ${features.emotions.labels.join(', ')}. The label set “${set.name}” has none of these. Choose another label set.`,
    );
  }
  return { ...features, dimensions: names.length, emotions: { ...features.emotions, rows } };
}

/** @throws UserError `no-emotions` for a model that gives dimensions. */
export function requireEmotions({ encoder, emotions }: ModelFeatures): void {
  if (emotions.values !== 'dimensions') return;
  throw new UserError(
    'no-emotions',
    `The model “${encoder}” gives ${emotions.labels.join(', ')}, and no emotions. Choose another model to test emotions.`,
  );
}

/** As which emotion a label of a model counts, which is of no corpus. */
const emotionOf = (set: LabelSet, label: string): string | null =>
  emotionIn(set)({ layout: '', code: label, emotion: label });
