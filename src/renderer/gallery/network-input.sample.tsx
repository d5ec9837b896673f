import { NetworkInput } from '#renderer/parts/sound/network-input.tsx';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import type { Sample } from './sample.ts';
import { sampleInput } from './sample-sound.ts';

const INPUT = sampleInput();
const SETTINGS = {
  choices: [{ group: 'Presets', items: [{ value: 'preset quick', label: 'quick' }] }],
  value: 'preset quick',
  features: LOG_MEL,
};
const shared = { failure: null, settings: SETTINGS, onSettings: () => undefined, large: false };

const Padded = () => <NetworkInput {...shared} input={INPUT} />;
const Loading = () => <NetworkInput {...shared} input={null} />;

export const sample: Sample = { Padded, Loading };
