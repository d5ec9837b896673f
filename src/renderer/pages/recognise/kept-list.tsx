import { ActionIcon, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { Failure } from '../../../shared/failure.ts';
import type { Recording } from '../../../shared/sounds.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { dateTime } from '../../parts/figures.ts';
import { SoundTable } from './sound-table.tsx';

export interface KeptListProps {
  recordings: readonly Recording[];
  failure: Failure | null;
  onOpen(recording: Recording): void;
  onRemove(recording: Recording): void;
}

/** The recordings in the laboratory's folder: opened, they are recognised. */
export function KeptList({ recordings, failure, onOpen, onRemove }: KeptListProps) {
  if (failure !== null) return <FailureNote failure={failure} />;
  return (
    <SoundTable
      label="Kept recordings"
      empty="No recording is kept yet. “Keep” beside a sound puts it into the laboratory’s folder."
      columns={[
        { key: 'kept', title: 'Kept', width: 150 },
        { key: 'remove', title: <span className="visually-hidden">Remove</span>, width: 52 },
      ]}
      rows={recordings.map((recording) => ({
        key: recording.id,
        name: recording.name,
        durationSeconds: recording.durationSeconds,
        recording,
        cells: [
          dateTime(recording.createdAt),
          <Tooltip key="remove" label="Remove; it can be taken back">
            <ActionIcon
              variant="subtle"
              size="sm"
              aria-label={`Remove ${recording.name}`}
              onClick={(event) => {
                event.stopPropagation();
                onRemove(recording);
              }}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Tooltip>,
        ],
      }))}
      onOpen={({ recording }) => onOpen(recording)}
    />
  );
}
