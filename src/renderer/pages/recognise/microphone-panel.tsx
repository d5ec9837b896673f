import { Button, Card, Group, Kbd, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconMicrophone, IconPlayerStopFilled } from '@tabler/icons-react';
import { FailureNote } from '../../parts/failure-note.tsx';
import { LevelMeter } from '../../parts/level-meter.tsx';
import { clock } from '../../parts/sound-axes.ts';
import type { MicrophoneChoice } from './microphone.ts';
import type { Capture } from './use-capture.ts';

export type MicrophoneMode = 'recording' | 'live';

export interface MicrophonePanelProps {
  capture: Capture;
  microphones: readonly MicrophoneChoice[];
  deviceId: string | null;
  onDevice(deviceId: string | null): void;
  mode: MicrophoneMode;
  onMode(mode: MicrophoneMode): void;
  /** Starts what the mode says, or stops it. */
  onToggle(): void;
  disabled: boolean;
}

const DEFAULT = 'default';

/** Which microphone, how loud it is, and one button. */
export function MicrophonePanel(props: MicrophonePanelProps) {
  const { capture, microphones, deviceId, onDevice, mode, onMode, onToggle, disabled } = props;
  const { phase, problem, seconds } = capture;
  const isOpen = phase === 'recording' || phase === 'live';
  const known = microphones.filter((microphone) => microphone.deviceId !== DEFAULT);
  const data = [
    { value: DEFAULT, label: 'The system’s choice' },
    ...known.map((microphone) => ({ value: microphone.deviceId, label: microphone.name })),
  ];
  const value = known.some((microphone) => microphone.deviceId === deviceId) ? deviceId : DEFAULT;
  return (
    <Card padding="sm">
      <Stack gap="xs">
        <Select
          label="Microphone"
          data={data}
          value={value}
          disabled={phase !== 'idle'}
          onChange={(chosen) => onDevice(chosen === DEFAULT ? null : chosen)}
        />
        <SegmentedControl
          aria-label="What the microphone does"
          fullWidth
          size="sm"
          value={mode}
          disabled={phase !== 'idle'}
          onChange={(chosen) => onMode(chosen as MicrophoneMode)}
          data={[
            { value: 'recording', label: 'Record' },
            { value: 'live', label: 'Live' },
          ]}
        />
        <LevelMeter follow={capture.followLevel} label="Microphone level" />
        <Group gap="sm" wrap="nowrap">
          <Button
            fullWidth
            size="md"
            color={isOpen ? 'red.9' : undefined}
            leftSection={isOpen ? <IconPlayerStopFilled size={18} /> : <IconMicrophone size={18} />}
            loading={phase === 'opening'}
            disabled={disabled}
            onClick={onToggle}
          >
            {isOpen ? 'Stop' : mode === 'live' ? 'Listen' : 'Record'}
          </Button>
          <Text className="figures" size="lg" w={52} ta="right" aria-label="Recorded time">
            {clock(seconds)}
          </Text>
        </Group>
        <Text size="xs" mih={36} c={capture.warning === null ? 'dimmed' : undefined} role="status" lh={1.5}>
          {message(props)}
        </Text>
        <FailureNote failure={problem} />
      </Stack>
    </Card>
  );
}

function message({ capture: { phase, warning }, mode }: MicrophonePanelProps) {
  if (warning === 'silence') {
    return 'Nothing is heard. Is the microphone switched on, and is it the right one?';
  }
  if (warning === 'clipping')
    return 'Too loud: the sound is cut off. Move away, or lower the microphone’s level.';
  if (phase === 'live') return 'Listening. Nothing of it is kept.';
  if (phase === 'recording') return 'Recording. Speak for three seconds or more, then stop.';
  if (mode === 'live') return 'An estimate of the last seconds, several times a second, while you speak.';
  return (
    <>
      <Kbd size="xs">R</Kbd> starts and stops too.
    </>
  );
}
