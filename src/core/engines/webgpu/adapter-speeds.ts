/** The measured speed of each adapter, in a file: one measurement for each adapter, driver and version of the library. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { AdapterSpeed, GpuAdapter } from '#core/engines/adapter-report.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { currentOwner, ownerLives } from '#core/system/process-owner.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { toFailure } from '#shared/failure.ts';

const entrySchema = z.object({
  stepMilliseconds: z.number().positive().nullable(),
  failure: z.string().nullable(),
  /** The process that measures; absent when it has measured. */
  owner: z.object({ pid: z.int(), start: z.string(), host: z.string() }).optional(),
});
type Entry = z.infer<typeof entrySchema>;
const fileSchema = z.record(z.string(), entrySchema);
const NOT_MEASURED: AdapterSpeed = { stepMilliseconds: null, failure: null };
/** Written before a measurement, and what remains if the driver ends the process. */
const CRASHED =
  'Its driver ended the program when its speed was measured. Update the driver, or choose it by its number.';

export interface AdapterSpeeds {
  /** What is known without a measurement. */
  known(adapter: GpuAdapter): Promise<AdapterSpeed>;
  /** What is known, or else measured now and remembered. `measure` gives milliseconds; its failure is remembered too. */
  measured(adapter: GpuAdapter, measure: () => Promise<number>): Promise<AdapterSpeed>;
}

/** @param file Where speeds are remembered; null: nowhere. @param library The version of the library. */
export function adapterSpeeds(file: string | null, library: string): AdapterSpeeds {
  const keyOf = ({ backend, name, driver }: GpuAdapter) => [backend, name, driver, library].join(' · ');

  const read = (): Promise<Record<string, Entry>> => (file === null ? Promise.resolve({}) : readSpeeds(file));
  // Reads again, because another process may have measured another adapter.
  const remember = async (key: string, speed: Entry) => {
    if (file === null) return;
    try {
      await writeWholeFile(file, `${JSON.stringify({ ...(await read()), [key]: speed }, null, 2)}\n`);
    } catch (error) {
      // A full disk, for example: the next process measures again.
      if (errorCode(error) === null) throw error;
    }
  };

  const lookUp = async (key: string): Promise<AdapterSpeed | null> => {
    const entry = (await read())[key];
    // A process that still measures has not crashed.
    if (entry === undefined || (entry.owner && ownerLives(entry.owner) !== false)) return null;
    return { stepMilliseconds: entry.stepMilliseconds, failure: entry.failure };
  };

  return {
    known: async (adapter) => (await lookUp(keyOf(adapter))) ?? NOT_MEASURED,
    measured: async (adapter, measure) => {
      const key = keyOf(adapter);
      const known = await lookUp(key);
      if (known) return known;
      await remember(key, { stepMilliseconds: null, failure: CRASHED, owner: currentOwner() });
      const speed = await measure().then(
        (stepMilliseconds) => ({ stepMilliseconds, failure: null }),
        (error) => ({
          stepMilliseconds: null,
          failure: `Its speed could not be measured: ${toFailure(error).message}`,
        }),
      );
      await remember(key, speed);
      return speed;
    },
  };
}

/** A file that is missing or damaged is replaced by the next measurement. */
async function readSpeeds(file: string): Promise<Record<string, Entry>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return {};
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return {};
    throw error;
  }
}
