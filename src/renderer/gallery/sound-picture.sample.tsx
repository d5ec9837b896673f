import { SoundPicture } from '#renderer/parts/sound/sound-picture.tsx';
import { useListening } from '#renderer/parts/sound/use-listening.ts';
import { usePlayback } from '#renderer/parts/sound/use-playback.ts';
import type { Sample } from './sample.ts';
import { sampleCurves, samplePicture, sampleWav } from './sample-sound.ts';

const WAV = sampleWav();
const PICTURE = samplePicture();

const Complete = () => (
  <SoundPicture
    picture={PICTURE}
    curves={sampleCurves()}
    curvesWanted
    showPitch
    showIntensity
    listening={useListening(PICTURE.durationSeconds)}
    playback={usePlayback(WAV, false)}
    label="rising tone"
  />
);
const Compact = () => (
  <SoundPicture
    picture={PICTURE}
    listening={useListening(PICTURE.durationSeconds)}
    playback={usePlayback(WAV, false)}
    label="rising tone, compact"
    compact
  />
);
const Loading = () => (
  <SoundPicture
    picture={null}
    listening={useListening(0)}
    playback={usePlayback(null, false)}
    label="a sound that is loading"
    compact
  />
);

export const sample: Sample = { Complete, Compact, Loading };
