import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import { applyToEach } from './apply-to-each.ts';

interface NamedRun {
  id: string;
  name: string;
}

/** Returns a function that moves runs to the trash and offers to undo it. The function returns how many were moved. */
export function useTrash(): (runs: readonly NamedRun[]) => Promise<number> {
  const laboratory = useLaboratory();
  return useCallback(
    async (runs) => {
      const { done, problem } = await applyToEach(runs, ({ id }) =>
        laboratory.invoke('runs.trash', { run: id }),
      );
      if (problem !== null) notifications.show({ message: problem, color: 'red' });
      if (done.length === 0) return 0;
      showUndo(trashedSentence(done), () => {
        void applyToEach(done, (run) => laboratory.invoke('runs.restore', { run: run.id }));
      });
      return done.length;
    },
    [laboratory],
  );
}

/** Returns a function that restores runs from the trash. */
export function useRestore(): (runs: readonly NamedRun[]) => Promise<void> {
  const laboratory = useLaboratory();
  return useCallback(
    async (runs) => {
      const { problem } = await applyToEach(runs, ({ id }) => laboratory.invoke('runs.restore', { run: id }));
      if (problem !== null) notifications.show({ message: problem, color: 'red' });
    },
    [laboratory],
  );
}

const trashedSentence = (runs: readonly NamedRun[]): string =>
  runs.length === 1 ? `“${runs[0].name}” moved to trash.` : `${runs.length} runs moved to trash.`;
