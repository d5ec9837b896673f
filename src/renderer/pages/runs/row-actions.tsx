import { ActionIcon, Group, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconExternalLink,
  IconPencil,
  IconRepeat,
  IconTags,
  IconTrash,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import type { RunSummary } from '../../../shared/answers.ts';
import { isActive } from '../run/run-words.ts';

/** Changes the name of the row at hand. */
export const RENAMING_KEY = 'F2';

export interface RowActionsProps {
  /** The ticked runs, or the one that the user went to. */
  targets: readonly RunSummary[];
  inBin: boolean;
  onOpen(): void;
  onRename(): void;
  onNotes(): void;
  /** Into the bin, or out of it. */
  onRemove(): void;
}

/** What can be done with the runs at hand; always there, so that nothing jumps. */
export function RowActions({ targets, inBin, onOpen, onRename, onNotes, onRemove }: RowActionsProps) {
  const one = targets.length === 1;
  const named = one ? `“${targets[0].name}”` : `${targets.length} runs`;
  const atWork = targets.some(({ status }) => isActive(status));
  const button = (label: string, Icon: typeof IconPencil, enabled: boolean, act: () => void) => (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} aria-label={label} disabled={!enabled} onClick={act}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
  if (inBin) {
    return (
      <Group gap={4} wrap="nowrap">
        {button(
          targets.length === 0 ? 'Restore' : `Restore ${named}`,
          IconArrowBackUp,
          targets.length > 0,
          onRemove,
        )}
      </Group>
    );
  }
  return (
    <Group gap={4} wrap="nowrap">
      {button('Open (Enter)', IconExternalLink, one, onOpen)}
      {button(`Rename (${RENAMING_KEY})`, IconPencil, one, onRename)}
      {button('Tags and notes', IconTags, one, onNotes)}
      <Tooltip label="Train again with its settings">
        <ActionIcon
          component={Link}
          to={one ? `/train?from=${encodeURIComponent(targets[0].id)}` : '#'}
          variant="default"
          size={30}
          aria-label="Train again with its settings"
          data-disabled={!one || undefined}
          aria-disabled={!one}
          onClick={(event: React.MouseEvent) => !one && event.preventDefault()}
        >
          <IconRepeat size={16} />
        </ActionIcon>
      </Tooltip>
      {button(
        atWork
          ? 'Stop what is at work before it goes in the bin'
          : targets.length === 0
            ? 'Put in the bin (Delete)'
            : `Put ${named} in the bin (Delete)`,
        IconTrash,
        targets.length > 0 && !atWork,
        onRemove,
      )}
    </Group>
  );
}
