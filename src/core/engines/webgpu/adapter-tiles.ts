/** The fastest tile of matrix products on each adapter, in a file: one search for each adapter, driver, and version of program and library. */
import { z } from 'zod';
import type { GpuAdapter } from '#core/engines/adapter-report.ts';
import { VERSION } from '#core/system/program-version.ts';
import { adapterKey } from './adapter-speeds.ts';
import { DEFAULT_TILE, sameTile, type Tile, tileText } from './kernels/tile.ts';
import { type Measured, rememberedMeasurements } from './remembered-measurements.ts';

const side = z.int().positive();
const tileSchema = z.object({ rows: side, columns: side, depth: side, down: side, right: side });

interface FoundTile {
  tile: Tile | null;
  /** The day of the search, `2026-11-30`. */
  day: string | null;
}

export interface AdapterTiles {
  /** In words, for a report: which tile is used, and since when or why; null: no search was made. */
  described(adapter: GpuAdapter): Promise<string | null>;
  /** The tile that is known, or else found by `search` now and remembered. The default if the search fails, now or before. */
  fastest(adapter: GpuAdapter, search: () => Promise<Tile>): Promise<Tile>;
}

/**
 * @param file Where tiles are remembered; null: nowhere.
 * @param library The version of the library.
 * @param tiles The tiles that can be used; a file with another one is ignored.
 */
export function adapterTiles(
  file: string | null,
  library: string,
  tiles: readonly Tile[],
  program = VERSION,
): AdapterTiles {
  const found = rememberedMeasurements<FoundTile>(file, {
    schema: z.object({
      tile: tileSchema.refine((tile) => tiles.some((known) => sameTile(known, tile))).nullable(),
      day: z.iso.date().nullable(),
    }),
    missing: { tile: null, day: null },
    crashed: 'its driver ended the program during the search',
    failed: 'the search failed',
  });
  const keyOf = (adapter: GpuAdapter) => adapterKey(adapter, library, program);
  return {
    described: async (adapter) => {
      const known = await found.known(keyOf(adapter));
      return known && descriptionOf(known);
    },
    fastest: async (adapter, search) => {
      const { tile } = await found.measured(keyOf(adapter), async () => ({
        tile: await search(),
        day: new Date().toISOString().slice(0, 10),
      }));
      return tile ?? DEFAULT_TILE;
    },
  };
}

function descriptionOf({ tile, day, failure }: Measured<FoundTile>): string {
  return tile
    ? `${tileText(tile)}, measured on ${day}`
    : `${tileText(DEFAULT_TILE)}, the default, because ${failure}`;
}
