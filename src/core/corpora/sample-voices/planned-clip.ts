import type { Emotion } from '../../../shared/emotions.ts';
import type { Sentence } from './sentences.ts';
import type { Speaker } from './speakers.ts';

/** One file to be. */
export interface PlannedClip {
  /** Below the corpus's folder, with `/`. */
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
  /** Tables that the published corpus has beside its sound. */
  files: PlannedFile[];
}
