/** Results by group of speakers, and the gap between them. */
import { z } from 'zod';
import { counted } from './format.ts';
import { hasTooFewUnits, intervalSchema } from './metrics.ts';

/** By which properties results are compared for fairness. */
export const FAIRNESS_KEYS = ['sex', 'age', 'corpus'] as const;
const fairnessKeySchema = z.enum(FAIRNESS_KEYS);
export type FairnessKey = z.infer<typeof fairnessKeySchema>;

const gapSchema = z.object({
  /** The groups with the higher and the lower UAR. */
  better: z.string(),
  worse: z.string(),
  /** UAR of the better group minus that of the worse, 0…1, over the emotions that occur in both. */
  uar: z.number(),
  /** Its interval over resampled speakers, of the level 1 − 0.05 / pairs; null: too few speakers to say anything. */
  interval: intervalSchema.nullable(),
  /** The number of pairs of groups among which this is the largest gap. */
  pairs: z.number().int(),
  /** The number of emotions that occur in both groups. */
  emotions: z.number().int(),
});
export type Gap = z.infer<typeof gapSchema>;

const fairnessGroupSchema = z.object({
  name: z.string(),
  clips: z.number().int(),
  /** The number of its speakers; null if the speaker of a clip is unknown. */
  speakers: z.number().int().nullable(),
  uar: z.number(),
  /** Null: too few speakers. */
  uarInterval: intervalSchema.nullable(),
});
export type FairnessGroup = z.infer<typeof fairnessGroupSchema>;

/** The results by one property. Clips without it are the last group, `unknown`, which has no part in the gap. */
const groupFairnessSchema = z.object({
  by: fairnessKeySchema,
  groups: z.array(fairnessGroupSchema),
  /** Null: nothing to compare. */
  gap: gapSchema.nullable(),
  /** What the gap says. */
  sentence: z.string(),
});
export type GroupFairness = z.infer<typeof groupFairnessSchema>;
export const fairnessSchema = z.array(groupFairnessSchema);

/** The name of the group of clips without the property. */
export const UNKNOWN_GROUP = 'unknown';

const WHAT: Readonly<Record<FairnessKey, { none: string; one(name: string): string }>> = {
  sex: {
    none: 'The sex of the speakers is unknown, so results cannot be compared by sex.',
    one: (name) => `All speakers of known sex are ${name}, so results cannot be compared by sex.`,
  },
  age: {
    none: 'The age of the speakers is unknown, so results cannot be compared by age.',
    one: (name) => `All speakers of known age are ${name}, so results cannot be compared by age.`,
  },
  corpus: {
    none: 'There is no corpus to compare.',
    one: (name) => `All test clips are from ${name}, so results cannot be compared between corpora.`,
  },
};

/** What the groups and their gap say, in one or two sentences. */
export function fairnessSentence(by: FairnessKey, groups: readonly FairnessGroup[], gap: Gap | null): string {
  const known = groups.filter(({ name }) => name !== UNKNOWN_GROUP);
  if (known.length === 0) return WHAT[by].none;
  if (known.length === 1) return WHAT[by].one(known[0].name);
  if (gap === null) return 'The groups have no emotion in common, so their results cannot be compared.';
  const { better, worse, uar, interval, pairs, emotions } = gap;
  const largest = pairs > 1 ? `The largest of ${pairs} gaps: UAR` : 'UAR';
  const difference = `${largest} is ${points(uar)} percentage points higher for ${better} than for ${worse}, over the ${counted(emotions, 'emotion')} that both have`;
  if (interval === null) return `${difference}. ${tooFew(known)} say whether that is more than chance.`;
  const corrected = pairs > 1 ? ', corrected for the choice' : '';
  const text = `${difference} (95 % interval ${points(interval[0])} to ${points(interval[1])}${corrected}).`;
  const judged =
    interval[0] > 0
      ? 'The interval excludes 0: with other speakers there would probably be a gap too.'
      : 'The interval includes 0: with these speakers, the gap may be chance.';
  const left = known.filter(isTooSmall);
  const without =
    left.length === 0
      ? ''
      : ` Not compared, with too few speakers: ${left.map(({ name }) => name).join(', ')}.`;
  return `${text} ${judged}${without}`;
}

const isTooSmall = ({ speakers }: FairnessGroup): boolean =>
  speakers === null || hasTooFewUnits({ unit: 'speakers', units: speakers });

function tooFew(groups: readonly FairnessGroup[]): string {
  const names = groups
    .filter(isTooSmall)
    .map(({ name, speakers }) =>
      speakers === null ? `${name}: speakers unknown` : `${name}: ${counted(speakers, 'speaker')}`,
    );
  return `There are too few speakers (${names.join(', ')}) to`;
}

const points = (share: number): string => (100 * share).toFixed(1).replace('-', '−');
