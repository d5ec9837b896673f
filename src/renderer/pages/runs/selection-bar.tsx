import { Button, CloseButton, Text, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconFileSpreadsheet,
  IconPencil,
  IconRepeat,
  IconScale,
  IconTags,
  IconTrash,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import { usePreparedComparison } from '#renderer/pages/compare/use-prepared-comparison.ts';
import { isActive } from '#renderer/pages/run/run-labels.ts';
import type { SelectedItem } from '#renderer/parts/table/table-selection.ts';
import type { RunSummary } from '#shared/answers.ts';
import { count, counted } from '#shared/format.ts';
import { comparisonPath, comparisonProblem } from './comparison-choice.ts';
import classes from './runs-page.module.css';

/** The key that renames the current row. */
export const RENAMING_KEY = 'F2';

export interface SelectionBarProps {
  /** At least one. */
  items: readonly SelectedItem<RunSummary>[];
  inTrash: boolean;
  onTag(): void;
  onRename(): void;
  onExport(): void;
  /** Moves the runs to the trash, or restores them. */
  onRemove(): void;
  onClear(): void;
}

/** What can be done with the selected runs and groups, below the table. */
export function SelectionBar(props: SelectionBarProps) {
  const { items, inTrash } = props;
  const runs = items.flatMap((item) => item.rows);
  const names = runs.length === 1 ? `“${runs[0].name}”` : `${count(runs.length)} runs`;
  const active = runs.some(({ status }) => isActive(status));
  const problem = comparisonProblem(items);
  usePreparedComparison(inTrash ? [] : items.map(({ rows }) => rows.map(({ id }) => id)));
  const groups = items.filter(({ group }) => group !== null).length;
  return (
    <section className={classes.selection} aria-label="Selection">
      <Text size="sm" fw={500} className="tabular" style={{ whiteSpace: 'nowrap' }}>
        {count(items.length)} selected
        {groups > 0 && (
          <Text span inherit fw={400} c="dimmed">
            {` (${counted(runs.length, 'run')})`}
          </Text>
        )}
      </Text>
      {inTrash ? (
        <Button
          size="xs"
          leftSection={<IconArrowBackUp size={15} />}
          aria-label={`Restore ${names}`}
          onClick={props.onRemove}
        >
          Restore
        </Button>
      ) : (
        <>
          {problem === null ? (
            <Button
              component={Link}
              to={comparisonPath(items)}
              size="xs"
              leftSection={<IconScale size={15} />}
            >
              Compare
            </Button>
          ) : (
            <Button
              size="xs"
              disabled
              leftSection={<IconScale size={15} />}
              aria-describedby="not-comparable"
            >
              Compare
            </Button>
          )}
          <Button size="xs" variant="default" leftSection={<IconTags size={15} />} onClick={props.onTag}>
            {runs.length === 1 ? 'Tags and notes' : 'Tag'}
          </Button>
          {runs.length === 1 && (
            <>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPencil size={15} />}
                title={`Rename (${RENAMING_KEY})`}
                onClick={props.onRename}
              >
                Rename
              </Button>
              <Button
                component={Link}
                to={`/train?from=${encodeURIComponent(runs[0].id)}`}
                size="xs"
                variant="default"
                leftSection={<IconRepeat size={15} />}
                title="Train again with these settings"
              >
                Train again
              </Button>
            </>
          )}
        </>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconFileSpreadsheet size={15} />}
        onClick={props.onExport}
      >
        Export CSV
      </Button>
      {!inTrash && (
        <Tooltip label={active ? 'Stop active runs before you move them to the trash' : 'Delete'}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTrash size={15} />}
            aria-label={
              active
                ? 'Stop active runs before you move them to the trash'
                : `Move ${names} to trash (Delete)`
            }
            disabled={active}
            onClick={props.onRemove}
          >
            Trash
          </Button>
        </Tooltip>
      )}
      {!inTrash && problem !== null && (
        <Text size="xs" c="dimmed" id="not-comparable">
          {problem}
        </Text>
      )}
      <CloseButton size="sm" ml="auto" aria-label="Clear the selection" onClick={props.onClear} />
    </section>
  );
}
