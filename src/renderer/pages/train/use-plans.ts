import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { type Failure, toFailure } from '#shared/failure.ts';
import type { RunPlan } from '#shared/plans.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';
import { type GridRun, withoutSeeds } from '#shared/settings/grid.ts';

/** Runs that differ only in the seed, which take the same time, and the plan of the first. */
export interface RunKind {
  key: string;
  runs: readonly GridRun[];
  plan: RunPlan | undefined;
  /** Why these runs cannot be trained. */
  failure: Failure | null;
}

/** How many plans are requested at once. More would delay the plan that is shown. */
const AT_ONCE = 2;

/** The plan of each kind of run. A plan is missing until it has arrived. */
export function usePlans(folders: readonly string[], runs: readonly GridRun[]): RunKind[] {
  const laboratory = useLaboratory();
  // A grid of a thousand runs takes too long to group in every render.
  const kinds = useMemo(() => withoutSeeds(runs), [runs]);
  const asked = useMemo(() => canonicalJson([folders, kinds.map(({ key }) => key)]), [folders, kinds]);
  const [allowed, setAllowed] = useState({ asked, plans: AT_ONCE });
  const plans = allowed.asked === asked ? allowed.plans : AT_ONCE;
  const answers = useQueries({
    queries: kinds.map(({ runs: [run] }, index) => {
      const input = { folders: [...folders], settings: run.settings };
      return {
        queryKey: ['runs.plan', input],
        queryFn: ({ signal }: { signal: AbortSignal }) => laboratory.invoke('runs.plan', input, { signal }),
        enabled: index < plans,
        staleTime: Number.POSITIVE_INFINITY,
      };
    }),
  });
  const arrived = answers.filter(({ data, error }) => data !== undefined || error !== null).length;
  if (allowed.asked !== asked || arrived + AT_ONCE > plans) {
    if (allowed.asked !== asked || plans < kinds.length) setAllowed({ asked, plans: arrived + AT_ONCE });
  }
  return kinds.map((kind, index) => {
    const { data, error } = answers[index];
    return { ...kind, plan: data, failure: error === null ? null : toFailure(error) };
  });
}
