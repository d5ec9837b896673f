import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { counted } from '#shared/format.ts';
import { emotionNames, SEVEN } from '#shared/label-sets.ts';
import { compareLabels, labelSchema } from '#shared/labels.ts';
import { MAX_CORRECTION_NOTE_CHARACTERS } from '#shared/limits.ts';
import { type ListedClip, labelOf } from './corrected-clips.ts';

/** More emotions are typed. */
const MAX_OFFERED = 40;

interface DialogProps<Value> {
  /** The clips that it is about; null: it is closed. */
  clips: readonly ListedClip[] | null;
  onClose(): void;
  onDone(value: Value): void;
}

/** Asks for the emotion that clips are given. `known`: labels of the added corpora. */
export function RelabelDialog({
  clips,
  known,
  onClose,
  onDone,
}: DialogProps<string> & { known: readonly string[] }) {
  return (
    <Modal opened={clips !== null} onClose={onClose} title="Change emotion">
      {clips !== null && <RelabelForm clips={clips} known={known} onClose={onClose} onDone={onDone} />}
    </Modal>
  );
}

function RelabelForm({
  clips,
  known,
  onClose,
  onDone,
}: Omit<DialogProps<string>, 'clips'> & { clips: readonly ListedClip[]; known: readonly string[] }) {
  const [label, setLabel] = useState('');
  const [tried, setTried] = useState(false);
  const typed = label.trim().toLowerCase();
  const problem =
    typed === ''
      ? 'Choose an emotion above, or type one.'
      : labelSchema.safeParse(typed).success
        ? null
        : 'Use letters, digits, spaces and hyphens, at most 40.';
  const offered = [...new Set([...known, ...emotionNames(SEVEN)])].toSorted(compareLabels);
  const now = [...new Set(clips.map(labelOf))].toSorted(compareLabels).join(', ');
  return (
    <Form
      about={`${counted(clips.length, 'clip')} labelled ${now}. The files are not changed.`}
      button="Change"
      onClose={onClose}
      onSubmit={() => {
        setTried(true);
        if (problem === null) onDone(typed);
      }}
    >
      <Group gap={6} role="group" aria-label="Emotions">
        {offered.slice(0, MAX_OFFERED).map((emotion, index) => (
          <Button
            key={emotion}
            size="compact-md"
            variant="default"
            onClick={() => onDone(emotion)}
            data-autofocus={index === 0 || undefined}
          >
            <EmotionBadge emotion={emotion} />
          </Button>
        ))}
      </Group>
      <TextInput
        label="Another emotion"
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        error={tried ? problem : null}
      />
    </Form>
  );
}

/** Asks for the reason of an exclusion, which may be empty. */
export function ExcludeDialog({ clips, onClose, onDone }: DialogProps<string>) {
  return (
    <Modal opened={clips !== null} onClose={onClose} title="Exclude from all runs">
      {clips !== null && <ExcludeForm clips={clips} onClose={onClose} onDone={onDone} />}
    </Modal>
  );
}

function ExcludeForm({
  clips,
  onClose,
  onDone,
}: Omit<DialogProps<string>, 'clips'> & { clips: readonly ListedClip[] }) {
  const notes = new Set(clips.map(({ correction }) => correction?.note ?? ''));
  const [note, setNote] = useState(notes.size === 1 ? [...notes][0] : '');
  return (
    <Form
      about={`${counted(clips.length, 'clip')} will be skipped in all new runs. The files are not changed.`}
      button="Exclude"
      onClose={onClose}
      onSubmit={() => onDone(note.trim())}
    >
      <Textarea
        label="Reason"
        description="Optional. Plans and reports show it."
        autosize
        minRows={2}
        maxRows={6}
        maxLength={MAX_CORRECTION_NOTE_CHARACTERS}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          onDone(note.trim());
        }}
        data-autofocus
      />
    </Form>
  );
}

function Form({
  about,
  button,
  onClose,
  onSubmit,
  children,
}: {
  about: string;
  button: string;
  onClose(): void;
  onSubmit(): void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {about}
        </Text>
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">{button}</Button>
        </Group>
      </Stack>
    </form>
  );
}
