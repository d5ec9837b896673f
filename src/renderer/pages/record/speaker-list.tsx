import { ActionIcon, Button, Group, Menu, Table, Text } from '@mantine/core';
import {
  IconDots,
  IconMicrophone,
  IconPencil,
  IconSignature,
  IconTrash,
  IconUserPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAction } from '#renderer/client/use-action.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { counted, dateTime } from '#shared/format.ts';
import type { OwnCorpus } from '#shared/own-corpora.ts';
import { ConsentDialog, WithdrawDialog } from './consent-dialogs.tsx';
import { recordAddress } from './record-address.ts';
import { SpeakerDialog } from './speaker-dialog.tsx';

type Speaker = OwnCorpus['speakers'][number];
type Opened = { dialog: 'speaker' | 'consent' | 'withdraw'; speaker: Speaker | null } | null;

/** The speakers with their consent and progress. */
export function SpeakerList({ corpus }: { corpus: OwnCorpus }) {
  const { name, prompts, speakers } = corpus;
  const total = prompts.emotions.length * prompts.sentences.length * prompts.repetitions;
  const [opened, setOpened] = useState<Opened>(null);
  const remove = useAction('ownCorpora.removeSpeaker');
  const restore = useAction('ownCorpora.restoreConsent');
  const close = () => setOpened(null);
  return (
    <>
      {speakers.length === 0 ? (
        <Text size="sm" c="dimmed" mb="sm">
          No speakers yet. Add the first one.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={640} mb="sm" scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label="Speakers">
            <Table.Thead>
              <Table.Tr>
                {['Code', 'Sex', 'Age group', 'Language', 'Consent'].map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
                <Table.Th ta="right">Recorded</Table.Th>
                <Table.Th>
                  <span className="visually-hidden">Actions</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {speakers.map((speaker) => (
                <Table.Tr key={speaker.code}>
                  <Table.Td fw={600}>{speaker.code}</Table.Td>
                  <Table.Td>{speaker.sex ?? '–'}</Table.Td>
                  <Table.Td>{speaker.ageGroup || '–'}</Table.Td>
                  <Table.Td>{speaker.language || '–'}</Table.Td>
                  <Table.Td>{consentOf(speaker)}</Table.Td>
                  <Table.Td ta="right" className="tabular" style={{ whiteSpace: 'nowrap' }}>
                    {speaker.clips} of {total}
                  </Table.Td>
                  <Table.Td>
                    <Group gap="xs" justify="flex-end" wrap="nowrap">
                      <MainAction
                        corpus={name}
                        speaker={speaker}
                        onConsent={() => setOpened({ dialog: 'consent', speaker })}
                      />
                      <SpeakerMenu
                        speaker={speaker}
                        onOpen={(dialog) => setOpened({ dialog, speaker })}
                        onRemove={() => void remove.run({ name, speaker: speaker.code })}
                        onRestore={() => void restore.run({ name, speaker: speaker.code })}
                      />
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <FailureNote failure={remove.failure} onClose={remove.clear} />
      <FailureNote failure={restore.failure} onClose={restore.clear} />
      <Group>
        <Button
          variant={speakers.length === 0 ? 'filled' : 'default'}
          leftSection={<IconUserPlus size={16} />}
          onClick={() => setOpened({ dialog: 'speaker', speaker: null })}
        >
          Add a speaker
        </Button>
      </Group>
      <SpeakerDialog
        corpus={corpus}
        opened={opened?.dialog === 'speaker'}
        speaker={opened?.speaker ?? null}
        onClose={close}
      />
      <ConsentDialog
        corpus={corpus}
        speaker={opened?.dialog === 'consent' ? opened.speaker : null}
        onClose={close}
      />
      <WithdrawDialog
        corpus={corpus}
        speaker={opened?.dialog === 'withdraw' ? opened.speaker : null}
        onClose={close}
      />
    </>
  );
}

const consentOf = ({ consent, trashed }: Speaker): string => {
  if (consent !== null) return `Given ${dateTime(consent.givenAt)}`;
  return trashed === 0 ? 'Not given' : `Withdrawn, ${counted(trashed, 'clip')} in the trash`;
};

interface MainActionProps {
  corpus: string;
  speaker: Speaker;
  onConsent(): void;
}

/** Nothing is recorded before the consent. */
function MainAction({ corpus, speaker: { code, consent }, onConsent }: MainActionProps) {
  return consent === null ? (
    <Button
      size="compact-md"
      variant="default"
      leftSection={<IconSignature size={15} />}
      aria-label={`Consent of ${code} …`}
      onClick={onConsent}
    >
      Consent …
    </Button>
  ) : (
    <Button
      component={Link}
      to={recordAddress(corpus, code)}
      size="compact-md"
      leftSection={<IconMicrophone size={15} />}
      aria-label={`Record ${code}`}
    >
      Record
    </Button>
  );
}

interface SpeakerMenuProps {
  speaker: Speaker;
  onOpen(dialog: 'speaker' | 'consent' | 'withdraw'): void;
  onRemove(): void;
  onRestore(): void;
}

function SpeakerMenu({ speaker, onOpen, onRemove, onRestore }: SpeakerMenuProps) {
  const { code, consent, clips, trashed } = speaker;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={`More about ${code}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onOpen('speaker')}>
          Change …
        </Menu.Item>
        {consent !== null && (
          <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => onOpen('withdraw')}>
            Withdraw the consent …
          </Menu.Item>
        )}
        {consent === null && trashed > 0 && (
          <Menu.Item leftSection={<IconSignature size={16} />} onClick={onRestore}>
            Undo the withdrawal
          </Menu.Item>
        )}
        {clips === 0 && consent === null && (
          <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={onRemove}>
            Remove from the list
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
