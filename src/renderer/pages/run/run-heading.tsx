import { ActionIcon, Anchor, Badge, Group, Text, Tooltip } from '@mantine/core';
import { IconPencil, IconTags } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { RunStatusMark } from '#renderer/parts/notes/run-status.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import type { Run, RunStatus } from '#shared/runs.ts';
import { NotesForm } from './notes-form.tsx';
import { RenameField } from './rename-field.tsx';
import { runLine } from './run-labels.ts';

/** The name of a run with a rename button, its status and settings in one line, its tags and notes. */
export function RunHeading({ run, status, actions }: { run: Run; status: RunStatus; actions: ReactNode }) {
  const [renaming, setRenaming] = useState(false);
  const [noting, setNoting] = useState(false);
  return (
    <div>
      <Anchor component={Link} to="/runs" size="sm">
        Runs
      </Anchor>
      <PageHeader
        title={
          renaming ? (
            <RenameField run={run} width={420} onDone={() => setRenaming(false)} />
          ) : (
            <Group gap={6} wrap="nowrap">
              <Text span inherit truncate title={run.name}>
                {run.name}
              </Text>
              <Tooltip label="Rename">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label="Rename"
                  onClick={() => setRenaming(true)}
                >
                  <IconPencil size={16} />
                </ActionIcon>
              </Tooltip>
            </Group>
          )
        }
        about={
          <Group gap="xs">
            <RunStatusMark status={status} />
            <span>{runLine(run)}</span>
            <Tooltip label="Tags and notes">
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label="Change tags and notes"
                onClick={() => setNoting(true)}
              >
                <IconTags size={15} />
              </ActionIcon>
            </Tooltip>
            {run.synthetic && (
              <Badge variant="default" size="sm" tt="none">
                synthetic voices
              </Badge>
            )}
            {run.grid !== null && (
              <Badge variant="light" size="sm" tt="none" fw={500} maw={320} title={`Grid: ${run.grid}`}>
                {run.grid}
              </Badge>
            )}
            {run.tags.map((tag) => (
              <Badge key={tag} variant="default" size="sm" tt="none" fw={500}>
                {tag}
              </Badge>
            ))}
          </Group>
        }
        actions={actions}
      />
      {run.notes !== '' && (
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} lineClamp={6}>
          {run.notes}
        </Text>
      )}
      <NotesForm run={noting ? run.id : null} onClose={() => setNoting(false)} />
    </div>
  );
}
