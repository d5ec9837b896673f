import { useState } from 'react';
import { MicrophoneSelect } from '#renderer/parts/microphone/microphone-select.tsx';
import type { Sample } from './sample.ts';

const MICROPHONES = [
  { deviceId: 'a', name: 'USB microphone' },
  { deviceId: 'b', name: 'Built-in microphone' },
];

function Several() {
  const [deviceId, setDeviceId] = useState<string | null>('a');
  return <MicrophoneSelect microphones={MICROPHONES} deviceId={deviceId} onDevice={setDeviceId} />;
}
const None = () => <MicrophoneSelect microphones={[]} deviceId={null} onDevice={() => undefined} />;
const InUse = () => (
  <MicrophoneSelect microphones={MICROPHONES} deviceId="b" disabled onDevice={() => undefined} />
);

export const sample: Sample = { Several, None, 'In use': InUse };
