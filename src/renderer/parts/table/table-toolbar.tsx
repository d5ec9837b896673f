import {
  ActionIcon,
  Button,
  Checkbox,
  CloseButton,
  Group,
  Popover,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconColumns3, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { count, counted } from '#shared/format.ts';
import type { TableColumn } from './table-column.ts';

interface TableToolbarProps<Row> {
  columns: readonly TableColumn<Row>[];
  hidden: ReadonlySet<string>;
  onHidden: (hidden: ReadonlySet<string>) => void;
  /** Null: without a search field. `filtered`: the columns with an active filter. */
  filters: { search: string; onSearch: (text: string) => void; filtered: readonly TableColumn<Row>[] } | null;
  onClear: () => void;
  counts: { shown: number; all: number; groups: number; ticked: number };
  nouns: readonly [string, string];
  actions: ReactNode;
}

/** The controls above a table: search, number of rows, actions, choice of columns. */
export function TableToolbar<Row>(props: TableToolbarProps<Row>) {
  const { filters, counts, nouns } = props;
  const searchId = useId();
  const isNarrowed = filters !== null && (filters.filtered.length > 0 || filters.search.trim() !== '');
  const noun = counts.all === 1 ? nouns[0] : nouns[1];
  return (
    <Group gap="sm" mb={8} mih={34}>
      {filters !== null && (
        <TextInput
          id={searchId}
          aria-label={`Search ${nouns[1]}`}
          placeholder={`Search ${nouns[1]}`}
          size="xs"
          // Narrower before the controls wrap.
          flex="1 1 150px"
          maw={240}
          leftSection={<IconSearch size={15} aria-hidden />}
          rightSection={
            filters.search !== '' && (
              <CloseButton size="xs" aria-label="Clear the search" onClick={() => filters.onSearch('')} />
            )
          }
          value={filters.search}
          onChange={({ currentTarget }) => filters.onSearch(currentTarget.value)}
        />
      )}
      <Text size="sm" c="dimmed" className="tabular" role="status" style={{ whiteSpace: 'nowrap' }}>
        {isNarrowed
          ? `${count(counts.shown)} of ${count(counts.all)} ${noun}`
          : `${count(counts.all)} ${noun}`}
        {counts.groups > 0 && `, ${counted(counts.groups, 'group')}`}
        {counts.ticked > 0 && `, ${count(counts.ticked)} selected`}
      </Text>
      {isNarrowed && (
        <Tooltip
          label={
            filters.filtered.length === 0
              ? 'Limited by the search'
              : `Filtered by ${filters.filtered.map(({ title }) => title.toLowerCase()).join(', ')}`
          }
        >
          <Button size="compact-xs" variant="light" onClick={props.onClear}>
            Show all
          </Button>
        </Tooltip>
      )}
      <Group gap="xs" ml="auto">
        {props.actions}
        <ColumnChoice columns={props.columns} hidden={props.hidden} onHidden={props.onHidden} />
      </Group>
    </Group>
  );
}

function ColumnChoice<Row>({
  columns,
  hidden,
  onHidden,
}: Pick<TableToolbarProps<Row>, 'columns' | 'hidden' | 'onHidden'>) {
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    onHidden(next);
  };
  const visible = columns.length - hidden.size;
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label="Choose columns" title="Choose columns">
          <IconColumns3 size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label="Columns" mah="70vh" style={{ overflow: 'auto' }}>
        <Stack gap={8}>
          {columns.map(({ id, title, fixed }) => (
            <Checkbox
              key={id}
              size="xs"
              label={title}
              checked={!hidden.has(id)}
              disabled={fixed || (!hidden.has(id) && visible === 1)}
              onChange={() => toggle(id)}
            />
          ))}
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={columns.every((column) => (column.hidden ?? false) === hidden.has(column.id))}
            onClick={() => onHidden(new Set(columns.filter((column) => column.hidden).map(({ id }) => id)))}
          >
            Reset columns
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
