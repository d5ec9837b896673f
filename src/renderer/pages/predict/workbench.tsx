import { Stack, Tabs } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconFileMusic } from '@tabler/icons-react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useOpenedFiles } from '#renderer/client/use-opened-files.ts';
import { DropArea } from '#renderer/parts/fields/drop-area.tsx';
import { recordingSink } from '#renderer/parts/microphone/recording-sink.ts';
import { useCapture } from '#renderer/parts/microphone/use-capture.ts';
import { useMicrophones } from '#renderer/parts/microphone/use-microphones.ts';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import type { Failure } from '#shared/failure.ts';
import { PAGES } from '#shared/pages.ts';
import { ChooseFiles } from './choose-files.tsx';
import { droppedItems, droppedSounds } from './dropped-sounds.ts';
import { LiveView } from './live-view.tsx';
import { type MicrophoneMode, MicrophonePanel } from './microphone-panel.tsx';
import type { PredictChoice } from './model-choice.ts';
import { chosenBy, withChosenFolds } from './model-key.ts';
import { ModelPanel } from './model-panel.tsx';
import { SavedList } from './saved-list.tsx';
import { SessionList } from './session-list.tsx';
import { sessionOf } from './session-store.ts';
import { ShownSound } from './shown-sound.tsx';
import { type FileSource, fileSource, takeFiles } from './take-files.ts';
import { useLive } from './use-live.ts';
import { useModel } from './use-model.ts';
import { useSavedRecordings } from './use-saved-recordings.ts';
import classes from './workbench.module.css';

export interface WorkbenchProps {
  choices: readonly PredictChoice[];
  first: string;
  second: string | null;
  onChoose(first: string, second: string | null): void;
}

const MICROPHONE_ON: Failure = {
  code: 'microphone-on',
  message: 'The microphone is on. Stop it, then drop the files again.',
};
const noAudioFiles = (folder: string): Failure => ({
  code: 'no-sounds',
  message: `No audio files found in “${folder}”.`,
});
/** Removes repeated messages, because files with one name in two folders have the same message. */
const withoutRepeats = (failures: readonly Failure[]) => [
  ...new Map(failures.map((failure) => [failure.message, failure])).values(),
];
/** Whether a key goes into a text field; the radio buttons Record and Live are inputs without text. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=radio]), textarea, select');

/** The page if there is a model: microphone, files and models on the left, sounds and predictions on the right. */
export function Workbench({ choices, first, second, onChoose }: WorkbenchProps) {
  const laboratory = useLaboratory();
  const session = sessionOf(laboratory);
  const { sounds, shown } = useSyncExternalStore(session.onChange, session.state);
  const runs = useMemo(() => (second === null ? [first] : [first, second]), [first, second]);
  const named = useMemo(() => withChosenFolds(choices, runs), [choices, runs]);
  const titles = useMemo(() => new Map(named.map(({ id, title }) => [id, title])), [named]);
  const main = useModel(first, titles);
  const other = useModel(second, titles);
  const models = second === null ? [main.model] : [main.model, other.model];
  const windowSeconds = main.model?.durationSeconds ?? 3;

  const capture = useCapture();
  const microphones = useMicrophones(capture.phase);
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const [mode, setMode] = useState<MicrophoneMode>('recording');
  const { live, createSink } = useLive(runs, windowSeconds);
  const recordings = useSavedRecordings(session);
  const [tab, setTab] = useState<string | null>('session');
  const [fileFailures, setFileFailures] = useState<readonly Failure[]>([]);

  const shownSound = sounds.find(({ id }) => id === shown) ?? null;
  const shownId = shownSound?.id ?? null;
  useEffect(() => {
    if (shownId !== null) session.predict(shownId, runs);
  }, [session, shownId, runs]);

  const toggle = () => {
    if (capture.phase !== 'idle') {
      capture.stop();
      return;
    }
    // An idle model may have been unloaded. If it cannot be loaded, the prediction reports it.
    for (const run of runs) laboratory.invoke('predict.prepare', chosenBy(run)).catch(() => undefined);
    const sink =
      mode === 'live'
        ? createSink
        : recordingSink(
            ({ name, wav, durationSeconds }) =>
              session.add({ name, sound: { wav, name }, durationSeconds, origin: 'microphone' }, runs),
            (failure) => setFileFailures([failure]),
          );
    void capture.start(mode, deviceId, sink);
  };
  const busy = capture.phase !== 'idle';
  const onR = ({ target }: KeyboardEvent) => {
    if (!isTyping(target) && main.model !== null) toggle();
  };
  // The default is not prevented, otherwise the letter would be missing in text fields.
  useHotkeys([['r', onR, { preventDefault: false }]], []);

  const take = async (files: readonly FileSource[]) => {
    setMode('recording');
    setFileFailures([]);
    const failures = await takeFiles(files, laboratory, (sound) => session.add(sound, runs));
    // Another drop may have finished in the meantime.
    setFileFailures((now) => [...now, ...failures]);
  };
  const drop = async (data: DataTransfer) => {
    if (busy) {
      setFileFailures([MICROPHONE_ON]);
      return;
    }
    const { files, emptyFolders } = await droppedSounds(droppedItems(data));
    await take(files);
    setFileFailures((now) => [...now, ...emptyFolders.map(noAudioFiles)]);
  };
  useOpenedFiles((paths) => {
    for (const path of paths) {
      const name = path.replace(/^.*[\\/]/, '');
      session.add({ name, sound: { path }, durationSeconds: null, origin: 'file' }, runs);
    }
  });
  const remove = (id: number, name: string) => showUndo(`Removed “${name}”.`, session.remove(id));
  const open = (path: string, name: string, durationSeconds: number) => {
    setTab('session');
    setMode('recording');
    session.add({ name, sound: { path }, durationSeconds, origin: 'saved' }, runs);
  };

  return (
    <DropArea
      hint="Drop audio files to predict their emotion"
      icon={<IconFileMusic size={32} aria-hidden />}
      onDrop={(data) => void drop(data)}
    >
      <PageHeader title={PAGES.predict.title} />
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
            disabled={main.model === null}
          />
          <ChooseFiles onFiles={(files) => void take(files.map(fileSource))} disabled={busy} />
          <ModelPanel
            choices={choices}
            first={first}
            second={second}
            models={models}
            failure={main.failure ?? other.failure}
            disabled={busy}
            onChange={onChoose}
          />
        </Stack>
        <Stack gap="sm" style={{ minWidth: 0 }}>
          {withoutRepeats(fileFailures).map((failure) => (
            <FailureNote key={failure.message} failure={failure} onClose={() => setFileFailures([])} />
          ))}
          <FailureNote failure={recordings.failure} onClose={recordings.clear} />
          {mode === 'live' ? (
            <LiveView
              live={live}
              listening={capture.phase === 'live'}
              models={models}
              windowSeconds={windowSeconds}
            />
          ) : shownSound === null ? (
            <EmptyState title="No recording yet">
              Click Record and speak for at least 3 s, or drop audio files anywhere on this page.
            </EmptyState>
          ) : (
            <ShownSound
              shown={shownSound}
              runs={runs}
              models={models}
              onRename={(name) => session.rename(shownSound.id, name)}
              onSave={
                shownSound.saved === null && 'wav' in shownSound.sound
                  ? () => void recordings.save(shownSound)
                  : null
              }
              onRemove={() => remove(shownSound.id, shownSound.name)}
            />
          )}
          <Tabs value={tab} onChange={setTab} keepMounted={false}>
            <Tabs.List mb="xs">
              <Tabs.Tab value="session">This session ({sounds.length})</Tabs.Tab>
              <Tabs.Tab value="saved">Saved ({recordings.saved.length})</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="session">
              <SessionList
                sounds={sounds}
                shown={mode === 'live' ? null : shown}
                runs={runs}
                choices={named}
                onShow={(id) => {
                  if (!busy) setMode('recording');
                  session.show(id);
                }}
              />
            </Tabs.Panel>
            <Tabs.Panel value="saved">
              <SavedList
                recordings={recordings.saved}
                failure={recordings.listFailure}
                onOpen={({ path, name, durationSeconds }) => open(path, name, durationSeconds)}
                onRemove={(recording) => void recordings.remove(recording)}
              />
            </Tabs.Panel>
          </Tabs>
        </Stack>
      </div>
    </DropArea>
  );
}
