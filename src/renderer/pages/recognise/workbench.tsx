import { Stack, Tabs } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconFileMusic } from '@tabler/icons-react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { RunSummary } from '../../../shared/answers.ts';
import type { Failure } from '../../../shared/failure.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { DropArea } from '../../parts/drop-area.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { showUndo } from '../../parts/show-undo.tsx';
import { ChooseFiles } from './choose-files.tsx';
import { droppedSounds, droppedThings } from './dropped-sounds.ts';
import { KeptList } from './kept-list.tsx';
import { LiveView } from './live-view.tsx';
import { type MicrophoneMode, MicrophonePanel } from './microphone-panel.tsx';
import { RecogniserPanel } from './recogniser-panel.tsx';
import { recordingSink } from './recording-sink.ts';
import { SessionList } from './session-list.tsx';
import { sessionOf } from './session-store.ts';
import { ShownSound } from './shown-sound.tsx';
import { type FileSource, fileSource, takeFiles } from './take-files.ts';
import { useCapture } from './use-capture.ts';
import { useKept } from './use-kept.ts';
import { useLive } from './use-live.ts';
import { useMicrophones } from './use-microphones.ts';
import { useRecogniser } from './use-recogniser.ts';
import classes from './workbench.module.css';

export interface WorkbenchProps {
  choices: readonly RunSummary[];
  first: string;
  second: string | null;
  onChoose(first: string, second: string | null): void;
}

const MICROPHONE_ON: Failure = {
  code: 'microphone-on',
  message: 'The microphone is on. Stop it, then drop the files again.',
};
const noSounds = (folder: string): Failure => ({
  code: 'no-sounds',
  message: `No sound files were found in “${folder}”.`,
});
/** Files of the same name in two folders fail with the same words. */
const withoutRepeats = (failures: readonly Failure[]) => [
  ...new Map(failures.map((failure) => [failure.message, failure])).values(),
];
/** Whether a letter goes into a field; the choice between Record and Live is an input too, and takes none. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=radio]), textarea, select');

/** The page once there is a recogniser: what to hear with on the left, what was heard on the right. */
export function Workbench({ choices, first, second, onChoose }: WorkbenchProps) {
  const laboratory = useLaboratory();
  const session = sessionOf(laboratory);
  const { sounds, shown } = useSyncExternalStore(session.onChange, session.state);
  const runs = useMemo(() => (second === null ? [first] : [first, second]), [first, second]);
  const main = useRecogniser(first);
  const other = useRecogniser(second);
  const recognisers = second === null ? [main.recogniser] : [main.recogniser, other.recogniser];
  const windowSeconds = main.recogniser?.run.settings.recipe.durationSeconds ?? 3;

  const capture = useCapture();
  const microphones = useMicrophones(capture.phase);
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const [mode, setMode] = useState<MicrophoneMode>('recording');
  const { live, createSink } = useLive(runs, windowSeconds);
  const kept = useKept(session);
  const [tab, setTab] = useState<string | null>('session');
  const [fileFailures, setFileFailures] = useState<readonly Failure[]>([]);

  const shownSound = sounds.find(({ id }) => id === shown) ?? null;
  const shownId = shownSound?.id ?? null;
  useEffect(() => {
    if (shownId !== null) session.judge(shownId, runs);
  }, [session, shownId, runs]);

  const toggle = () => {
    if (capture.phase !== 'idle') {
      capture.stop();
      return;
    }
    // A recogniser that was idle for long was let go. If it cannot be loaded, the judging says so.
    for (const run of runs) laboratory.invoke('recognise.prepare', { run }).catch(() => undefined);
    const sink =
      mode === 'live'
        ? createSink
        : recordingSink(
            (sound) => session.add(sound, runs),
            (failure) => setFileFailures([failure]),
          );
    void capture.start(mode, deviceId, sink);
  };
  const busy = capture.phase !== 'idle';
  const onR = ({ target }: KeyboardEvent) => {
    if (!isTyping(target) && main.recogniser !== null) toggle();
  };
  // Not prevented: the letter would be missing from what is typed.
  useHotkeys([['r', onR, { preventDefault: false }]], []);

  const take = async (files: readonly FileSource[]) => {
    setMode('recording');
    setFileFailures([]);
    const failures = await takeFiles(files, laboratory.desktop, (sound) => session.add(sound, runs));
    // A second drop may have been done with meanwhile.
    setFileFailures((now) => [...now, ...failures]);
  };
  const drop = async (data: DataTransfer) => {
    if (busy) {
      setFileFailures([MICROPHONE_ON]);
      return;
    }
    const { files, soundless } = await droppedSounds(droppedThings(data));
    await take(files);
    setFileFailures((now) => [...now, ...soundless.map(noSounds)]);
  };
  const remove = (id: number, name: string) => showUndo(`Removed “${name}”.`, session.remove(id));
  const open = (path: string, name: string, durationSeconds: number) => {
    setTab('session');
    setMode('recording');
    session.add({ name, sound: { path }, durationSeconds, origin: 'kept' }, runs);
  };

  return (
    <DropArea
      hint="Drop sounds to recognise them"
      icon={<IconFileMusic size={32} aria-hidden />}
      onDrop={(data) => void drop(data)}
    >
      <PageHeader title="Recognise" />
      <div className={classes.columns}>
        <Stack gap="sm">
          <MicrophonePanel
            capture={capture}
            microphones={microphones}
            deviceId={deviceId}
            onDevice={setDeviceId}
            mode={mode}
            onMode={setMode}
            onToggle={toggle}
            disabled={main.recogniser === null}
          />
          <ChooseFiles onFiles={(files) => void take(files.map(fileSource))} disabled={busy} />
          <RecogniserPanel
            choices={choices}
            first={first}
            second={second}
            recognisers={recognisers}
            failure={main.failure ?? other.failure}
            disabled={busy}
            onChange={onChoose}
          />
        </Stack>
        <Stack gap="sm" style={{ minWidth: 0 }}>
          {withoutRepeats(fileFailures).map((failure) => (
            <FailureNote key={failure.message} failure={failure} onClose={() => setFileFailures([])} />
          ))}
          <FailureNote failure={kept.failure} onClose={kept.clear} />
          {mode === 'live' ? (
            <LiveView
              live={live}
              listening={capture.phase === 'live'}
              recognisers={recognisers}
              windowSeconds={windowSeconds}
            />
          ) : shownSound === null ? (
            <EmptyState title="Nothing heard yet">
              Press Record and speak for three seconds or more, or drop sound files anywhere on this page.
            </EmptyState>
          ) : (
            <ShownSound
              shown={shownSound}
              runs={runs}
              recognisers={recognisers}
              onRename={(name) => session.rename(shownSound.id, name)}
              onKeep={
                shownSound.kept === null && 'wav' in shownSound.sound
                  ? () => void kept.keep(shownSound)
                  : null
              }
              onRemove={() => remove(shownSound.id, shownSound.name)}
            />
          )}
          <Tabs value={tab} onChange={setTab} keepMounted={false}>
            <Tabs.List mb="xs">
              <Tabs.Tab value="session">This session ({sounds.length})</Tabs.Tab>
              <Tabs.Tab value="kept">Kept ({kept.recordings.length})</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="session">
              <SessionList
                sounds={sounds}
                shown={mode === 'live' ? null : shown}
                runs={runs}
                choices={choices}
                onShow={(id) => {
                  if (!busy) setMode('recording');
                  session.show(id);
                }}
              />
            </Tabs.Panel>
            <Tabs.Panel value="kept">
              <KeptList
                recordings={kept.recordings}
                failure={kept.listFailure}
                onOpen={({ path, name, durationSeconds }) => open(path, name, durationSeconds)}
                onRemove={(recording) => void kept.remove(recording)}
              />
            </Tabs.Panel>
          </Tabs>
        </Stack>
      </div>
    </DropArea>
  );
}
