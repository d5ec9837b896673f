import { z } from 'zod';
import { singleSetting } from './setting.ts';

export const speakerNormalisationSetting = {
  normaliseSpeakers: singleSetting({
    section: 'run',
    schema: z.boolean(),
    default: false,
    absent: false,
    label: 'Normalise each speaker',
    shortName: 'speakers normalised',
    help: 'The mean and the deviation of each band over all clips of a speaker are removed from these clips. This needs several clips of each speaker, also of tested speakers (without their labels) and in prediction; a single recording is normalised by itself, with much worse results.',
    flag: '--normalise-speakers',
  }),
};

/** What the results of a run mean whose speakers are normalised. */
export const SPEAKERS_NORMALISED =
  'Each speaker was normalised with the mean and the deviation of all of their clips, also of the tested speakers, without using labels. So the results hold where several clips of a speaker are available, not for single recordings.';
