import { Button, Card, Group, Kbd, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconMicrophone, IconPlayerStopFilled } from '@tabler/icons-react';
import { levelWarning } from '#renderer/parts/microphone/level-warning.ts';
import type { MicrophoneChoice } from '#renderer/parts/microphone/microphone.ts';
import { MicrophoneSelect } from '#renderer/parts/microphone/microphone-select.tsx';
import type { Capture } from '#renderer/parts/microphone/use-capture.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { LevelMeter } from '#renderer/parts/sound/level-meter.tsx';
import { clock } from '#renderer/parts/sound/sound-axes.ts';

export type MicrophoneMode = 'recording' | 'live';

export interface MicrophonePanelProps {
  capture: Capture;
  microphones: readonly MicrophoneChoice[];
  deviceId: string | null;
  onDevice(deviceId: string | null): void;
  mode: MicrophoneMode;
  onMode(mode: MicrophoneMode): void;
  /** Starts recording or live mode, or stops it. */
  onToggle(): void;
  disabled: boolean;
}

/** The choice of the microphone, its level, and one button. */
export function MicrophonePanel(props: MicrophonePanelProps) {
  const { capture, microphones, deviceId, onDevice, mode, onMode, onToggle, disabled } = props;
  const { phase, problem, seconds } = capture;
  const isOpen = phase === 'recording' || phase === 'live';
  return (
    <Card padding="sm">
      <Stack gap="xs">
        <MicrophoneSelect
          microphones={microphones}
          deviceId={deviceId}
          disabled={phase !== 'idle'}
          onDevice={onDevice}
        />
        <SegmentedControl
          aria-label="Microphone mode"
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
          <Text className="tabular" size="lg" w={52} ta="right" aria-label="Recorded time">
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
  if (warning !== null) return levelWarning(warning);
  if (phase === 'live') return 'Listening. Nothing is saved.';
  if (phase === 'recording') return 'Recording. Speak for at least 3 s, then stop.';
  if (mode === 'live') return 'Estimates several times per second while you speak.';
  return (
    <>
      Shortcut: <Kbd size="xs">R</Kbd>
    </>
  );
}
