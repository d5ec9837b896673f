import type { Emotion } from '#shared/emotions.ts';
import type { Sentence } from './sentences.ts';
import type { Speaker } from './speakers.ts';
import type { RecordingRoom } from './voice/recording-room.ts';

/** One clip to write. */
export interface PlannedClip {
  /** Relative to the folder of the corpus, with `/`. */
  path: string;
  speaker: Speaker;
  sentence: Sentence;
  emotion: Emotion;
  intensity: number;
  take: number;
}

export interface PlannedFile {
  path: string;
  text: string;
}

export interface CorpusPlan {
  speakers: Speaker[];
  clips: PlannedClip[];
  /** Tables that the published corpus has in addition to its sound files. */
  files: PlannedFile[];
}

/** File names, sizes and recording conditions of one corpus. */
export interface LayoutPlan {
  room: RecordingRoom;
  /** The emotions that its clips sound like. */
  emotions: readonly Emotion[];
  defaults: { speakers: number; clipsPerEmotion: number };
  /** The limits of the naming scheme. */
  max: { speakers: number; clipsPerEmotion: number };
  plan(speakers: number, clipsPerEmotion: number, seed: number): CorpusPlan;
}
