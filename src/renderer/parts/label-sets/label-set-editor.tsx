import { ActionIcon, Button, ColorInput, Group, Menu, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload, IconPlus, IconTrash, IconUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { downloadContent } from '#renderer/parts/download.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { emotionColour } from '#renderer/theme/emotion-colours.ts';
import { count } from '#shared/format.ts';
import { type LabelSet, labelSetSchema, MAX_EMOTIONS } from '#shared/label-sets.ts';
import { MAX_LABEL_CHARACTERS } from '#shared/labels.ts';
import {
  type LabelCounts,
  leftOutLabels,
  newEmotionName,
  setProblem,
  withChanged,
  withEmotion,
  withLabel,
  withoutEmotion,
} from './edited-set.ts';
import classes from './label-set-editor.module.css';

interface EditorProps {
  /** The set to begin with. */
  set: LabelSet;
  counts: LabelCounts;
  onSaved(set: LabelSet): void;
  onCancel(): void;
}

const DRAGGED = 'application/x-neural-ser-label';

/**
 * Makes a label set: labels of the corpora are dragged into emotions, or moved with the menu of each; emotions get names and
 * colours.
 */
export function LabelSetEditor({ set: initial, counts, onSaved, onCancel }: EditorProps) {
  const [set, setSet] = useState(initial);
  const [unread, setUnread] = useState<string | null>(null);
  const save = useAction('labelSets.save');
  const file = useRef<HTMLInputElement>(null);
  const problem = setProblem(set);
  const read = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    const given = await chosen
      .text()
      .then(JSON.parse)
      .catch(() => null);
    const parsed = labelSetSchema.safeParse(given);
    setUnread(parsed.success ? null : `${chosen.name} is not a label set: ${parsed.error.issues[0].message}`);
    if (parsed.success) setSet(parsed.data);
  };
  const chips = (labels: readonly string[]) =>
    labels.map((label) => (
      <LabelChip
        key={label}
        label={label}
        clips={counts[label] ?? null}
        emotions={set.emotions.map(({ name }) => name)}
        onMove={(emotion) => setSet(withLabel(set, label, emotion))}
        onNew={() => setSet(withEmotion(set, newEmotionName(set), [label]))}
      />
    ));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (problem !== null) return;
        void save.run({ set }).then((saved) => saved !== undefined && onSaved(set));
      }}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label="Name of the label set"
          maxLength={MAX_LABEL_CHARACTERS}
          value={set.name}
          onChange={({ currentTarget }) => setSet({ ...set, name: currentTarget.value })}
        />
        <Text size="sm" c="dimmed">
          Drag labels into emotions, or use the menu of a label. Numbers are clips of the chosen corpora.
        </Text>
        <div className={classes.boxes}>
          {set.emotions.map((emotion, index) => (
            <DropBox
              // The name changes while it is typed.
              // biome-ignore lint/suspicious/noArrayIndexKey: emotions have no other identity here
              key={index}
              name={emotion.name}
              onLabel={(label) => setSet(withLabel(set, label, emotion.name))}
              head={
                <>
                  <TextInput
                    size="xs"
                    aria-label={`Name of emotion ${index + 1}`}
                    value={emotion.name}
                    maxLength={MAX_LABEL_CHARACTERS}
                    onChange={({ currentTarget }) =>
                      setSet(withChanged(set, index, { name: currentTarget.value }))
                    }
                    className={classes.name}
                  />
                  <ColorInput
                    size="xs"
                    aria-label={`Colour of ${emotion.name}`}
                    value={emotion.colour ?? emotionColour(emotion.name, 'light')}
                    format="hex"
                    withEyeDropper={false}
                    onChange={(colour) =>
                      /^#[0-9a-f]{6}$/i.test(colour) && setSet(withChanged(set, index, { colour }))
                    }
                    className={classes.colour}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Remove ${emotion.name}`}
                    onClick={() => setSet(withoutEmotion(set, index))}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </>
              }
            >
              {chips(emotion.labels)}
            </DropBox>
          ))}
          <DropBox
            name="Skipped"
            onLabel={(label) => setSet(withLabel(set, label, null))}
            head={
              <Text size="sm" fw={600}>
                Skipped
              </Text>
            }
          >
            {chips(leftOutLabels(set, counts))}
          </DropBox>
        </div>
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            disabled={set.emotions.length >= MAX_EMOTIONS}
            onClick={() => setSet(withEmotion(set, newEmotionName(set)))}
          >
            Add an emotion
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconUpload size={14} />}
            onClick={() => file.current?.click()}
          >
            Open a file …
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} />}
            disabled={problem !== null}
            onClick={() =>
              downloadContent(`${set.name}.json`, `${JSON.stringify(set, null, 2)}\n`, 'application/json')
            }
          >
            Save as a file
          </Button>
          <input
            ref={file}
            type="file"
            accept=".json"
            hidden
            aria-label="Label set file"
            onChange={({ currentTarget }) => {
              void read(currentTarget.files?.[0]);
              currentTarget.value = '';
            }}
          />
        </Group>
        <Text size="sm" role="status" mih={20}>
          {unread ?? problem ?? ''}
        </Text>
        <FailureNote failure={save.failure} onClose={save.clear} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" disabled={problem !== null} loading={save.running}>
            Save and use
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function DropBox({
  name,
  head,
  onLabel,
  children,
}: {
  name: string;
  head: ReactNode;
  onLabel(label: string): void;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const isLabel = (event: DragEvent) => event.dataTransfer.types.includes(DRAGGED);
  return (
    <fieldset
      className={classes.box}
      aria-label={name}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!isLabel(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!isLabel(event)) return;
        event.preventDefault();
        onLabel(event.dataTransfer.getData(DRAGGED));
      }}
    >
      <div className={classes.head}>{head}</div>
      <div className={classes.labels}>{children}</div>
    </fieldset>
  );
}

/** A label that can be dragged. Its menu does the same with the keyboard. */
function LabelChip({
  label,
  clips,
  emotions,
  onMove,
  onNew,
}: {
  label: string;
  /** Null: no clip of the chosen corpora has it. */
  clips: number | null;
  emotions: readonly string[];
  onMove(emotion: string | null): void;
  onNew(): void;
}) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          draggable
          className={classes.chip}
          data-absent={clips === null || undefined}
          onDragStart={(event) => event.dataTransfer.setData(DRAGGED, label)}
        >
          {label}
          {clips !== null && <span className="tabular"> {count(clips)}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>“{label}” counts as</Menu.Label>
        {emotions.map((emotion) => (
          <Menu.Item key={emotion} onClick={() => onMove(emotion)}>
            {emotion}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onNew}>a new emotion</Menu.Item>
        <Menu.Item onClick={() => onMove(null)}>nothing: skip its clips</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
