import { Alert, Group, Modal, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconVolumeOff } from '@tabler/icons-react';
import { type KeyboardEvent, type Ref, useImperativeHandle, useMemo, useState } from 'react';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { count } from '#shared/format.ts';
import type { TimeRange } from '#shared/sounds.ts';
import { EmotionTimeline, type TimelineEntry } from './emotion-timeline.tsx';
import { ExplanationPanel } from './explanation-panel.tsx';
import { useListeningPreferences } from './listening-preferences.ts';
import { NetworkInput } from './network-input.tsx';
import { unusedParts } from './network-input-drawing.ts';
import { PlayButton, PlayTime } from './play-controls.tsx';
import { pictureRight, SoundPicture } from './sound-picture.tsx';
import { SoundReadout } from './sound-readout.tsx';
import { SoundToolbar } from './sound-toolbar.tsx';
import { type SoundExplainer, useExplanation } from './use-explanation.ts';
import { useInputSettings } from './use-input-settings.ts';
import { useListening } from './use-listening.ts';
import { usePlayback } from './use-playback.ts';
import {
  type SoundSource,
  soundKey,
  useNetworkInput,
  useSound,
  useSoundCurves,
  useSoundDetail,
} from './use-sound.ts';
import { isWhole } from './view-range.ts';

export interface SoundPlayerProps {
  sound: SoundSource;
  /** Plays as soon as the sound is loaded. */
  autoPlay?: boolean;
  /** One line with the button and the waveform. */
  compact?: boolean;
  /** Without the name, if the page shows it already. */
  untitled?: boolean;
  /** Predicted emotions over time, one per model, drawn under the spectrogram on its time axis. */
  timelines?: readonly { label: string; entries: readonly TimelineEntry[] }[];
  /** The models that predicted the sound; each can show what it listened to. */
  explainers?: readonly SoundExplainer[];
  /** Lets another part play and pause the sound by a key. */
  control?: Ref<PlayerControl>;
}

export interface PlayerControl {
  /** Plays, pauses, or plays again from the start. */
  toggle(): void;
}

/** A view that changes all the time is drawn in detail when it rests. */
const DETAIL_MILLISECONDS = 200;
const NO_EXPLAINERS: readonly SoundExplainer[] = [];
const NOTHING_MARKED: readonly TimeRange[] = [];

/**
 * Plays a sound and shows its waveform, spectrogram, pitch, intensity and what a network gets of it. Space plays and pauses
 * while the focus is inside. The height does not change while it loads. Only one sound plays at a time.
 */
export function SoundPlayer(props: SoundPlayerProps) {
  return <OneSound key={soundKey(props.sound)} {...props} />;
}

function OneSound(props: SoundPlayerProps & { large?: boolean }) {
  const { sound, autoPlay = false, compact = false, untitled = false, timelines = [], control } = props;
  const { large = false, explainers = NO_EXPLAINERS } = props;
  const [preferences, changePreferences] = useListeningPreferences();
  const [loop, setLoop] = useState(false);
  const [enlarged, setEnlarged] = useState(false);
  const { scale, volume } = preferences;
  const { wav, picture, failure } = useSound(sound, scale);
  const durationSeconds = picture?.durationSeconds ?? 0;
  const listening = useListening(durationSeconds);
  const { view, selection } = listening;
  const playback = usePlayback(wav, autoPlay, { range: selection, loop, volume });
  const name = soundName(sound);
  useImperativeHandle(control, () => ({ toggle: playback.toggle }), [playback]);

  const [rested] = useDebouncedValue(view, DETAIL_MILLISECONDS);
  const isPart = !compact && picture !== null && !isWhole(rested, durationSeconds);
  const detail = useSoundDetail(sound, scale, isPart ? rested : null);
  const showPitch = !compact && preferences.pitch;
  const showIntensity = !compact && preferences.intensity;
  const curves = useSoundCurves(sound, showPitch || showIntensity);
  const showInput = !compact && preferences.networkInput;
  const inputSettings = useInputSettings(preferences.inputSettings, showInput);
  const input = useNetworkInput(sound, inputSettings.features);
  const [explained, setExplained] = useState<{ explainer: number; emotion: string | null }>({
    explainer: 0,
    emotion: null,
  });
  const explainer = explainers[explained.explainer] ?? explainers[0];
  const explanationChoice =
    compact || !preferences.explanation || explainer === undefined
      ? null
      : { explainer, method: preferences.explanationMethod, emotion: explained.emotion };
  const explanation = useExplanation(sound, explanationChoice);
  const marked = useMemo(() => {
    if (input.data === null) return NOTHING_MARKED;
    const { trimmed, cut } = unusedParts(input.data);
    return [...trimmed, ...cut];
  }, [input.data]);
  const sources = useMemo(
    () => ({ picture, detail, curves: curves.data, bandsHz: input.data?.frequenciesHz ?? null }),
    [picture, detail, curves.data, input.data],
  );

  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const isControl =
      event.target instanceof HTMLElement && event.target.closest('button, input, a, [role=slider]');
    // Keys of the large view come from outside of this element.
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key !== ' ' || isControl || !isInside || event.defaultPrevented) return;
    event.preventDefault();
    playback.toggle();
  };
  const enlarge = () => {
    if (playback.playing) playback.toggle();
    setEnlarged(true);
  };

  if (failure?.code === 'sound-missing' && 'path' in sound) return <AbsentSound path={sound.path} />;
  if (failure !== null) return <FailureNote failure={failure} />;
  const button = <PlayButton playback={playback} name={name} ready={wav !== null} small={compact} />;
  const time = <PlayTime playback={playback} durationSeconds={picture?.durationSeconds ?? null} />;
  const shown = (
    <SoundPicture
      picture={picture}
      detail={detail}
      curves={curves.data}
      curvesWanted={showPitch || showIntensity}
      explanation={explanation.data}
      showPitch={showPitch}
      showIntensity={showIntensity}
      marked={marked}
      compact={compact}
      large={large}
      listening={listening}
      playback={playback}
      label={name}
    />
  );
  return (
    <section aria-label={`Sound ${name}`} onKeyDown={onKey} style={{ minWidth: 0 }}>
      {compact ? (
        <Group gap="xs" wrap="nowrap">
          {button}
          <div style={{ flex: 1, minWidth: 0 }}>{shown}</div>
          {time}
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
            {time}
            {picture !== null && (
              <Text size="xs" c="dimmed" className="tabular" style={{ whiteSpace: 'nowrap' }}>
                {count(picture.sampleRateHz)} Hz
              </Text>
            )}
          </Group>
          <SoundToolbar
            listening={listening}
            position={playback.position}
            loop={loop}
            onLoop={setLoop}
            preferences={preferences}
            onPreferences={changePreferences}
            explainable={explainers.length > 0}
            onEnlarge={large ? null : enlarge}
          />
          {shown}
          <SoundReadout
            listening={listening}
            playback={playback}
            sources={sources}
            showPitch={showPitch}
            showIntensity={showIntensity}
          />
          <FailureNote failure={curves.failure} />
          {explanationChoice !== null && (
            <ExplanationPanel
              explainers={explainers}
              choice={explanationChoice}
              loaded={explanation}
              onExplainer={(index) => setExplained({ explainer: index, emotion: null })}
              onMethod={(method) => changePreferences({ explanationMethod: method })}
              onEmotion={(emotion) => setExplained({ ...explained, emotion })}
            />
          )}
          {timelines.map(({ label, entries }) => (
            <EmotionTimeline
              key={label}
              label={label}
              entries={entries}
              view={
                picture === null ? { startSeconds: 0, endSeconds: entries.at(-1)?.endSeconds ?? 0 } : view
              }
              right={pictureRight(showPitch || showIntensity)}
              onSeek={playback.seek}
            />
          ))}
          {showInput && (
            <NetworkInput
              input={input.data}
              failure={input.failure}
              settings={inputSettings}
              onSettings={(value) => changePreferences({ inputSettings: value })}
              large={large}
            />
          )}
        </Stack>
      )}
      {playback.problem !== null && (
        <Text size="xs" c="dimmed" role="status">
          {playback.problem}
        </Text>
      )}
      {!compact && !large && (
        <Modal opened={enlarged} onClose={() => setEnlarged(false)} title={name} size="min(1400px, 94vw)">
          <OneSound sound={sound} timelines={timelines} explainers={explainers} untitled large />
        </Modal>
      )}
    </section>
  );
}

/** Runs of another laboratory, and of a disk that is unplugged, have clips that are not here. */
function AbsentSound({ path }: { path: string }) {
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<IconVolumeOff size={18} aria-hidden />}
      title="Not on this computer"
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {path}
      </Text>
    </Alert>
  );
}

/** A file's name without its folders, or the name of the recording. */
function soundName(sound: SoundSource): string {
  if ('name' in sound) return sound.name;
  return sound.path.split(/[\\/]/).pop() || sound.path;
}
