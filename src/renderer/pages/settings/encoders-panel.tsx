import { Skeleton } from '@mantine/core';
import { useAction, useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { InstallableCard } from '#renderer/parts/installable/installable-card.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { EncoderStatus } from '#shared/encoders.ts';
import { Section } from './section.tsx';

/** The pretrained encoders: which are installed, their licences, and buttons to add, download or remove them. */
export function EncodersPanel() {
  const list = useRequest('encoders.list', {});
  return (
    <Section
      title="Encoders"
      about="Networks that were trained on much speech. Their frames replace mel bands as features; a small network is trained on them. No address is contacted before you start a download."
    >
      <FailureNote failure={list.failure} />
      {list.data === undefined ? (
        <Skeleton height={300} />
      ) : (
        list.data.map((encoder) => <Encoder key={encoder.name} encoder={encoder} />)
      )}
    </Section>
  );
}

function Encoder({ encoder }: { encoder: EncoderStatus }) {
  const { name } = encoder;
  return (
    <InstallableCard
      item={encoder}
      what="encoder"
      add={useLastingAction('encoders.add', name)}
      download={useLastingAction('encoders.download', name)}
      remove={useAction('encoders.remove')}
      removal="Runs that were trained with it stay, but cannot predict until you add it again."
    />
  );
}
