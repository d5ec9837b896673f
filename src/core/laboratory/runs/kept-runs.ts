/** Runs that were not finished when the program was closed, and continue at its next start. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runFolder } from '#core/laboratory/paths.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import { readRegularTextSync } from '#core/system/open-regular-file.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { toFailure } from '#shared/failure.ts';
import { type NamedRun, RUN_ID } from '#shared/runs.ts';
import { CONTINUES, type RunDirector } from './run-director.ts';

/** The runs in the order of their queue. */
const keptSchema = z.array(z.object({ run: z.string().regex(RUN_ID), paused: z.boolean() }));
type Kept = z.infer<typeof keptSchema>;

export interface KeptRuns {
  /** Keeps the active runs for the next start. Call it before the laboratory is closed. @throws the file system's errors. */
  keep(): Promise<void>;
  /**
   * Queues the kept runs again, in their order, and forgets that they were kept, so that a run that ends the program cannot
   * do it at every start. A run that was paused stays paused. Runs that have changed since are left alone.
   */
  resume(onDefect: (error: unknown) => void): void;
  /** The runs that {@link resume} has queued. */
  readonly resumed: readonly NamedRun[];
}

export function createKeptRuns(
  { folder, log }: Pick<Services, 'folder' | 'log'>,
  director: Pick<RunDirector, 'keep' | 'resume' | 'pause'>,
): KeptRuns {
  const file = join(folder, 'kept-runs.json');
  let resumed: NamedRun[] = [];

  function read(): Kept {
    try {
      return keptSchema.parse(JSON.parse(readRegularTextSync(file)));
    } catch {
      // No file, or a damaged one: these runs are stopped or interrupted, and can be resumed by hand.
      return [];
    }
  }

  /** A run of this name that still waits for the next start; a process that was killed left it `interrupted`. */
  function waiting(run: string): NamedRun | null {
    try {
      const { id, name, status, failure } = log.describeRun(run);
      const waits = status === 'interrupted' || (status === 'stopped' && failure?.code === CONTINUES.code);
      return waits ? { id, name } : null;
    } catch {
      // Deleted, or its record is damaged.
      return null;
    }
  }

  return {
    keep: async () => {
      const active = director.keep();
      // Another program with the same laboratory may have kept others.
      const others = read().filter(({ run }) => !active.some((own) => own.run === run));
      if (active.length > 0) await writeWholeFile(file, JSON.stringify([...others, ...active]));
    },
    resume: (onDefect) => {
      const kept = read();
      rmSync(file, { force: true });
      const context: CallContext = { progress: () => undefined };
      for (const { run, paused } of kept) {
        const named = waiting(run);
        if (named === null) continue;
        resumed = [...resumed, named];
        // A failure is recorded with the run.
        director.resume(run, existsSync(runFolder(folder, run)), context).catch((error: unknown) => {
          if (toFailure(error).code === 'internal') onDefect(error);
        });
        if (paused) director.pause(run);
      }
    },
    get resumed() {
      return resumed;
    },
  };
}
