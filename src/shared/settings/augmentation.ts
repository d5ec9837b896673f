import { z } from 'zod';
import type { SoundEffect } from '#shared/sound-effects.ts';
import { groupDefaults, setting, settingGroup, type ValueOf } from './setting.ts';

const amount = z.number().int().min(0);

const settings = {
  frequencyMasks: setting({
    schema: amount,
    default: 2,
    off: 0,
    label: 'Frequency masks',
    help: 'Number of masks over frequency bands in each clip (SpecAugment).',
    flag: '--frequency-masks <n>',
    summary: (masks) => `${masks} frequency masks`,
  }),
  frequencyMaskBands: setting({
    schema: amount,
    default: 8,
    label: 'Max mask height',
    unit: 'bands',
    help: 'The largest height of a frequency mask.',
    flag: '--frequency-mask-bands <n>',
    usedWhen: { setting: 'augmentation.frequencyMasks', isNot: [0] },
  }),
  timeMasks: setting({
    schema: amount,
    default: 2,
    off: 0,
    label: 'Time masks',
    help: 'Number of masks over time in each clip (SpecAugment).',
    flag: '--time-masks <n>',
    summary: (masks) => `${masks} time masks`,
  }),
  timeMaskFrames: setting({
    schema: amount,
    default: 16,
    label: 'Max mask length',
    unit: 'frames',
    help: 'The largest length of a time mask.',
    flag: '--time-mask-frames <n>',
    usedWhen: { setting: 'augmentation.timeMasks', isNot: [0] },
  }),
  noise: setting({
    schema: z.number().min(0),
    default: 0.1,
    off: 0,
    step: 0.05,
    label: 'Noise',
    help: 'Gaussian noise on every value: its standard deviation relative to that of the clip.',
    flag: '--noise <x>',
    summary: (noise) => `noise ${noise}`,
  }),
  shiftFrames: setting({
    schema: amount,
    default: 16,
    off: 0,
    label: 'Max time shift',
    unit: 'frames',
    help: 'Each clip is moved earlier or later by at most this many frames.',
    flag: '--shift-frames <n>',
    summary: (frames) => `shifts to ${frames} frames`,
  }),
  shiftBands: setting({
    schema: amount,
    default: 0,
    absent: 0,
    off: 0,
    label: 'Max pitch shift',
    unit: 'bands',
    help: 'Each clip is moved up or down by at most this many bands, as if the pitch were different. 0: none.',
    flag: '--shift-bands <n>',
    summary: (bands) => `pitch shifts to ${bands} bands`,
  }),
  equaliser: setting({
    schema: z.number().min(0).max(3),
    default: 0,
    absent: 0,
    off: 0,
    step: 0.1,
    label: 'Equaliser',
    help: 'Each clip gets a smooth random curve over its bands, as if the microphone were different: its largest value relative to the deviation of the clip. 0.4 is about 6 dB. 0: none.',
    flag: '--equaliser <x>',
    summary: (height) => `equaliser ${height}`,
  }),
  noiseFloor: setting({
    schema: z.number().min(0).max(1),
    default: 0,
    absent: 0,
    off: 0,
    percent: true,
    label: 'Max noise floor',
    help: 'Each clip gets a random noise floor, as if the room were louder: at most this share of the range from its lowest to its highest value. 0: none.',
    flag: '--noise-floor <share>',
    summary: (share) => `noise floors to ${Math.round(100 * Number(share))} %`,
  }),
  recordings: setting({
    schema: z.number().int().min(0).max(16),
    default: 0,
    absent: 0,
    off: 0,
    label: 'Other recordings',
    help: 'Before training, so many versions of each clip are made with another speed and pitch, microphone, room and noise; training takes one of them or the clip itself, another draw in each epoch. It helps most with voices and microphones that are unlike the corpus, and needs more epochs. 0: none.',
    flag: '--recordings <n>',
    summary: (recordings) => `${recordings} other recordings`,
  }),
  testedRecordings: setting({
    schema: z.number().int().min(0).max(16),
    default: 0,
    absent: 0,
    off: 0,
    label: 'Other recordings in the test',
    help: 'In the test and in predictions, the probabilities of a clip and of so many of its other recordings are averaged, at most as many as training has. The mean is more often right, and its features take that many times longer. A recording that is predicted window by window is not averaged. 0: the clip alone.',
    flag: '--tested-recordings <n>',
    usedWhen: { setting: 'augmentation.recordings', isNot: [0] },
    summary: (recordings) => `tested with ${recordings} other recordings`,
  }),
};

/** The default, and the same with every `off` value. */
const standard = groupDefaults({ section: 'augmentation', settings, nullable: false });
const none = {
  ...standard,
  ...Object.fromEntries(
    Object.entries(settings).flatMap(([key, { off }]) => (off === undefined ? [] : [[key, off]])),
  ),
};

/** Augmentation by name. `standard` is the default. */
export const AUGMENTATIONS = { none, standard };

/** The augmentation of a clip's features in training, drawn again in every epoch. */
export const augmentationGroup = settingGroup({ section: 'augmentation', settings, sets: AUGMENTATIONS });
export type Augmentation = ValueOf<typeof augmentationGroup>;

/** The effects of the other recordings of each clip, see `core/audio/effects/recording.ts`. */
export const otherRecordings = ({ recordings }: Pick<Augmentation, 'recordings'>): SoundEffect[] =>
  firstRecordings(recordings);

/** How many other recordings of a clip are tested and predicted with it. */
export const testedRecordingCount = ({
  recordings,
  testedRecordings,
}: Pick<Augmentation, 'recordings' | 'testedRecordings'>): number => Math.min(recordings, testedRecordings);

/** The effects of the first `count` other recordings. */
export const firstRecordings = (count: number): SoundEffect[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'recording', number: i + 1 }));

/** Whether all augmentations are off. */
export function isAugmentationOff(augmentation: Augmentation): boolean {
  return Object.entries(settings).every(
    ([key, { off }]) => off === undefined || augmentation[key as keyof Augmentation] === off,
  );
}
