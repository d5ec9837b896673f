/**
 * Measurements of adapters, each made once, in a file. Before a measurement starts, the file says “crashed”, so that a driver that ends
 * the process is not tried again.
 */
import { z } from 'zod';
import { errorCode } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { currentOwner, ownerLives } from '#core/system/process-owner.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { toFailure } from '#shared/failure.ts';

const stateSchema = z.object({
  failure: z.string().nullable(),
  /** The process that measures; absent when it has measured. */
  owner: z.object({ pid: z.int(), start: z.string(), host: z.string() }).optional(),
});

/** What was measured, or why that failed. */
export type Measured<T> = T & { failure: string | null };

export interface RememberedMeasurements<T> {
  /** What is known without a measurement; null: nothing. */
  known(key: string): Promise<Measured<T> | null>;
  /** What is known, or else measured now and remembered; a failure is remembered too. */
  measured(key: string, measure: () => Promise<T>): Promise<Measured<T>>;
}

interface MeasurementOptions<T> {
  /** Of a measurement; a file with anything else is ignored, and replaced by the next measurement. */
  schema: z.ZodType<T>;
  /** The measurement that failed. */
  missing: T;
  /** What is said if the driver ended the process, and before the reason of another failure. */
  crashed: string;
  failed: string;
}

/** @param file Null: nothing is remembered. */
export function rememberedMeasurements<T extends object>(
  file: string | null,
  { schema, missing, crashed, failed }: MeasurementOptions<T>,
): RememberedMeasurements<T> {
  const fileSchema = z.record(z.string(), z.intersection(schema, stateSchema));
  type Entry = T & z.infer<typeof stateSchema>;

  const read = async (): Promise<Record<string, Entry>> => {
    if (file === null) return {};
    let text: string;
    try {
      text = (await readRegularFile(file)).toString('utf8');
    } catch (error) {
      if (['ENOENT', 'ENOTFILE'].includes(errorCode(error) ?? '')) return {};
      throw error;
    }
    try {
      return fileSchema.parse(JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError) return {};
      throw error;
    }
  };
  // Reads again, because another process may have measured another adapter.
  const remember = async (key: string, entry: Entry) => {
    if (file === null) return;
    try {
      await writeWholeFile(file, `${JSON.stringify({ ...(await read()), [key]: entry }, null, 2)}\n`);
    } catch (error) {
      // A full disk, for example: the next process measures again.
      if (errorCode(error) === null) throw error;
    }
  };

  const known = async (key: string): Promise<Measured<T> | null> => {
    const entry = (await read())[key];
    // A process that still measures has not crashed.
    if (entry === undefined || (entry.owner && ownerLives(entry.owner) !== false)) return null;
    const { owner: _, ...measured } = entry;
    return measured as Measured<T>;
  };

  return {
    known,
    measured: async (key, measure) => {
      const before = await known(key);
      if (before) return before;
      await remember(key, { ...missing, failure: crashed, owner: currentOwner() });
      const found: Measured<T> = await measure().then(
        (value) => ({ ...value, failure: null }),
        (error) => ({ ...missing, failure: `${failed}: ${toFailure(error).message}` }),
      );
      await remember(key, found);
      return found;
    },
  };
}
