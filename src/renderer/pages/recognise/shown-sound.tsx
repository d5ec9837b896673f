import { ActionIcon, Badge, Button, Card, Group, SimpleGrid, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconDeviceFloppy, IconDownload, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useAction } from '../../laboratory/use-action.ts';
import { downloadContent } from '../../parts/download.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { SoundPlayer } from '../../parts/sound-player.tsx';
import { JudgementView } from './judgement-view.tsx';
import type { SessionSound } from './session-store.ts';
import type { Recogniser } from './use-recogniser.ts';

export interface ShownSoundProps {
  shown: SessionSound;
  /** The runs that are to judge it, and their recognisers once they are known. */
  runs: readonly string[];
  recognisers: readonly (Recogniser | null)[];
  onRename(name: string): void;
  /** Null where it is kept already, or needs no keeping. */
  onKeep: (() => void) | null;
  onRemove(): void;
}

/** What a sound's name may end with: saved, it ends with `.wav`. */
const SOUND_ENDING = /\.(wav|mp3|ogg|oga|opus|flac|m4a|aac|webm)$/i;

/** One sound, large: what each recogniser says of it, and the sound itself. */
export function ShownSound({ shown, runs, recognisers, onRename, onKeep, onRemove }: ShownSoundProps) {
  const { sound } = shown;
  const read = useAction('sounds.read');
  const save = async () => {
    const wav = 'wav' in sound ? sound.wav : (await read.run({ path: sound.path }))?.wav;
    if (wav !== undefined) downloadContent(`${shown.name.replace(SOUND_ENDING, '')}.wav`, wav, 'audio/wav');
  };
  const timelines = runs.flatMap((run, index) => {
    const judgement = shown.judgements[run];
    if (judgement?.state !== 'judged' || !('timeline' in judgement.recognition)) return [];
    const entries = judgement.recognition.timeline ?? [];
    const name = recognisers[index]?.run.name ?? run;
    return entries.length > 0 ? [{ label: `Timeline by ${name}`, entries }] : [];
  });
  return (
    <Card padding="md" component="section" aria-label={`Sound ${shown.name} and what is said of it`}>
      <Stack gap="sm">
        <Group gap="xs" wrap="nowrap">
          <NameField key={`${shown.id} ${shown.name}`} name={shown.name} onRename={onRename} />
          {shown.kept !== null && (
            <Badge variant="light" style={{ flexShrink: 0 }}>
              kept
            </Badge>
          )}
          {onKeep !== null && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconDeviceFloppy size={15} />}
              onClick={onKeep}
              style={{ flexShrink: 0 }}
            >
              Keep
            </Button>
          )}
          <Tooltip label="Save as WAV">
            <ActionIcon
              variant="default"
              size={30}
              loading={read.running}
              aria-label={`Save ${shown.name} as WAV`}
              onClick={() => void save()}
            >
              <IconDownload size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Remove from the list">
            <ActionIcon variant="default" size={30} aria-label={`Remove ${shown.name}`} onClick={onRemove}>
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
        <FailureNote failure={read.failure} onClose={read.clear} />
        <SimpleGrid cols={runs.length} spacing="xl">
          {runs.map((run, index) => (
            <JudgementView
              key={run}
              judgement={shown.judgements[run]}
              recogniser={recognisers[index]}
              named={runs.length > 1}
            />
          ))}
        </SimpleGrid>
        <SoundPlayer sound={sound} timelines={timelines} untitled />
      </Stack>
    </Card>
  );
}

/** The name, to be typed over; Enter or leaving it takes it. */
function NameField({ name, onRename }: { name: string; onRename(name: string): void }) {
  const [text, setText] = useState(name);
  return (
    <TextInput
      aria-label="Name of this sound"
      variant="unstyled"
      size="md"
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => text.trim() !== name && onRename(text)}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      styles={{ input: { fontWeight: 600 } }}
      style={{ flex: 1, minWidth: 0 }}
    />
  );
}
