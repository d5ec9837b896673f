import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Popover,
  ScrollArea,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconFilter, IconFilterFilled } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { count } from '#shared/format.ts';
import classes from './data-table.module.css';
import { parseNumberCondition } from './number-condition.ts';
import type { TableColumn } from './table-column.ts';
import { type ColumnFilter, choicesOf, isFiltering } from './table-view.ts';

interface ColumnFilterProps<Row> {
  column: TableColumn<Row>;
  rows: readonly Row[];
  filter: ColumnFilter | undefined;
  onFilter: (filter: ColumnFilter | null) => void;
}

/** Opens a column's filter; its icon is filled while the filter is active. */
export function ColumnFilterButton<Row>(props: ColumnFilterProps<Row>) {
  const { column, filter } = props;
  const [opened, setOpened] = useState(false);
  const filtering = isFiltering(column, filter);
  const Icon = filtering ? IconFilterFilled : IconFilter;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          size="sm"
          color={filtering ? undefined : 'gray'}
          className={classes.filter}
          data-filtering={filtering || undefined}
          aria-label={`Filter ${column.title}${filtering ? ', on' : ''}`}
          onClick={() => setOpened((was) => !was)}
        >
          <Icon size={14} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="sm" w={250} aria-label={`Filter ${column.title}`}>
        {opened && (
          <Stack gap="xs">
            {column.kind === 'choice' ? (
              <ChoiceFilter {...props} />
            ) : (
              <TextFilter {...props} onDone={() => setOpened(false)} />
            )}
            <Group justify="flex-end">
              <Button size="xs" variant="subtle" disabled={!filtering} onClick={() => props.onFilter(null)}>
                Clear
              </Button>
            </Group>
          </Stack>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function TextFilter<Row>({
  column,
  filter,
  onFilter,
  onDone,
}: ColumnFilterProps<Row> & { onDone: () => void }) {
  const text = filter?.kind === 'text' ? filter.text : '';
  const isNumber = column.kind === 'number';
  const wrong = isNumber && text.trim() !== '' && parseNumberCondition(text) === null;
  return (
    <TextInput
      data-autofocus
      size="xs"
      label={isNumber ? `${column.title} is` : `${column.title} contains`}
      description={isNumber ? 'For example >3, <=2.5, 1..3 or 2' : undefined}
      placeholder={isNumber ? '>3' : undefined}
      error={wrong ? 'Enter a number, >3, <2 or 1..3' : undefined}
      value={text}
      onChange={({ currentTarget }) =>
        onFilter(currentTarget.value === '' ? null : { kind: 'text', text: currentTarget.value })
      }
      onKeyDown={({ key }) => key === 'Enter' && onDone()}
    />
  );
}

/** A longer list is not useful to choose from. */
const MAX_CHOICES = 200;

function ChoiceFilter<Row>({ column, rows, filter, onFilter }: ColumnFilterProps<Row>) {
  const choices = useMemo(() => choicesOf(rows, column), [rows, column]);
  const chosen = filter?.kind === 'choice' ? filter.chosen : [];
  const toggle = (value: string | null) => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    onFilter(next.length === 0 ? null : { kind: 'choice', chosen: next });
  };
  return (
    <ScrollArea.Autosize mah={280} type="auto">
      <Stack gap={8} role="group" aria-label={column.title} pb={2}>
        {choices.slice(0, MAX_CHOICES).map(({ value, rows: matching }, index) => (
          <Checkbox
            key={value ?? ''}
            size="xs"
            data-autofocus={index === 0 || undefined}
            checked={chosen.includes(value)}
            onChange={() => toggle(value)}
            label={
              <>
                {value ?? (column.values ? 'none' : 'unknown')}{' '}
                <Text span inherit c="dimmed" className="tabular">
                  {count(matching)}
                </Text>
              </>
            }
          />
        ))}
        {choices.length > MAX_CHOICES && (
          <Text size="xs" c="dimmed">
            And {choices.length - MAX_CHOICES} more: use the search.
          </Text>
        )}
      </Stack>
    </ScrollArea.Autosize>
  );
}
