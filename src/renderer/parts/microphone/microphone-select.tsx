import { Select } from '@mantine/core';
import type { MicrophoneChoice } from './microphone.ts';

export interface MicrophoneSelectProps {
  microphones: readonly MicrophoneChoice[];
  /** Null: the default microphone. */
  deviceId: string | null;
  disabled?: boolean;
  onDevice(deviceId: string | null): void;
}

const DEFAULT = 'default';

/** The choice of the microphone. One that is no longer connected gives way to the default one. */
export function MicrophoneSelect({ microphones, deviceId, disabled, onDevice }: MicrophoneSelectProps) {
  const known = microphones.filter((microphone) => microphone.deviceId !== DEFAULT);
  return (
    <Select
      label="Microphone"
      data={[
        { value: DEFAULT, label: 'Default microphone' },
        ...known.map((microphone) => ({ value: microphone.deviceId, label: microphone.name })),
      ]}
      value={known.some((microphone) => microphone.deviceId === deviceId) ? deviceId : DEFAULT}
      disabled={disabled}
      allowDeselect={false}
      onChange={(chosen) => onDevice(chosen === DEFAULT ? null : chosen)}
    />
  );
}
