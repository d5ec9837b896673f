import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * ASVP-ESD: Landry DTT et al. (2020), ASVP-ESD: a dataset and its benchmark for emotion recognition using both speech and
 * non-speech utterances, Global Scientific Journals 8. Eight or more numbers: modality - vocal channel - emotion -
 * intensity - statement - actor - age - source - language …; RAVDESS has seven. Even actors are men, unlike in RAVDESS.
 */
const NAME = /^03-(0[12])-(\d{2})-(\d{2})-(\d{2,3})-(\d{2,3})-(\d{2})-(\d{2})(?:-\d{1,3})*$/;
const NON_SPEECH = '02';

const LABEL_OF: Record<string, string> = {
  '01': 'boredom',
  '02': 'neutral',
  '03': 'happy',
  '04': 'sad',
  '05': 'angry',
  '06': 'fear',
  '07': 'disgust',
  '08': 'surprise',
  '09': 'excited',
  '10': 'pleasure',
  '11': 'pain',
  '12': 'disappointed',
  '13': 'breath',
};
const INTENSITY_OF: Record<string, string> = { '01': 'normal', '02': 'strong' };

/** Laughter, cries and breath are a separate corpus with the same speakers, as the songs of RAVDESS. */
export const asvpEsd = publishedLayout({
  layout: 'asvp-esd',
  name: 'ASVP-ESD',
  commonNames: true,
  part: /^actor[ _-]?\d{1,3}$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, channel, code, intensity, , speaker] = fields;
    return {
      corpus: channel === NON_SPEECH ? 'ASVP-ESD non-speech' : 'ASVP-ESD',
      code,
      label: labelOf(LABEL_OF, code),
      speaker,
      sex: Number(speaker) % 2 === 0 ? 'male' : 'female',
      intensity: labelOf(INTENSITY_OF, intensity),
    };
  },
});
