import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconRotateClockwise } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { clock, durationText } from './sound-axes.ts';
import type { Playback } from './use-playback.ts';

interface PlayButtonProps {
  playback: Playback;
  name: string;
  ready: boolean;
  small: boolean;
}

/** Plays, pauses, or plays again from the start. */
export function PlayButton({ playback, name, ready, small }: PlayButtonProps) {
  const { playing, ended } = playback;
  const verb = playing ? 'Pause' : ended ? 'Play again' : 'Play';
  const Icon = playing ? IconPlayerPauseFilled : ended ? IconRotateClockwise : IconPlayerPlayFilled;
  return (
    <Tooltip label={`${verb} (space)`} openDelay={600}>
      <ActionIcon
        aria-label={`${verb} ${name}`}
        variant={small ? 'subtle' : 'filled'}
        size={small ? 'md' : 'lg'}
        radius="xl"
        disabled={!ready}
        onClick={playback.toggle}
      >
        <Icon size={small ? 16 : 18} />
      </ActionIcon>
    </Tooltip>
  );
}

interface PlayTimeProps {
  playback: Playback;
  durationSeconds: number | null;
}

/** Position and duration; the width does not change while it plays. */
export function PlayTime({ playback, durationSeconds }: PlayTimeProps) {
  const text = useRef<HTMLSpanElement>(null);
  const isLong = (durationSeconds ?? 0) >= 120;
  useEffect(() => {
    const show = (seconds: number) => {
      if (text.current) text.current.textContent = isLong ? clock(seconds) : durationText(seconds);
    };
    show(playback.position());
    return playback.follow(show);
  }, [playback, isLong]);
  return (
    <Text size="xs" c="dimmed" className="tabular" style={{ whiteSpace: 'nowrap' }}>
      <span ref={text} style={{ display: 'inline-block', minWidth: '3.6em', textAlign: 'right' }} /> /{' '}
      {durationSeconds === null ? '–' : durationText(durationSeconds)}
    </Text>
  );
}
