/**
 * The words by which corpora label clips. A scan keeps a clip's own label (`calm`, `boredom`); a label set says as which
 * emotion of a run it counts, if it does. A word that is not listed is a label as well: a table may hold any.
 */
import { z } from 'zod';

/** What is known about a label. */
interface LabelInfo {
  /** The word as which it counts where there is no class of its own, as usual in the literature. */
  broader?: string;
}

/** The known labels, in the order in which lists show them. */
export const LABELS = {
  angry: {},
  disgust: {},
  fear: {},
  happy: {},
  neutral: {},
  sad: {},
  surprise: {},
  calm: { broader: 'neutral' },
  boredom: {},
  excited: { broader: 'happy' },
  frustrated: {},
  contempt: {},
  amused: {},
  sleepy: {},
  enthusiasm: {},
  anxious: {},
  apologetic: {},
  assertive: {},
  concerned: {},
  encouraging: {},
  pleasure: {},
  pain: {},
  disappointed: {},
  breath: {},
  sarcastic: {},
  other: {},
  // Levels of arousal, for corpora that have levels instead of emotions.
  low: {},
  normal: {},
  high: {},
} satisfies Record<string, LabelInfo>;

const INFO: Readonly<Record<string, LabelInfo>> = LABELS;
const ORDER = new Map(Object.keys(LABELS).map((label, index) => [label, index]));

/** Longer words are text, not labels. */
export const MAX_LABEL_CHARACTERS = 40;

/** A label: letters of any script, digits, spaces and hyphens, without spaces at its ends, and at least one letter. */
export const labelSchema = z
  .string()
  .max(MAX_LABEL_CHARACTERS)
  .regex(
    /^(?=.*\p{L})[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} '’_-]*[\p{L}\p{M}\p{N}])?$/u,
    'Use letters, digits, spaces and hyphens.',
  );

/** The label as which `label` counts where it has no class of its own (`neutral` for `calm`); itself if there is none. */
export const broaderLabel = (label: string): string =>
  (Object.hasOwn(INFO, label) ? INFO[label].broader : undefined) ?? label;

/** Whether two labels can be of the same recording: they are equal, or one is the broader word for the other. */
export const labelsAgree = (first: string, second: string): boolean =>
  broaderLabel(first) === broaderLabel(second);

/** Sorts known labels in their order, then unknown ones alphabetically. */
export function compareLabels(first: string, second: string): number {
  const [a, b] = [first, second].map((label) => ORDER.get(label) ?? ORDER.size);
  return a - b || (first < second ? -1 : first > second ? 1 : 0);
}
