/** Sentences about an evaluation on another corpus, for the window and the command line. */
import type { EmotionUse, EvaluationSummary } from './evaluations.ts';
import { count, counted } from './format.ts';
import type { Leakage } from './protocols.ts';
import { testedRecordingCount } from './settings/augmentation.ts';
import type { RunSettings } from './settings/catalogue.ts';

/** `CREMA-D has no surprise: UAR over 6 emotions.` Null if no emotion is missing. */
export function missingNote({ missing, shared }: EmotionUse, corpora: readonly string[]): string | null {
  if (missing.length === 0) return null;
  const subject = corpora.length === 1 ? `${corpora[0]} has` : 'These clips have';
  return `${subject} no ${listed(missing, 'and no')}: UAR over ${counted(shared.length, 'emotion')}.`;
}

/** Which clips the results exclude, and why. Null if they exclude none. */
export function excludedNote({ excluded }: EmotionUse): string | null {
  if (excluded.length === 0) return null;
  const clips = excluded.reduce((sum, emotion) => sum + emotion.clips, 0);
  const which = excluded.map(({ emotion, clips }) => `${emotion} ${count(clips)}`).join(', ');
  const one = clips === 1;
  return `${counted(clips, 'clip')} ${one ? 'is' : 'are'} excluded, because the training set has no such emotion: ${which}.`;
}

/** What {@link EvaluationSummary.restricted} is. */
export const RESTRICTED_NOTE =
  'Shared emotions only: the model chooses among the emotions that the training set and these clips have in common.';

/** The notes on the emotions of an evaluation. */
export function emotionNotes({
  emotions,
  corpora,
}: Pick<EvaluationSummary, 'emotions' | 'corpora'>): string[] {
  const names = [...new Set(corpora.map(({ name }) => name))];
  return [missingNote(emotions, names), excludedNote(emotions)].filter((note) => note !== null);
}

/** For results of clips that are predicted alone where the test of the run averages others with them; null if it does not. */
export function clipAloneNote({ augmentation }: Pick<RunSettings, 'augmentation'>): string | null {
  const recordings = testedRecordingCount(augmentation);
  if (recordings === 0) return null;
  return `Here each clip is predicted alone. The test of the run averages it with ${counted(recordings, 'other recording')} of it.`;
}

/** A warning if clips were trained on. Null without such clips. */
export function trainedOnNote({ clips, nearDuplicates }: Leakage): string | null {
  const found = [
    clips > 0 ? counted(clips, 'clip') : null,
    nearDuplicates > 0 ? counted(nearDuplicates, 'near-identical recording') : null,
  ].filter((part) => part !== null);
  if (found.length === 0) return null;
  const were = clips + nearDuplicates === 1 ? 'was' : 'were';
  return `${found.join(' and ')} ${were} in the training data of this model, so these results are invalid.`;
}

/** A warning if the model knows the speakers. Null if it does not. */
export function knownSpeakersNote({ speakers }: Leakage): string | null {
  if (speakers === 0) return null;
  const one = speakers === 1;
  return `${counted(speakers, 'speaker')} ${one ? 'is' : 'are'} also in the training data, so these results say little about new speakers.`;
}

const listed = (names: readonly string[], last: string): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', no ')} ${last} ${names.at(-1)}`;
