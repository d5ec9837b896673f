import { SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import type { Sample } from './sample.ts';
import { sampleWav } from './sample-sound.ts';
import { sampleTimeline } from './sample-timeline.ts';

const WAV = sampleWav();
const TIMELINES = [{ label: 'Emotion over time', entries: sampleTimeline(1.5) }];

const File = () => <SoundPlayer sound={{ path: '/home/sample/data/RAVDESS/Actor_01/clip-1.wav' }} />;
const WithTimeline = () => <SoundPlayer sound={{ wav: WAV, name: 'recording 1' }} timelines={TIMELINES} />;
const Compact = () => <SoundPlayer sound={{ wav: WAV, name: 'recording 2' }} compact />;
const Unreadable = () => <SoundPlayer sound={{ path: '/home/sample/data/missing.wav' }} />;

export const sample: Sample = {
  'A file': File,
  'A recording with its emotions': WithTimeline,
  Compact,
  Unreadable,
};
