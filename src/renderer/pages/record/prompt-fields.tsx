import {
  Button,
  FileButton,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Failure } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import { MAX_REPETITIONS } from '#shared/limits.ts';
import type { Prompts } from '#shared/own-corpora.ts';
import { emotionsToRecord } from './prompt-emotions.ts';
import { sentencesOfFile, sentencesOfText } from './sentence-list.ts';

/** Prompts while the user writes them: one sentence per line. */
export interface PromptDraft extends Omit<Prompts, 'sentences'> {
  sentences: string;
}

export type PromptProblems = Partial<Record<keyof Prompts, string>>;

interface PromptFieldsProps {
  draft: PromptDraft;
  problems: PromptProblems;
  onChange(draft: PromptDraft): void;
}

const ORDERS = [
  { value: 'random', label: 'Random, another order for each speaker' },
  { value: 'fixed', label: 'Fixed, as listed' },
];

/** What a speaker reads: emotions × sentences × repetitions, and in which order. */
export function PromptFields({ draft, problems, onChange }: PromptFieldsProps) {
  const { emotions, sentences, repetitions, order } = draft;
  const lines = sentencesOfText(sentences).length;
  return (
    <Stack gap="sm">
      <EmotionFields
        emotions={emotions}
        problem={problems.emotions}
        onChange={(chosen) => onChange({ ...draft, emotions: chosen })}
      />
      <Textarea
        label="Sentences"
        description="One per line. Sentences without a feeling of their own suit all emotions."
        autosize
        minRows={4}
        maxRows={12}
        value={sentences}
        error={problems.sentences}
        onChange={({ currentTarget }) => onChange({ ...draft, sentences: currentTarget.value })}
      />
      <Group gap="sm" align="flex-end">
        <ImportSentences
          onText={(name, text) => onChange({ ...draft, sentences: sentencesOfFile(name, text).join('\n') })}
        />
        <NumberInput
          label="Repetitions"
          w={130}
          min={1}
          max={MAX_REPETITIONS}
          allowDecimal={false}
          value={repetitions}
          error={problems.repetitions}
          onChange={(value) => onChange({ ...draft, repetitions: Number(value) })}
        />
        <Select
          label="Order"
          w={300}
          data={ORDERS}
          allowDeselect={false}
          value={order}
          onChange={(chosen) => onChange({ ...draft, order: chosen as Prompts['order'] })}
        />
      </Group>
      <Text size="sm" className="tabular" role="status">
        {counted(emotions.length, 'emotion')} × {counted(lines, 'sentence')} ×{' '}
        {counted(repetitions, 'repetition')} = {counted(emotions.length * lines * repetitions, 'clip')} of
        each speaker
      </Text>
    </Stack>
  );
}

interface EmotionFieldsProps {
  emotions: string[];
  problem: string | undefined;
  onChange(emotions: string[]): void;
}

/** The emotions, from a label set. New ones are added at the end, because their positions are in the names of files. */
function EmotionFields({ emotions, problem, onChange }: EmotionFieldsProps) {
  const { data: sets = [] } = useRequest('labelSets.list', {});
  const offered = sets.flatMap(({ set }) => emotionsToRecord(set));
  return (
    <Group gap="sm" align="flex-start" wrap="wrap">
      <Select
        label="Label set"
        description="Fills in its emotions."
        w={200}
        placeholder="Choose"
        data={sets.map(({ set }) => set.name)}
        value={null}
        onChange={(name) => {
          const found = sets.find(({ set }) => set.name === name);
          if (found !== undefined) onChange(emotionsToRecord(found.set));
        }}
      />
      <MultiSelect
        style={{ flex: '1 1 340px' }}
        label="Emotions"
        description="They become the labels of the clips."
        data={[...new Set([...emotions, ...offered])]}
        searchable
        hidePickedOptions
        value={emotions}
        error={problem}
        onChange={onChange}
      />
    </Group>
  );
}

/** 500 sentences of 300 characters take less. */
const MAX_FILE_BYTES = 1e6;

function ImportSentences({ onText }: { onText(name: string, text: string): void }) {
  const reset = useRef<() => void>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = async (file: File) => {
    const isTooLarge = file.size > MAX_FILE_BYTES;
    const message = `${file.name} is too large for a list of sentences. Choose a text or CSV file of at most 1 MB.`;
    setFailure(isTooLarge ? { code: 'file-too-large', message } : null);
    if (!isTooLarge) onText(file.name, await file.text());
  };
  return (
    <>
      <FileButton
        accept=".txt,.csv,.tsv,text/plain,text/csv"
        resetRef={reset}
        inputProps={{ 'aria-label': 'File with sentences' }}
        onChange={(file) => {
          if (file !== null) void read(file);
          // Reset, so that the same file can be chosen again.
          reset.current?.();
        }}
      >
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
            Import sentences …
          </Button>
        )}
      </FileButton>
      <FailureNote failure={failure} onClose={() => setFailure(null)} />
    </>
  );
}
