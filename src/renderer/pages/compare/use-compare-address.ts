import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { type CompareChoices, choicesOf, comparePath, itemsOf } from './compare-address.ts';

export interface CompareAddress {
  items: readonly (readonly string[])[];
  choices: CompareChoices;
  /** Changes some choices; the address follows. */
  choose(changed: Partial<CompareChoices>): void;
  /** Compares other items. The back button returns to these. */
  setItems(items: readonly (readonly string[])[], changed?: Partial<CompareChoices>): void;
}

/** What the address says, and functions that change it. */
export function useCompareAddress(): CompareAddress {
  const { search } = useLocation();
  const navigate = useNavigate();
  const items = useMemo(() => itemsOf(search), [search]);
  const written = useMemo(() => choicesOf(search), [search]);
  // The router changes the address in a transition, and a switch must not wait for it.
  const [chosen, setChosen] = useState<CompareChoices | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address has been changed
  useEffect(() => setChosen(null), [search]);
  const choices = chosen ?? written;
  const choose = useCallback(
    (changed: Partial<CompareChoices>) => {
      const next = { ...choices, ...changed };
      setChosen(next);
      void navigate(comparePath(items, next), { replace: true });
    },
    [navigate, items, choices],
  );
  const setItems = useCallback(
    (next: readonly (readonly string[])[], changed: Partial<CompareChoices> = {}) =>
      void navigate(comparePath(next, { ...choices, pair: null, cell: null, ...changed })),
    [navigate, choices],
  );
  return { items, choices, choose, setItems };
}
