import { Button, Group, Text } from '@mantine/core';
import { IconFolderPlus, IconMicrophone, IconWaveSine } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Action } from '#renderer/client/use-action.ts';
import { OfferedModel } from '#renderer/parts/installable/offered-model.tsx';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { PAGES } from '#shared/pages.ts';
import classes from './corpora.module.css';

interface WelcomeProps {
  sample: Action<'corpora.sample'>;
  add: Action<'library.add'>;
  onSample: () => void;
  onAdd: () => void;
}

const STEPS = [
  ['Corpora', 'Speech clips with known emotions. They stay where they are; no data leaves this computer.'],
  ['Train', 'A network learns from some speakers and is tested on others.'],
  ['Predict', 'Speak into the microphone, or drop audio files.'],
] as const;

/** Shown at the first start: what to do first, and the next steps. */
export function Welcome({ sample, add, onSample, onAdd }: WelcomeProps) {
  const busy = sample.running || add.running;
  const running = sample.running ? sample : add;
  return (
    <EmptyState
      icon={<IconWaveSine size={44} stroke={1.4} aria-hidden />}
      title="Add speech data"
      actions={
        <>
          <div style={{ minHeight: 46, width: '100%', maxWidth: 640 }}>
            {busy ? (
              <ProgressLine
                progress={running.progress}
                label={sample.running ? 'Making sample voices' : 'Scanning'}
                onCancel={running.cancel}
              />
            ) : (
              <Group justify="center">
                <Button size="md" onClick={onSample}>
                  Make sample voices
                </Button>
                <Button
                  size="md"
                  variant="default"
                  leftSection={<IconFolderPlus size={18} />}
                  onClick={onAdd}
                >
                  Add a corpus
                </Button>
                <Button
                  component={Link}
                  to={PAGES.record.path}
                  size="md"
                  variant="default"
                  leftSection={<IconMicrophone size={18} />}
                >
                  Record a corpus …
                </Button>
                <OfferedModel size="md" />
              </Group>
            )}
          </div>
          <FailureNote
            failure={sample.failure ?? add.failure}
            onClose={sample.failure ? sample.clear : add.clear}
          />
          <ol className={classes.steps} style={{ listStyle: 'none', padding: 0 }}>
            {STEPS.map(([name, about], index) => (
              <li key={name}>
                <Text fw={600}>
                  {index + 1}. {name}
                </Text>
                <Text size="sm" c="dimmed">
                  {about}
                </Text>
              </li>
            ))}
          </ol>
        </>
      }
    >
      Sample voices are synthetic speech, made on this computer in a few seconds: enough to try every step. A
      ready-made model predicts without a corpus; nothing is downloaded before you agree. Or add a published
      corpus, such as RAVDESS, <span style={{ whiteSpace: 'nowrap' }}>EMO-DB</span> or IEMOCAP, or a corpus of
      your own.
    </EmptyState>
  );
}
