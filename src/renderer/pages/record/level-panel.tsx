import { Button, Card, Stack, Text } from '@mantine/core';
import { levelWarning } from '#renderer/parts/microphone/level-warning.ts';
import { MicrophoneSelect } from '#renderer/parts/microphone/microphone-select.tsx';
import { useMicrophones } from '#renderer/parts/microphone/use-microphones.ts';
import { LevelMeter } from '#renderer/parts/sound/level-meter.tsx';
import type { Session } from './use-session.ts';

interface LevelPanelProps {
  session: Session;
  deviceId: string | null;
  onDevice(deviceId: string | null): void;
}

/** Nothing of a check is kept. */
const DISCARD = () => ({ push: () => false, end: () => undefined });

/** The microphone and its level, which can be checked before a take. */
export function LevelPanel({ session: { capture }, deviceId, onDevice }: LevelPanelProps) {
  const { phase, warning } = capture;
  const microphones = useMicrophones(phase);
  const isChecking = phase === 'live';
  const check = () => (isChecking ? capture.stop() : void capture.start('live', deviceId, DISCARD));
  return (
    <Card padding="sm">
      <Stack gap="xs">
        <MicrophoneSelect
          microphones={microphones}
          deviceId={deviceId}
          disabled={phase !== 'idle'}
          onDevice={onDevice}
        />
        <LevelMeter follow={capture.followLevel} label="Microphone level" />
        <Button variant="default" disabled={phase === 'recording' || phase === 'opening'} onClick={check}>
          {isChecking ? 'Stop the check' : 'Check the level'}
        </Button>
        <Text size="xs" mih={54} c={warning === null ? 'dimmed' : undefined} role="status" lh={1.5}>
          {warning !== null
            ? levelWarning(warning)
            : isChecking
              ? 'Speak as in the recordings, also loudly: the peaks should stay between −20 and −3 dB.'
              : 'Check the level with the loudest emotion before the first take.'}
        </Text>
      </Stack>
    </Card>
  );
}
