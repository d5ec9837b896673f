import { useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { OPENED_FILES } from '#shared/pages.ts';
import { useLaboratory } from './use-laboratory.tsx';

/**
 * Calls `onOpened` once with the paths of the files that the user opened with the program, and removes them from the page's
 * address. Not in a browser: another site could have made the address.
 */
export function useOpenedFiles(onOpened: (paths: readonly string[]) => void): void {
  const { desktop } = useLaboratory();
  const [search, setSearch] = useSearchParams();
  const paths = useMemo(() => (desktop === null ? [] : search.getAll(OPENED_FILES)), [desktop, search]);
  // The address changes later than what `onOpened` changes, so the same paths are seen again.
  const taken = useRef<readonly string[]>([]);
  useEffect(() => {
    if (paths.length === 0 || taken.current === paths) return;
    taken.current = paths;
    const rest = new URLSearchParams(search);
    rest.delete(OPENED_FILES);
    setSearch(rest, { replace: true });
    onOpened(paths);
  });
}
