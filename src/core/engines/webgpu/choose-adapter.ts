import type { AdapterReport } from '#core/engines/adapter-report.ts';
import { ADAPTER, adapterOfProcess, measurementsFile } from '#core/engines/gpu-environment.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { type AdapterSpeeds, adapterSpeeds } from './adapter-speeds.ts';
import { type AdapterTiles, adapterTiles } from './adapter-tiles.ts';
import { noDriver, type OpenedAdapter, openAdapters } from './adapters.ts';
import type { Products } from './kernels/product.ts';
import { type Tile, tilesWithin } from './kernels/tile.ts';
import { libraryVersion } from './library-version.ts';
import { measureStep } from './measure-adapter.ts';
import { searchTile } from './tile-search.ts';

/** Describes the adapters of this machine. Never throws; a broken driver can end the process, so call it in a job process. */
export async function listAdapters(): Promise<AdapterReport> {
  try {
    const speeds = speedsOfProcess();
    const opened = await openAdapters();
    const adapters = await Promise.all(
      opened.map(async (adapter) => ({
        ...adapter.about,
        ...(await speeds.known(adapter.about)),
        tiles: await tilesOfProcess(adapter).described(adapter.about),
      })),
    );
    return { adapters, reason: opened.length > 0 ? null : noDriver() };
  } catch (error) {
    return { adapters: [], reason: toFailure(error).message };
  }
}

/**
 * Opens the adapter that `--device` or the environment names, or else the hardware adapter with the shortest training step. Where there
 * are several, the first call measures them, in seconds.
 * @throws UserError `engine-unavailable` with the reason.
 */
export async function chooseAdapter(
  environment: NodeJS.ProcessEnv = process.env,
  speeds: AdapterSpeeds = speedsOfProcess(environment),
): Promise<OpenedAdapter> {
  const opened = await openAdapters();
  if (opened.length === 0) throw new UserError('engine-unavailable', noDriver());
  const number = adapterOfProcess(environment);
  if (number !== null) return numbered(opened, number, `The device is ${number}`);
  const wanted = environment[ADAPTER];
  return wanted ? named(opened, wanted) : fastest(opened, speeds, measureStep);
}

/**
 * The hardware adapter with the shortest step. A single one is not measured; one that cannot be measured is left out.
 * @param measure Milliseconds of a step.
 * @throws UserError `engine-unavailable` if no hardware adapter is left.
 */
export async function fastest(
  opened: readonly OpenedAdapter[],
  speeds: AdapterSpeeds,
  measure: (adapter: OpenedAdapter) => Promise<number>,
): Promise<OpenedAdapter> {
  const hardware = opened.filter(({ about }) => !about.software);
  if (hardware.length === 0) throw onlySoftware(opened);
  if (hardware.length === 1) return hardware[0];
  const ranked: { adapter: OpenedAdapter; milliseconds: number }[] = [];
  const failures: string[] = [];
  // One after the other, because two measurements would disturb each other.
  for (const adapter of hardware) {
    const { stepMilliseconds, failure } = await speeds.measured(adapter.about, () => measure(adapter));
    if (stepMilliseconds !== null) ranked.push({ adapter, milliseconds: stepMilliseconds });
    else failures.push(`${labelOf(adapter)}: ${failure}`);
  }
  const [first] = ranked.toSorted((a, b) => a.milliseconds - b.milliseconds);
  if (first === undefined) throw new UserError('engine-unavailable', failures.join(' '));
  return first.adapter;
}

/**
 * How an adapter computes matrix products. The first call for a GPU searches the fastest tile, in seconds. Results do not depend on the
 * tile, to the bit. A software adapter has no use for tiles.
 */
export async function chooseProducts(
  opened: OpenedAdapter,
  tiles: AdapterTiles = tilesOfProcess(opened),
  search: (adapter: OpenedAdapter) => Promise<Tile> = searchTile,
): Promise<Products> {
  return opened.about.software ? 'direct' : tiles.fastest(opened.about, () => search(opened));
}

/** By its number, or by a part of its name. */
function named(opened: readonly OpenedAdapter[], wanted: string): OpenedAdapter {
  const found = opened.find(({ about }) => about.name.toLowerCase().includes(wanted.toLowerCase()));
  if (found) return found;
  // After the names, because a number can be a part of one.
  const number = Number(wanted);
  return numbered(opened, Number.isInteger(number) ? number : null, `The chosen GPU is “${wanted}”`);
}

function numbered(opened: readonly OpenedAdapter[], number: number | null, what: string): OpenedAdapter {
  const found = opened.find(({ about }) => about.number === number);
  if (found) return found;
  const message = `${what}, but the adapters of this computer are: ${opened.map(labelOf).join(', ')}.`;
  throw new UserError('engine-unavailable', message);
}

function onlySoftware(opened: readonly OpenedAdapter[]): UserError {
  const [first] = opened;
  return new UserError(
    'engine-unavailable',
    `Only a software adapter was found (${opened.map(({ about }) => about.name).join(', ')}), which is slower than the other ` +
      `engines. Use “--device ${first.about.number}” or set ${ADAPTER} to its name to use it anyway.`,
  );
}

const labelOf = ({ about }: OpenedAdapter) => `${about.number} (${about.name})`;

function speedsOfProcess(environment: NodeJS.ProcessEnv = process.env): AdapterSpeeds {
  return adapterSpeeds(measurementsFile('gpu-speeds.json', environment), libraryVersion());
}

function tilesOfProcess({ adapter }: OpenedAdapter): AdapterTiles {
  return adapterTiles(measurementsFile('gpu-tiles.json'), libraryVersion(), tilesWithin(adapter.limits));
}
