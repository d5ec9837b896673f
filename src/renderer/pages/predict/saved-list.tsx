import { ActionIcon, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { fileDrag } from '#renderer/parts/drag-out.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Failure } from '#shared/failure.ts';
import { dateTime } from '#shared/format.ts';
import type { Recording } from '#shared/sounds.ts';
import { SoundTable } from './sound-table.tsx';

export interface SavedListProps {
  recordings: readonly Recording[];
  failure: Failure | null;
  onOpen(recording: Recording): void;
  onRemove(recording: Recording): void;
}

/** The recordings in the laboratory's folder; opening one predicts its emotion, and the window lets one drag them out. */
export function SavedList({ recordings, failure, onOpen, onRemove }: SavedListProps) {
  const { desktop } = useLaboratory();
  if (failure !== null) return <FailureNote failure={failure} />;
  return (
    <SoundTable
      label="Saved recordings"
      empty="No saved recordings. Click Save beside a sound to save it to the laboratory folder."
      columns={[
        { key: 'saved', title: 'Saved', width: 150 },
        { key: 'remove', title: <span className="visually-hidden">Remove</span>, width: 52 },
      ]}
      rows={recordings.map((recording) => ({
        key: recording.id,
        name: recording.name,
        durationSeconds: recording.durationSeconds,
        recording,
        drag: fileDrag(desktop, recording.path),
        cells: [
          dateTime(recording.createdAt),
          <Tooltip key="remove" label="Remove (can be undone)">
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
