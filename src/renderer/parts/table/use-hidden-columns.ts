import { useCallback, useState } from 'react';
import { browserStore, loadHiddenColumns, saveHiddenColumns } from './hidden-columns.ts';
import type { TableColumn } from './table-column.ts';

/** Which columns of a table are hidden; saved under the table's name. */
export interface ColumnChoice {
  hidden: ReadonlySet<string>;
  setHidden: (hidden: ReadonlySet<string>) => void;
}

export function useHiddenColumns<Row>(
  memory: string | undefined,
  columns: readonly TableColumn<Row>[],
): ColumnChoice {
  const [hidden, setHidden] = useState(() => loadHiddenColumns(browserStore(), memory, columns));
  const change = useCallback(
    (next: ReadonlySet<string>) => {
      setHidden(next);
      saveHiddenColumns(browserStore(), memory, next);
    },
    [memory],
  );
  return { hidden, setHidden: change };
}
