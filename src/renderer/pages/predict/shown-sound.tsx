import { ActionIcon, Badge, Button, Card, Group, SimpleGrid, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconDeviceFloppy, IconDownload, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { downloadContent } from '#renderer/parts/download.ts';
import { contentDrag, fileDrag } from '#renderer/parts/drag-out.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import type { SoundExplainer } from '#renderer/parts/sound/use-explanation.ts';
import { predictedEmotion } from '#shared/answers.ts';
import { MAX_NAME_CHARACTERS } from '#shared/limits.ts';
import { withoutSoundEnding } from '#shared/sound-endings.ts';
import { chosenBy } from './model-key.ts';
import { PredictionView } from './prediction-view.tsx';
import type { SessionSound } from './session-store.ts';
import type { Model } from './use-model.ts';

export interface ShownSoundProps {
  shown: SessionSound;
  /** The runs whose models predict, and their models once they are loaded. */
  runs: readonly string[];
  models: readonly (Model | null)[];
  onRename(name: string): void;
  /** Null if the sound is already saved, or is a file on disk. */
  onSave: (() => void) | null;
  onRemove(): void;
}

const wavName = (name: string) => `${withoutSoundEnding(name)}.wav`;

/** One sound with the predictions of each model, its player and its actions. */
export function ShownSound({ shown, runs, models, onRename, onSave, onRemove }: ShownSoundProps) {
  const { sound } = shown;
  const { desktop } = useLaboratory();
  const read = useAction('sounds.read');
  const download = async () => {
    const wav = 'wav' in sound ? sound.wav : (await read.run({ path: sound.path }))?.wav;
    if (wav !== undefined) downloadContent(wavName(shown.name), wav, 'audio/wav');
  };
  // The window drags a file; a browser, what the page has.
  const drag =
    desktop !== null
      ? fileDrag(desktop, shown.saved?.path ?? null)
      : 'wav' in sound
        ? contentDrag(wavName(shown.name), sound.wav, 'audio/wav')
        : {};
  const timelines = runs.flatMap((run, index) => {
    const prediction = shown.predictions[run];
    if (prediction?.state !== 'predicted' || !('timeline' in prediction.recognition)) return [];
    const entries = prediction.recognition.timeline ?? [];
    const name = models[index]?.title ?? run;
    return entries.length > 0 ? [{ label: `Timeline by ${name}`, entries }] : [];
  });
  // Without a prediction, such as of a sound without speech, there is nothing to explain.
  const explainers = runs.flatMap((run, index): SoundExplainer[] => {
    const prediction = shown.predictions[run];
    const model = models[index];
    if (
      model === null ||
      prediction?.state !== 'predicted' ||
      predictedEmotion(prediction.recognition) === null
    )
      return [];
    return [{ ...chosenBy(run), title: model.title, fold: null, emotions: model.emotions }];
  });
  return (
    <Card padding="md" component="section" aria-label={`${shown.name} and its predictions`}>
      <Stack gap="sm">
        <Group gap="xs" wrap="nowrap">
          <NameField key={`${shown.id} ${shown.name}`} name={shown.name} onRename={onRename} />
          {shown.saved !== null && (
            <Badge variant="light" style={{ flexShrink: 0 }}>
              saved
            </Badge>
          )}
          {onSave !== null && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconDeviceFloppy size={15} />}
              onClick={onSave}
              style={{ flexShrink: 0 }}
            >
              Save
            </Button>
          )}
          <Tooltip label={drag.draggable ? 'Download WAV, or drag it to another program' : 'Download WAV'}>
            <ActionIcon
              variant="default"
              size={30}
              loading={read.running}
              aria-label={`Download ${shown.name} as WAV`}
              onClick={() => void download()}
              {...drag}
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
            <PredictionView
              key={run}
              prediction={shown.predictions[run]}
              model={models[index]}
              named={runs.length > 1}
            />
          ))}
        </SimpleGrid>
        <SoundPlayer sound={sound} timelines={timelines} explainers={explainers} untitled />
      </Stack>
    </Card>
  );
}

/** The editable name; Enter or leaving the field applies it. */
function NameField({ name, onRename }: { name: string; onRename(name: string): void }) {
  const [text, setText] = useState(name);
  return (
    <TextInput
      aria-label="Name of this sound"
      variant="unstyled"
      size="md"
      value={text}
      maxLength={MAX_NAME_CHARACTERS}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => text.trim() !== name && onRename(text)}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      styles={{ input: { fontWeight: 600 } }}
      style={{ flex: 1, minWidth: 0 }}
    />
  );
}
