import type { KeyboardEvent } from 'react';
import { groupForKey, rowForKey } from './row-keys.ts';
import type { TableLine } from './table-lines.ts';
import type { SelectedItem } from './table-selection.ts';

/** What keys do in a table. */
export interface TableKeys<Row> {
  lines: readonly TableLine<Row>[];
  /** -1: no line is active. */
  activeIndex: number;
  /** Rows that Page up and Page down move. */
  pageRows: number;
  activate(index: number): void;
  open(index: number): void;
  toggle(group: string): void;
  /** Null in a table without checkboxes. */
  selection: { tick(index: number, through: boolean): void; tickAll(): void } | null;
  picked: readonly SelectedItem<Row>[];
  onSpace?: (row: Row) => void;
  onShortcut?: (key: string, rows: readonly Row[]) => boolean;
}

/** Does what a key means in a table. Returns whether it means anything. */
export function handleTableKey<Row>(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  keys: TableKeys<Row>,
): boolean {
  const { key } = event;
  const { lines, activeIndex, selection } = keys;
  const active = activeIndex < 0 ? null : lines[activeIndex];
  const command = event.ctrlKey || event.metaKey;
  if (key === 'Enter' && active !== null) keys.open(activeIndex);
  else if (key === ' ' && active !== null && selection) selection.tick(activeIndex, event.shiftKey);
  else if (key === ' ' && keys.onSpace && !selection) {
    if (active !== null) keys.onSpace(active.row);
    else if (lines.length > 0) keys.activate(0);
  } else if (key === 'a' && command && selection) selection.tickAll();
  else if (command) return !event.altKey && shortcut(`Ctrl+${key}`, active, keys);
  else return !event.altKey && move(key, active, keys);
  return true;
}

function move<Row>(key: string, active: TableLine<Row> | null, keys: TableKeys<Row>): boolean {
  const { lines, activeIndex, activate } = keys;
  const groupKey = active === null ? null : groupForKey(key, active);
  const target = rowForKey(key, activeIndex, lines.length, keys.pageRows);
  if (groupKey === 'toggle') keys.toggle(active!.id);
  else if (groupKey === 'first') activate(activeIndex + 1);
  else if (groupKey === 'parent') activate(lines.findIndex(({ id }) => id === active!.parent));
  else if (target !== null) activate(target);
  else return shortcut(key, active, keys);
  return true;
}

function shortcut<Row>(key: string, active: TableLine<Row> | null, keys: TableKeys<Row>): boolean {
  const { picked } = keys;
  const rows = picked.length > 0 ? picked.flatMap((item) => item.rows) : activeRows(active);
  return keys.onShortcut?.(key, rows) === true;
}

/** The active row for a shortcut. A group is not meant by one: its rows may be hidden. */
const activeRows = <Row>(active: TableLine<Row> | null): Row[] =>
  active === null || active.group !== null ? [] : [active.row];
