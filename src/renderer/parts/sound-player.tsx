import { ActionIcon, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconRotateClockwise } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { EmotionTimeline, type TimelineEntry } from './emotion-timeline.tsx';
import { FailureNote } from './failure-note.tsx';
import { clock, durationText } from './sound-axes.ts';
import { SoundPicture } from './sound-picture.tsx';
import { type Playback, usePlayback } from './use-playback.ts';
import { type SoundSource, useSound } from './use-sound.ts';

export interface SoundPlayerProps {
  sound: SoundSource;
  /** As soon as it is there. */
  autoPlay?: boolean;
  /** One line: the button and the waveform. */
  compact?: boolean;
  /** Its name stands beside it already. */
  untitled?: boolean;
  /** What was felt when, by whom: each drawn under the spectrogram, on its time axis. */
  timelines?: readonly { label: string; entries: readonly TimelineEntry[] }[];
}

/**
 * Plays a sound and shows it: waveform, log-mel spectrogram and a cursor. Space plays and pauses wherever the focus is
 * inside. Keeps its height while it loads. One sound is heard at a time.
 */
export function SoundPlayer({
  sound,
  autoPlay = false,
  compact = false,
  untitled = false,
  timelines = [],
}: SoundPlayerProps) {
  const { wav, picture, failure } = useSound(sound);
  const playback = usePlayback(wav, autoPlay);
  const name = soundName(sound);

  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const isControl = event.target instanceof HTMLElement && event.target.closest('button, input, a');
    if (event.key !== ' ' || isControl) return;
    event.preventDefault();
    playback.toggle();
  };

  if (failure !== null) return <FailureNote failure={failure} />;
  const button = <PlayButton playback={playback} name={name} ready={wav !== null} small={compact} />;
  const shown = <SoundPicture picture={picture} compact={compact} playback={playback} label={name} />;
  return (
    <section aria-label={`Sound ${name}`} onKeyDown={onKey} style={{ minWidth: 0 }}>
      {compact ? (
        <Group gap="xs" wrap="nowrap">
          {button}
          {shown}
          <PlayTime playback={playback} durationSeconds={picture?.durationSeconds ?? null} />
        </Group>
      ) : (
        <Stack gap={6}>
          <Group gap="sm" wrap="nowrap">
            {button}
            {!untitled && (
              <Text size="sm" fw={500} truncate title={'path' in sound ? sound.path : name}>
                {name}
              </Text>
            )}
            <PlayTime playback={playback} durationSeconds={picture?.durationSeconds ?? null} />
            {picture !== null && (
              <Text size="xs" c="dimmed" className="figures" style={{ whiteSpace: 'nowrap' }}>
                {picture.sampleRateHz.toLocaleString('en')} Hz
              </Text>
            )}
          </Group>
          {shown}
          {timelines.map(({ label, entries }) => (
            <EmotionTimeline
              key={label}
              label={label}
              entries={entries}
              durationSeconds={picture?.durationSeconds ?? entries.at(-1)?.endSeconds ?? 0}
              onSeek={playback.seek}
            />
          ))}
        </Stack>
      )}
      {playback.refusal !== null && (
        <Text size="xs" c="dimmed" role="status">
          {playback.refusal}
        </Text>
      )}
    </section>
  );
}

interface PlayButtonProps {
  playback: Playback;
  name: string;
  ready: boolean;
  small: boolean;
}

function PlayButton({ playback, name, ready, small }: PlayButtonProps) {
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

/** Where it is, of how much; as wide while it plays as when it lies still. */
function PlayTime({ playback, durationSeconds }: PlayTimeProps) {
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
    <Text size="xs" c="dimmed" className="figures" style={{ whiteSpace: 'nowrap' }}>
      <span ref={text} style={{ display: 'inline-block', minWidth: '3.6em', textAlign: 'right' }} /> /{' '}
      {durationSeconds === null ? '–' : durationText(durationSeconds)}
    </Text>
  );
}

/** A file's own name without its folders, or what the sound is called. */
export function soundName(sound: SoundSource): string {
  if ('name' in sound) return sound.name;
  return sound.path.split(/[\\/]/).pop() || sound.path;
}
