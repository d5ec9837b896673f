import { SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Sample } from './sample.ts';
import { sampleWav } from './sample-sound.ts';
import { sampleTimeline } from './sample-timeline.ts';

const WAV = sampleWav();
const TIMELINES = [{ label: 'Emotion over time', entries: sampleTimeline(1.5) }];

const File = () => <SoundPlayer sound={{ path: '/home/sample/data/RAVDESS/Actor_01/clip-1.wav' }} />;
const WithTimeline = () => <SoundPlayer sound={{ wav: WAV, name: 'recording 1' }} timelines={TIMELINES} />;
const EXPLAINERS = [{ run: 'a', title: 'compact', fold: null, emotions: EMOTIONS }];
const Explainable = () => <SoundPlayer sound={{ wav: WAV, name: 'recording 3' }} explainers={EXPLAINERS} />;
const Compact = () => <SoundPlayer sound={{ wav: WAV, name: 'recording 2' }} compact />;
const Unreadable = () => <SoundPlayer sound={{ path: '/home/sample/data/missing.wav' }} />;

export const sample: Sample = {
  'A file': File,
  'A recording with its emotions': WithTimeline,
  'A recording that a model predicted': Explainable,
  Compact,
  Unreadable,
};
