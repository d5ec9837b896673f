import { Button, Group, Text } from '@mantine/core';
import { IconFolderPlus, IconWaveSine } from '@tabler/icons-react';
import type { Action } from '../../laboratory/use-action.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { ProgressLine } from '../../parts/progress-line.tsx';
import classes from './corpora.module.css';

interface WelcomeProps {
  sample: Action<'corpora.sample'>;
  add: Action<'library.add'>;
  onSample: () => void;
  onAdd: () => void;
}

const STEPS = [
  [
    'Corpora',
    'Clips of speech whose emotion is known. They stay where they are; nothing leaves this machine.',
  ],
  ['Train', 'A network learns from some speakers and is judged on others.'],
  ['Recognise', 'Speak into the microphone, or drop files.'],
] as const;

/** The first start: what to do first, and what comes then. */
export function Welcome({ sample, add, onSample, onAdd }: WelcomeProps) {
  const busy = sample.running || add.running;
  const running = sample.running ? sample : add;
  return (
    <EmptyState
      icon={<IconWaveSine size={44} stroke={1.4} aria-hidden />}
      title="Begin with voices"
      actions={
        <>
          <div style={{ height: 46, width: '100%', maxWidth: 560 }}>
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
      Sample voices are synthetic speech, made on this machine in a few seconds: enough to try everything
      once. Or add RAVDESS, TESS, <span style={{ whiteSpace: 'nowrap' }}>CREMA-D</span>, SAVEE, or a corpus of
      your own.
    </EmptyState>
  );
}
