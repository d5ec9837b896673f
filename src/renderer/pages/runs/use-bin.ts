import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { toFailure } from '../../../shared/failure.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { useInvalidate } from '../../laboratory/use-request.ts';
import { showUndo } from '../../parts/show-undo.tsx';

interface Named {
  id: string;
  name: string;
}

/** Gives a function that puts runs in the bin and offers to undo it; it gives how many went. */
export function useBin(): (runs: readonly Named[]) => Promise<number> {
  const laboratory = useLaboratory();
  const invalidate = useInvalidate();
  return useCallback(
    async (runs) => {
      const { done, refused } = await each(runs, ({ id }) => laboratory.invoke('runs.bin', { run: id }));
      invalidate('runs.list', 'runs.show');
      if (refused !== null) notifications.show({ message: refused, color: 'red' });
      if (done.length === 0) return 0;
      showUndo(inTheBin(done), () => {
        void each(done, (run) => laboratory.invoke('runs.restore', { run: run.id })).then(() =>
          invalidate('runs.list', 'runs.show'),
        );
      });
      return done.length;
    },
    [laboratory, invalidate],
  );
}

/** Gives a function that takes runs out of the bin. */
export function useRestore(): (runs: readonly Named[]) => Promise<void> {
  const laboratory = useLaboratory();
  const invalidate = useInvalidate();
  return useCallback(
    async (runs) => {
      const { refused } = await each(runs, ({ id }) => laboratory.invoke('runs.restore', { run: id }));
      invalidate('runs.list', 'runs.show');
      if (refused !== null) notifications.show({ message: refused, color: 'red' });
    },
    [laboratory, invalidate],
  );
}

/** Does something with each; gives those that it was done with, and why the first of the others was refused. */
async function each(
  runs: readonly Named[],
  act: (run: Named) => Promise<unknown>,
): Promise<{ done: Named[]; refused: string | null }> {
  const done: Named[] = [];
  let refused: string | null = null;
  for (const run of runs) {
    try {
      await act(run);
      done.push(run);
    } catch (error) {
      refused ??= `${run.name}: ${toFailure(error).message}`;
    }
  }
  return { done, refused };
}

const inTheBin = (runs: readonly Named[]): string =>
  runs.length === 1 ? `“${runs[0].name}” is in the bin.` : `${runs.length} runs are in the bin.`;
