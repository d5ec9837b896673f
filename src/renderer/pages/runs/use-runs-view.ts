import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useNavigationType } from 'react-router';
import { viewFromParams, viewToParams } from '#renderer/parts/table/table-address.ts';
import type { TableView } from '#renderer/parts/table/table-view.ts';
import { RUN_COLUMNS } from './run-columns.tsx';
import { groupingFromText, groupingToText, isBySeed, type RunGroupingChoice } from './run-grouping.ts';

/** What the Runs page shows. All of it is in the address. */
export interface RunsView {
  table: TableView;
  grouping: RunGroupingChoice;
  /** The runs in the trash. */
  trash: boolean;
}

/** The parameters of the page's address, such as `?sort=-uar&group=tag`; empty for the default view. */
export function runsViewToSearch({ table, grouping, trash }: RunsView): string {
  const params = new URLSearchParams(viewToParams(table));
  if (!isBySeed(grouping)) params.set('group', groupingToText(grouping));
  if (trash) params.set('show', 'trash');
  return params.size === 0 ? '' : `?${params}`;
}

/** The view of an address; the default for whatever is missing or invalid. */
export function runsViewFromSearch(search: string): RunsView {
  const params = new URLSearchParams(search);
  return {
    table: viewFromParams(params, RUN_COLUMNS),
    grouping: groupingFromText(params.get('group')),
    trash: params.get('show') === 'trash',
  };
}

/** Marks an entry of the history that this page has written. */
const OWN = { writtenBy: 'runs' };

/**
 * The view in the address, and a function that changes it. Typing replaces the entry of the history, so that one step back
 * undoes the whole text. The page's own state is ahead of the address while the user types.
 */
export function useRunsView(): {
  view: RunsView;
  change: (changes: Partial<RunsView>, kind?: 'typed' | 'chosen') => void;
} {
  const location = useLocation();
  const navigation = useNavigationType();
  const navigate = useNavigate();
  const [view, setView] = useState(() => runsViewFromSearch(location.search));
  // The location itself, not its key: a step back can come before React has shown the entry that this page has written,
  // and then the key is that of the location before.
  const known = useRef(location);
  useEffect(() => {
    if (known.current === location) return;
    known.current = location;
    const { search, state } = location;
    const isOwn = navigation !== 'POP' && (state as typeof OWN | null)?.writtenBy === OWN.writtenBy;
    if (!isOwn) setView(runsViewFromSearch(search));
  }, [location, navigation]);
  const latest = useRef(view);
  latest.current = view;
  const change = useCallback(
    (changes: Partial<RunsView>, kind: 'typed' | 'chosen' = 'chosen') => {
      const next = { ...latest.current, ...changes };
      latest.current = next;
      setView(next);
      void navigate({ search: runsViewToSearch(next) }, { replace: kind === 'typed', state: OWN });
    },
    [navigate],
  );
  return { view, change };
}
