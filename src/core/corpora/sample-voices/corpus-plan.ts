import { EMOTIONS, type Emotion } from '../../../shared/emotions.ts';
import { UserError } from '../../../shared/failure.ts';
import { planCremaD } from './layouts/crema-d.ts';
import { planRavdess } from './layouts/ravdess.ts';
import { planSavee } from './layouts/savee.ts';
import { planTess } from './layouts/tess.ts';
import type { CorpusPlan } from './planned-clip.ts';
import type { RecordingRoom } from './recording-room.ts';

export const SAMPLE_LAYOUTS = ['tess', 'savee', 'ravdess', 'crema-d'] as const;
export type SampleLayout = (typeof SAMPLE_LAYOUTS)[number];

/** One corpus's own names, sizes and surroundings. */
export interface LayoutPlan {
  room: RecordingRoom;
  emotions: readonly Emotion[];
  defaults: { speakers: number; clipsPerEmotion: number };
  /** What the names of its files can tell apart. */
  most: { speakers: number; clipsPerEmotion: number };
  plan(speakers: number, clipsPerEmotion: number, seed: number): CorpusPlan;
}

/**
 * The four layouts. Defaults give 480 to 672 clips.
 * Rooms: TESS and SAVEE are studio recordings, CREMA-D is the noisy one of the four, RAVDESS has long silences.
 */
export const SAMPLE_LAYOUT_PLANS: Record<SampleLayout, LayoutPlan> = {
  tess: {
    room: { neutralLevelDbfs: -24, signalToNoiseDb: [40, 4], silenceSeconds: [0.05, 0.15] },
    emotions: EMOTIONS,
    defaults: { speakers: 2, clipsPerEmotion: 40 },
    most: { speakers: 52, clipsPerEmotion: 200 },
    plan: planTess,
  },
  savee: {
    room: { neutralLevelDbfs: -26, signalToNoiseDb: [36, 5], silenceSeconds: [0.1, 0.3] },
    emotions: EMOTIONS,
    defaults: { speakers: 4, clipsPerEmotion: 18 },
    most: { speakers: 600, clipsPerEmotion: 99 },
    plan: planSavee,
  },
  ravdess: {
    room: { neutralLevelDbfs: -26, signalToNoiseDb: [35, 5], silenceSeconds: [0.2, 0.35] },
    emotions: EMOTIONS,
    defaults: { speakers: 12, clipsPerEmotion: 8 },
    most: { speakers: 999, clipsPerEmotion: 392 },
    plan: planRavdess,
  },
  'crema-d': {
    room: { neutralLevelDbfs: -25, signalToNoiseDb: [25, 6], silenceSeconds: [0.15, 0.35] },
    emotions: EMOTIONS.filter((emotion) => emotion !== 'surprise'),
    defaults: { speakers: 14, clipsPerEmotion: 6 },
    most: { speakers: 8999, clipsPerEmotion: 12 },
    plan: planCremaD,
  },
};

/**
 * Plans a corpus: every file's name and what is said in it. Each emotion has `clipsPerEmotion` clips of each speaker.
 * Throws {@link UserError} `too-many-speakers`, `too-many-clips` or `invalid-input`.
 */
export function planCorpus(
  layout: SampleLayout,
  speakers: number,
  clipsPerEmotion: number,
  seed: number,
): CorpusPlan {
  const { most, plan } = SAMPLE_LAYOUT_PLANS[layout];
  if (!Number.isSafeInteger(seed))
    throw new UserError('invalid-input', `The seed must be a whole number, not ${seed}.`);
  requireCount('speakers', speakers, most.speakers, 'too-many-speakers', layout);
  requireCount('clips per emotion', clipsPerEmotion, most.clipsPerEmotion, 'too-many-clips', layout);
  return plan(speakers, clipsPerEmotion, seed);
}

function requireCount(what: string, count: number, most: number, code: string, layout: SampleLayout): void {
  if (!Number.isInteger(count) || count < 1)
    throw new UserError(
      'invalid-input',
      `The number of ${what} must be a whole number from 1, not ${count}.`,
    );
  if (count > most)
    throw new UserError(
      code,
      `The names of ${layout} files can tell ${most} ${what} apart, not ${count}. Ask for fewer, or for another layout.`,
    );
}
