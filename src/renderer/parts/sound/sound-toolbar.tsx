import {
  ActionIcon,
  Group,
  Popover,
  SegmentedControl,
  Slider,
  Stack,
  Switch,
  Text,
  Tooltip,
} from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconArrowAutofitWidth,
  IconEar,
  IconGrain,
  IconMaximize,
  IconRepeat,
  IconVolume,
  IconZoomIn,
  IconZoomOut,
  IconZoomScan,
  type TablerIcon,
} from '@tabler/icons-react';
import { useId } from 'react';
import { FREQUENCY_SCALES, type FrequencyScale } from '#shared/frequency-scale.ts';
import { type ListeningPreferences, MAX_VOLUME } from './listening-preferences.ts';
import { ZOOM_STEP } from './picture-keys.ts';
import type { Listening } from './use-listening.ts';
import { aroundRange, isWhole, MIN_VIEW_SECONDS, spanOf, wholeRange, zoomed } from './view-range.ts';

interface SoundToolbarProps {
  listening: Listening;
  /** Where the buttons zoom to, in seconds. */
  position(): number;
  loop: boolean;
  onLoop(loop: boolean): void;
  preferences: ListeningPreferences;
  onPreferences(changes: Partial<ListeningPreferences>): void;
  /** A model predicted the sound, so that it can be explained. */
  explainable?: boolean;
  /** Opens the large view; null: this is it. */
  onEnlarge: (() => void) | null;
}

const SCALE_LABELS: Record<FrequencyScale, string> = { linear: 'Linear', log: 'Log', mel: 'Mel' };

/** Zoom, loop, volume, and what is shown of a sound. */
export function SoundToolbar(props: SoundToolbarProps) {
  const { listening, position, loop, onLoop, preferences, onPreferences, onEnlarge } = props;
  const { explainable = false } = props;
  const { view, durationSeconds, selection, setView } = listening;
  const whole = isWhole(view, durationSeconds);
  const zoom = (factor: number) =>
    setView((before) => zoomed(before, factor, anchorIn(before, position()), durationSeconds));
  return (
    <Group gap={4} role="group" aria-label="View and playback">
      <Tool
        label="Zoom in"
        hint="+"
        Icon={IconZoomIn}
        disabled={spanOf(view) <= MIN_VIEW_SECONDS}
        onClick={() => zoom(ZOOM_STEP)}
      />
      <Tool
        label="Zoom out"
        hint="−"
        Icon={IconZoomOut}
        disabled={whole}
        onClick={() => zoom(1 / ZOOM_STEP)}
      />
      <Tool
        label="Whole sound"
        hint="0"
        Icon={IconArrowAutofitWidth}
        disabled={whole}
        onClick={() => setView(() => wholeRange(durationSeconds))}
      />
      <Tool
        label="Zoom to selection"
        hint="Enter"
        Icon={IconZoomScan}
        disabled={selection === null}
        onClick={() => selection !== null && setView(() => aroundRange(selection, durationSeconds))}
      />
      <Tool label="Loop" Icon={IconRepeat} pressed={loop} onClick={() => onLoop(!loop)} />
      <ViewOptions preferences={preferences} onPreferences={onPreferences} />
      <Tool
        label="Network input"
        Icon={IconGrain}
        pressed={preferences.networkInput}
        onClick={() => onPreferences({ networkInput: !preferences.networkInput })}
      />
      {explainable && (
        <Tool
          label="What it listened to"
          Icon={IconEar}
          pressed={preferences.explanation}
          onClick={() => onPreferences({ explanation: !preferences.explanation })}
        />
      )}
      {onEnlarge !== null && <Tool label="Large view" Icon={IconMaximize} onClick={onEnlarge} />}
      <Volume volume={preferences.volume} onVolume={(volume) => onPreferences({ volume })} />
    </Group>
  );
}

/** The cursor if it is in the view; otherwise the middle of the view. */
const anchorIn = (view: { startSeconds: number; endSeconds: number }, seconds: number) =>
  seconds >= view.startSeconds && seconds <= view.endSeconds
    ? seconds
    : (view.startSeconds + view.endSeconds) / 2;

interface ToolProps {
  label: string;
  /** The key that does the same in the picture. */
  hint?: string;
  Icon: TablerIcon;
  pressed?: boolean;
  disabled?: boolean;
  onClick(): void;
}

function Tool({ label, hint, Icon, pressed, disabled, onClick }: ToolProps) {
  return (
    <Tooltip label={hint === undefined ? label : `${label} (${hint})`} openDelay={600}>
      <ActionIcon
        aria-label={label}
        aria-pressed={pressed}
        variant={pressed ? 'filled' : 'default'}
        size={28}
        // A disabled button would lose the focus of the keyboard while it zooms.
        data-disabled={disabled || undefined}
        aria-disabled={disabled || undefined}
        onClick={() => disabled || onClick()}
      >
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function ViewOptions({
  preferences: { scale, pitch, intensity },
  onPreferences,
}: Pick<SoundToolbarProps, 'preferences' | 'onPreferences'>) {
  const label = useId();
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Tooltip label="Frequency scale, pitch, intensity" openDelay={600}>
          <ActionIcon aria-label="View options" variant="default" size={28}>
            <IconAdjustmentsHorizontal size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label="View options">
        <Stack gap="xs">
          <Text id={label} size="sm" fw={500}>
            Frequency scale
          </Text>
          <SegmentedControl
            size="xs"
            aria-labelledby={label}
            value={scale}
            data={FREQUENCY_SCALES.map((value) => ({ value, label: SCALE_LABELS[value] }))}
            onChange={(value) => onPreferences({ scale: value as FrequencyScale })}
          />
          <Switch
            label="Pitch"
            checked={pitch}
            onChange={(event) => onPreferences({ pitch: event.currentTarget.checked })}
          />
          <Switch
            label="Intensity"
            checked={intensity}
            onChange={(event) => onPreferences({ intensity: event.currentTarget.checked })}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Volume({ volume, onVolume }: { volume: number; onVolume(volume: number): void }) {
  const text = `${Math.round(100 * volume)} %`;
  return (
    <Group gap={6} wrap="nowrap" title={`Volume ${text}`}>
      <IconVolume size={16} aria-hidden style={{ flex: 'none' }} />
      <Slider
        w={84}
        size="sm"
        thumbLabel="Volume"
        label={text}
        min={0}
        max={MAX_VOLUME}
        step={0.05}
        marks={[{ value: 1 }]}
        value={volume}
        onChange={onVolume}
        thumbValueText={() => text}
      />
    </Group>
  );
}
