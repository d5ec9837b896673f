import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { type OwnCorpus, type OwnSpeaker, ownSpeakerSchema, SEXES } from '#shared/own-corpora.ts';

interface SpeakerDialogProps {
  corpus: OwnCorpus;
  opened: boolean;
  /** Null: a new one. */
  speaker: OwnSpeaker | null;
  onClose(): void;
}

/** Adds a speaker or changes what is known about one. */
export function SpeakerDialog({ corpus, opened, speaker, onClose }: SpeakerDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={speaker === null ? 'Add a speaker' : `Speaker ${speaker.code}`}
    >
      {opened && <SpeakerForm corpus={corpus} speaker={speaker} onClose={onClose} />}
    </Modal>
  );
}

function SpeakerForm({ corpus, speaker, onClose }: Omit<SpeakerDialogProps, 'opened'>) {
  const save = useAction('ownCorpora.saveSpeaker');
  const [code, setCode] = useState(speaker?.code ?? nextCode(corpus));
  const [sex, setSex] = useState<OwnSpeaker['sex']>(speaker?.sex ?? null);
  const [ageGroup, setAgeGroup] = useState(speaker?.ageGroup ?? '');
  const [language, setLanguage] = useState(speaker?.language ?? corpus.speakers.at(-1)?.language ?? '');
  const [tried, setTried] = useState(false);
  const parsed = ownSpeakerSchema.safeParse({ code, sex, ageGroup, language });
  const isTaken =
    speaker === null && corpus.speakers.some((other) => other.code.toLowerCase() === code.toLowerCase());
  const problemOf = (field: keyof OwnSpeaker) =>
    tried ? parsed.error?.issues.find(({ path }) => path[0] === field)?.message : undefined;
  const submit = async () => {
    setTried(true);
    if (!parsed.success || isTaken) return;
    if ((await save.run({ name: corpus.name, speaker: parsed.data })) !== undefined) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label="Code"
          description="In place of the name, such as p01."
          spellCheck={false}
          value={code}
          disabled={speaker !== null}
          error={isTaken && tried ? `There is a speaker ${code} already.` : problemOf('code')}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
        />
        <Select
          label="Sex"
          placeholder="Not given"
          clearable
          clearButtonProps={{ 'aria-label': 'Clear the sex' }}
          data={[...SEXES]}
          value={sex}
          onChange={(chosen) => setSex(chosen as OwnSpeaker['sex'])}
        />
        <TextInput
          label="Age group (optional)"
          placeholder="20–29"
          value={ageGroup}
          error={problemOf('ageGroup')}
          onChange={({ currentTarget }) => setAgeGroup(currentTarget.value)}
        />
        <TextInput
          label="Language (optional)"
          placeholder="English"
          value={language}
          error={problemOf('language')}
          onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
        />
        <FailureNote failure={save.failure} onClose={save.clear} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.running}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The first of p01, p02 … that is free. */
function nextCode({ speakers }: OwnCorpus): string {
  const taken = new Set(speakers.map(({ code }) => code.toLowerCase()));
  for (let number = 1; ; number++) {
    const code = `p${String(number).padStart(2, '0')}`;
    if (!taken.has(code)) return code;
  }
}
