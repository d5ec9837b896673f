import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { MAX_LISTED_RUNS } from '#shared/limits.ts';
import { distinctTitles } from '#shared/run-names.ts';

/** Matching options that are drawn at once. A search finds the others. */
const MAX_SHOWN = 100;

/** A list of the other runs, for one more. */
export function AddRun({
  label,
  except,
  onAdd,
  inPopover = false,
}: {
  label: string;
  /** Ids of runs that are compared already. */
  except: readonly string[];
  onAdd(id: string): void;
  /** Its list is inside the popover, which would otherwise close when an option is clicked. */
  inPopover?: boolean;
}) {
  const { data } = useRequest('runs.list', { limit: MAX_LISTED_RUNS });
  const options = useMemo(
    () =>
      [...distinctTitles(data ?? [])].flatMap(([value, label]) =>
        except.includes(value) ? [] : [{ value, label }],
      ),
    [data, except],
  );
  return (
    <Select
      aria-label={label}
      placeholder={label}
      size="sm"
      w="clamp(150px, 24vw, 280px)"
      data={options}
      value={null}
      onChange={(id) => id !== null && onAdd(id)}
      searchable
      limit={MAX_SHOWN}
      nothingFoundMessage={data === undefined ? 'Loading …' : 'No other run matches.'}
      data-autofocus={inPopover || undefined}
      comboboxProps={{ width: 360, position: 'bottom-end', withinPortal: !inPopover }}
    />
  );
}
