import { SoundReadout } from '#renderer/parts/sound/sound-readout.tsx';
import { useListening } from '#renderer/parts/sound/use-listening.ts';
import { usePlayback } from '#renderer/parts/sound/use-playback.ts';
import type { Sample } from './sample.ts';
import { sampleCurves, samplePicture } from './sample-sound.ts';

const SOURCES = { picture: samplePicture(), detail: null, curves: sampleCurves(), bandsHz: null };

const AtTheStart = () => (
  <SoundReadout
    listening={useListening(1.5)}
    playback={usePlayback(null, false)}
    sources={SOURCES}
    showPitch
    showIntensity
  />
);

export const sample: Sample = { 'At the start': AtTheStart };
