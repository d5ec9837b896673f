import { Alert, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAction, useLastingAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import { counted } from '#shared/format.ts';
import { consentGiverSchema, type OwnCorpus } from '#shared/own-corpora.ts';
import classes from './record.module.css';

interface DialogProps {
  corpus: OwnCorpus;
  /** Null: the dialog is closed. */
  speaker: OwnCorpus['speakers'][number] | null;
  onClose(): void;
}

/** Shows the statement, and records who agreed to it. */
export function ConsentDialog({ corpus, speaker, onClose }: DialogProps) {
  return (
    <Modal opened={speaker !== null} onClose={onClose} title={`Consent of ${speaker?.code}`} size="lg">
      {speaker !== null && <ConsentForm corpus={corpus} code={speaker.code} onClose={onClose} />}
    </Modal>
  );
}

function ConsentForm({ corpus, code, onClose }: { corpus: OwnCorpus; code: string; onClose(): void }) {
  const give = useAction('ownCorpora.giveConsent');
  const [givenBy, setGivenBy] = useState('');
  const [agreed, setAgreed] = useState(false);
  const giver = consentGiverSchema.safeParse(givenBy);
  const save = async () => {
    if (!giver.success || !agreed) return;
    const given = await give.run({ name: corpus.name, speaker: code, givenBy: giver.data });
    if (given !== undefined) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled with the keyboard */}
        <section className={classes.statement} aria-label="Consent statement" tabIndex={0}>
          {corpus.statement}
        </section>
        <TextInput
          data-autofocus
          label="Name of the person who gives the consent"
          description="The speaker, or somebody who may decide for the speaker. It is saved with the consent, not with the clips."
          value={givenBy}
          onChange={({ currentTarget }) => setGivenBy(currentTarget.value)}
        />
        <Checkbox
          label="This person has read the statement and agrees to it."
          checked={agreed}
          onChange={({ currentTarget }) => setAgreed(currentTarget.checked)}
        />
        <FailureNote failure={give.failure} onClose={give.clear} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!giver.success || !agreed} loading={give.running}>
            Save the consent
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Asks before everything that was recorded of a speaker goes to the trash. */
export function WithdrawDialog({ corpus, speaker, onClose }: DialogProps) {
  return (
    <Modal opened={speaker !== null} onClose={onClose} title="Withdraw the consent">
      {speaker !== null && <WithdrawQuestion corpus={corpus} speaker={speaker} onClose={onClose} />}
    </Modal>
  );
}

function WithdrawQuestion({
  corpus: { name, folder },
  speaker: { code, clips },
  onClose,
}: DialogProps & { speaker: OwnCorpus['speakers'][number] }) {
  const laboratory = useLaboratory();
  const withdraw = useAction('ownCorpora.withdrawConsent');
  const scan = useLastingAction('library.add');
  const { data: library = [] } = useRequest('library.list', {});
  const isAdded = library.some((entry) => entry.folder === folder);
  const answer = async () => {
    if ((await withdraw.run({ name, speaker: code })) === undefined) return;
    onClose();
    // The clips leave the lists of the laboratory too.
    const scanAgain = () => (isAdded ? void scan.run({ folders: [folder] }) : undefined);
    scanAgain();
    showUndo(`${code}: consent withdrawn, ${counted(clips, 'clip')} moved to the trash.`, () => {
      void laboratory
        .invoke('ownCorpora.restoreConsent', { name, speaker: code })
        .then(scanAgain, () => undefined);
    });
  };
  return (
    <Stack gap="sm">
      <Text size="sm">
        All recordings of {code} ({counted(clips, 'clip')} and earlier takes) and the consent are moved to the
        trash now, and deleted after seven days.
      </Text>
      <Alert variant="light" color="yellow">
        Copies that you made, features and models that were trained with the clips are not changed.
      </Alert>
      <FailureNote failure={withdraw.failure} />
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button color="red.9" loading={withdraw.running} onClick={() => void answer()}>
          Withdraw the consent
        </Button>
      </Group>
    </Stack>
  );
}
