/** The measured speed of each adapter, in a file: one measurement for each adapter, driver and version of the library. */
import { z } from 'zod';
import type { AdapterSpeed, GpuAdapter } from '#core/engines/adapter-report.ts';
import { rememberedMeasurements } from './remembered-measurements.ts';

const NOT_MEASURED: AdapterSpeed = { stepMilliseconds: null, failure: null };

export interface AdapterSpeeds {
  /** What is known without a measurement. */
  known(adapter: GpuAdapter): Promise<AdapterSpeed>;
  /** What is known, or else measured now and remembered. `measure` gives milliseconds; its failure is remembered too. */
  measured(adapter: GpuAdapter, measure: () => Promise<number>): Promise<AdapterSpeed>;
}

/** @param file Where speeds are remembered; null: nowhere. @param library The version of the library. */
export function adapterSpeeds(file: string | null, library: string): AdapterSpeeds {
  const speeds = rememberedMeasurements(file, {
    schema: z.object({ stepMilliseconds: z.number().positive().nullable() }),
    missing: { stepMilliseconds: null },
    crashed:
      'Its driver ended the program when its speed was measured. Update the driver, or choose it by its number.',
    failed: 'Its speed could not be measured',
  });
  return {
    known: async (adapter) => (await speeds.known(adapterKey(adapter, library))) ?? NOT_MEASURED,
    measured: (adapter, measure) =>
      speeds.measured(adapterKey(adapter, library), async () => ({ stepMilliseconds: await measure() })),
  };
}

/** Names an adapter with its driver and versions, for a file of measurements. */
export function adapterKey({ backend, name, driver }: GpuAdapter, ...versions: string[]): string {
  return [backend, name, driver, ...versions].join(' · ');
}
