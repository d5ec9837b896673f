import { copyGroups } from '#core/splits/leakage-audit.ts';
import { raceAbort } from '#core/system/race-abort.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { Clip } from '#shared/corpora.ts';
import { throwIfCancelled } from '#shared/failure.ts';

/** The groups of one list of clips, computed or being computed. */
interface Grouping {
  signatures: readonly string[];
  groups: Promise<Int32Array>;
  /** Number of callers that wait for the groups. */
  waiting: number;
  /** Ends the computation when no caller waits any more. */
  abandon: AbortController;
  computed: boolean;
}

let latest: Grouping | undefined;

/**
 * The result of {@link copyGroups}, remembered for the last list of clips, because it takes a few seconds for 12,000
 * clips and a form asks for the same clips repeatedly. Callers during the computation share it. It continues while at
 * least one caller waits.
 * @throws UserError `cancelled` as soon as `signal` is aborted.
 */
export async function rememberedGroups(clips: readonly Clip[], signal?: AbortSignal): Promise<Int32Array> {
  throwIfCancelled(signal);
  const signatures = clips.map(({ signature }) => signature);
  if (latest === undefined || !isSame(latest.signatures, signatures))
    latest = startGrouping(clips, signatures);
  const grouping = latest;
  grouping.waiting++;
  try {
    await raceAbort(grouping.groups, signal);
    throwIfCancelled(signal);
    return await grouping.groups;
  } finally {
    grouping.waiting--;
    if (grouping.waiting === 0 && !grouping.computed) {
      if (latest === grouping) latest = undefined;
      grouping.abandon.abort();
    }
  }
}

function startGrouping(clips: readonly Clip[], signatures: readonly string[]): Grouping {
  const abandon = new AbortController();
  const grouping: Grouping = {
    signatures,
    groups: copyGroups(clips, createYielder(abandon.signal)),
    waiting: 0,
    abandon,
    computed: false,
  };
  grouping.groups.then(
    () => {
      grouping.computed = true;
    },
    // Waiting callers get the error; an aborted computation has no callers.
    () => undefined,
  );
  return grouping;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((signature, index) => signature === b[index]);
}
