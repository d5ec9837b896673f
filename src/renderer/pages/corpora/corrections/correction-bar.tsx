import { Button, CloseButton, Text } from '@mantine/core';
import { IconArrowBackUp, IconBan, IconBookmark, IconMoodEdit } from '@tabler/icons-react';
import { count } from '#shared/format.ts';
import classes from '../corpora.module.css';
import { isAll, type ListedClip } from './corrected-clips.ts';

/** The keys in the list of clips. */
export const EXCLUDE_KEY = 'e';
export const MARK_KEY = 'm';
export const UNDO_KEY = 'Ctrl+z';

export interface CorrectionBarProps {
  /** The selected clips, at least one. */
  clips: readonly ListedClip[];
  onRelabel(): void;
  /** Excludes the clips, or includes them if all are excluded. */
  onExclude(): void;
  /** Marks the clips, or removes the marks if all are marked. */
  onMark(): void;
  /** Gives the clips the labels of the corpus again. */
  onOwnLabel(): void;
  onClear(): void;
}

/** What can be corrected in the selected clips, below the list. */
export function CorrectionBar({ clips, ...on }: CorrectionBarProps) {
  const excluded = isAll(clips, ({ excluded }) => excluded);
  const marked = isAll(clips, ({ marked }) => marked);
  const relabelled = clips.some(({ correction }) => (correction?.label ?? null) !== null);
  return (
    <section className={classes.selection} aria-label="Selection">
      <Text size="sm" fw={500} className="tabular" style={{ whiteSpace: 'nowrap' }}>
        {count(clips.length)} selected
      </Text>
      <Button size="xs" leftSection={<IconMoodEdit size={15} aria-hidden />} onClick={on.onRelabel}>
        Change emotion …
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconBan size={15} aria-hidden />}
        title={excluded ? 'Use in runs again (E)' : 'Skip in all new runs (E)'}
        onClick={on.onExclude}
      >
        {excluded ? 'Include again' : 'Exclude …'}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconBookmark size={15} aria-hidden />}
        title={marked ? 'Remove the mark (M)' : 'Mark, to look at it again (M). Without effect on runs'}
        onClick={on.onMark}
      >
        {marked ? 'Remove mark' : 'Mark'}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowBackUp size={15} aria-hidden />}
        disabled={!relabelled}
        onClick={on.onOwnLabel}
      >
        Back to the corpus’s label
      </Button>
      <CloseButton size="sm" ml="auto" aria-label="Clear the selection" onClick={on.onClear} />
    </section>
  );
}
