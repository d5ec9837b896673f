/** Label sets: which emotions a run tells apart, and which labels of the corpora count as each of them. */
import { z } from 'zod';
import { UserError } from './failure.ts';
import { compareLabels, labelSchema, MAX_LABEL_CHARACTERS } from './labels.ts';

/** Fewer than two cannot be told apart; more than 30 are not readable in a matrix. */
export const MIN_EMOTIONS = 2;
export const MAX_EMOTIONS = 30;

/** The name of the label set whose emotions are the labels of the clips. */
export const AS_LABELLED = 'as-labelled';

const emotionSchema = z.object({
  /** Shown everywhere, and stored with results. */
  name: labelSchema,
  /** `#rrggbb`; null: chosen by the program. */
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .nullable()
    .default(null),
  /**
   * The labels that count as it. `layout:code` means one code of one layout, such as `ravdess:02`; it takes precedence
   * over the label.
   */
  labels: z.array(z.string().min(1).max(100)).max(200),
});

/** A set of emotions as plain data. It is stored with each run. Only {@link AS_LABELLED} may be empty, until clips are known. */
export const labelSetSchema = z
  .object({
    name: labelSchema,
    /** In the order of every table, matrix and probability vector. */
    emotions: z.array(emotionSchema).max(MAX_EMOTIONS),
  })
  .superRefine(({ name, emotions }, context) => {
    if (emotions.length < MIN_EMOTIONS && name !== AS_LABELLED) {
      const message = `A label set needs at least ${MIN_EMOTIONS} emotions.`;
      context.addIssue({ code: 'custom', path: ['emotions'], message });
    }
    for (const [path, repeated] of [
      ['name', firstRepeated(emotions.map(({ name }) => name.toLowerCase()))],
      ['labels', firstRepeated(emotions.flatMap(({ labels }) => labels))],
    ] as const) {
      if (repeated === null) continue;
      const what =
        path === 'name' ? `Two emotions are called “${repeated}”` : `“${repeated}” counts as two emotions`;
      context.addIssue({ code: 'custom', path: ['emotions'], message: `${what}.` });
    }
  });
export type LabelSet = z.infer<typeof labelSetSchema>;

/** A label set as a request gives it: whole, or the name of a shipped or saved one. */
export const labelSetInputSchema = z.union([z.string().min(1).max(MAX_LABEL_CHARACTERS), labelSetSchema]);
export type LabelSetInput = z.infer<typeof labelSetInputSchema>;

function firstRepeated(values: readonly string[]): string | null {
  return values.find((value, index) => values.indexOf(value) !== index) ?? null;
}

/** Emotions by name, each with the labels that count as it. */
const setOf = (name: string, emotions: Readonly<Record<string, readonly string[]>>): LabelSet => ({
  name,
  emotions: Object.entries(emotions).map(([emotion, labels]) => ({
    name: emotion,
    colour: null,
    labels: [...labels],
  })),
});

/** The default label set, and that of all runs of the first versions. It never changes. */
export const SEVEN = setOf('seven', {
  angry: ['angry'],
  disgust: ['disgust'],
  fear: ['fear'],
  happy: ['happy'],
  neutral: ['neutral', 'calm'],
  sad: ['sad'],
  surprise: ['surprise'],
});

/** The shipped label sets with descriptions. {@link AS_LABELLED} is made from the clips. */
const SHIPPED: readonly { set: LabelSet; about: string }[] = [
  { set: SEVEN, about: 'Angry, disgust, fear, happy, neutral, sad and surprise. Calm counts as neutral.' },
  {
    set: setOf('ravdess-eight', {
      angry: ['angry'],
      calm: ['calm'],
      disgust: ['disgust'],
      fear: ['fear'],
      happy: ['happy'],
      neutral: ['neutral'],
      sad: ['sad'],
      surprise: ['surprise'],
    }),
    about: 'The seven and calm, as RAVDESS labels them.',
  },
  {
    set: setOf('four', {
      angry: ['angry'],
      happy: ['happy', 'excited'],
      neutral: ['neutral', 'calm'],
      sad: ['sad'],
    }),
    about: 'Angry, happy, neutral and sad, as usual for IEMOCAP. Excited counts as happy, calm as neutral.',
  },
  {
    set: setOf('emodb-seven', {
      angry: ['angry'],
      boredom: ['boredom'],
      disgust: ['disgust'],
      fear: ['fear'],
      happy: ['happy'],
      neutral: ['neutral', 'calm'],
      sad: ['sad'],
    }),
    about: 'The emotions of EMO-DB: with boredom, without surprise.',
  },
  {
    set: setOf('three-levels', { low: ['low'], normal: ['normal'], high: ['high'] }),
    about: 'Low, normal and high, for corpora that have levels instead of emotions, such as BAVED.',
  },
];

/** The shipped label sets by name. */
export const LABEL_SETS: Readonly<Record<string, LabelSet>> = {
  ...Object.fromEntries(SHIPPED.map(({ set }) => [set.name, set])),
  [AS_LABELLED]: { name: AS_LABELLED, emotions: [] },
};

/** The names that a user can choose, with descriptions. */
export const LABEL_SET_CHOICES: Readonly<Record<string, { about: string }>> = {
  ...Object.fromEntries(SHIPPED.map(({ set, about }) => [set.name, { about }])),
  [AS_LABELLED]: { about: 'Every label of the corpora is an emotion of its own.' },
};

/** What a label set does with the labels of clips. */
export const labelUseSchema = z.object({
  /** Labels that count as an emotion of another name, such as calm as neutral. */
  merged: z.array(z.object({ label: z.string(), emotion: z.string(), clips: z.number().int() })),
  /** Labels that the label set leaves out. */
  leftOut: z.array(z.object({ label: z.string(), clips: z.number().int() })),
});
export type LabelUse = z.infer<typeof labelUseSchema>;

/** A clip's own label, and its code in its layout. */
export interface Labelled {
  layout: string;
  code: string;
  /** Its own label. */
  emotion: string;
}

/** A function that gives the emotion as which a clip counts, or null if the set leaves it out. */
export function emotionIn(set: LabelSet): (clip: Labelled) => string | null {
  const byLabel = new Map(
    set.emotions.flatMap(({ name, labels }) => labels.map((label): [string, string] => [label, name])),
  );
  return ({ layout, code, emotion }) => byLabel.get(`${layout}:${code}`) ?? byLabel.get(emotion) ?? null;
}

/**
 * The label set for clips with these labels: {@link AS_LABELLED} gets an emotion for each label; all others stay.
 * @throws UserError `label-set` if the labels are too few or too many.
 */
export function completeLabelSet(set: LabelSet, labels: Iterable<string>): LabelSet {
  if (set.name !== AS_LABELLED || set.emotions.length > 0) return set;
  const distinct = [...new Set(labels)].toSorted(compareLabels);
  if (distinct.length >= MIN_EMOTIONS && distinct.length <= MAX_EMOTIONS) {
    return setOf(AS_LABELLED, Object.fromEntries(distinct.map((label) => [label, [label]])));
  }
  throw new UserError(
    'label-set',
    `These clips have ${distinct.length} different labels; a run can tell ${MIN_EMOTIONS} to ${MAX_EMOTIONS} emotions apart. Choose another label set.`,
  );
}

/** The names of a set's emotions, in the order of probabilities. */
export const emotionNames = ({ emotions }: Pick<LabelSet, 'emotions'>): string[] =>
  emotions.map(({ name }) => name);

/** The labels that count as an emotion of another name, such as `calm` → `neutral`. */
export function mergedLabels(set: LabelSet): Map<string, string> {
  return new Map(
    set.emotions.flatMap(({ name, labels }) =>
      labels
        .filter((label) => label !== name && !label.includes(':'))
        .map((label): [string, string] => [label, name]),
    ),
  );
}
