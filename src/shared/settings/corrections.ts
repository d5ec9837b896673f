import {
  correctionCountsText,
  correctionsText,
  correctionsThatCount,
  countCorrections,
  recordedCorrectionsSchema,
} from '#shared/corrections.ts';
import { singleSetting } from './setting.ts';

/** The names that can be given instead of a list. */
export const CORRECTION_CHOICES = {
  current: { about: 'Those in the list of clips when the run starts.' },
  none: { about: 'The labels of the corpora, without exclusions.' },
};

export const correctionsSetting = {
  corrections: singleSetting({
    section: 'run',
    // Null before a run has started: the corrections of that moment. Records always have a list.
    schema: recordedCorrectionsSchema.nullable(),
    default: null,
    absent: [],
    thesis: null,
    label: 'Corrections',
    help: 'Which corrections of clips count. A run records them, and is repeated with them.',
    choices: CORRECTION_CHOICES,
    flag: '--corrections <name>',
    summary: (recorded) =>
      recorded === null || recorded.length === 0
        ? null
        : `corrections: ${correctionCountsText(countCorrections(recorded))}`,
    counting: (recorded) => correctionsThatCount(recorded ?? []),
    text: (recorded) => (recorded === null || recorded.length === 0 ? null : correctionsText(recorded)),
  }),
};
