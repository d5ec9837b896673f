/** What the Train page's form holds, and the runs that it means. */
import type { LibraryFolder } from '../../../shared/library.ts';
import type { ProtocolName } from '../../../shared/protocols.ts';
import type { Run, RunSettings } from '../../../shared/runs.ts';

/** Several networks, protocols or seeds make a grid: one run for each combination. */
export interface TrainForm {
  /** Folders of the library. */
  folders: string[];
  preset: string;
  networks: string[];
  protocols: ProtocolName[];
  /** As typed: whole numbers between commas or spaces. */
  seeds: string;
  /** All else; its network, protocol's name and seed are the first of those above. */
  settings: RunSettings;
  name: string;
  tags: string[];
}

/** The form of a preset, for all corpora that are there. */
export function formOf(
  preset: { name: string; settings: RunSettings },
  library: readonly LibraryFolder[],
): TrainForm {
  const { settings } = preset;
  return {
    folders: library.filter(({ there, clips }) => there && clips > 0).map(({ folder }) => folder),
    preset: preset.name,
    networks: [settings.network],
    protocols: [settings.protocol.name],
    seeds: String(settings.seed),
    settings,
    name: '',
    tags: [],
  };
}

/** The form that would make a run once more. Folders that the library no longer knows are taken all the same. */
export function formOfRun(run: Run): TrainForm {
  return {
    folders: [...new Set(run.corpora.map(({ folder }) => folder))],
    preset: 'custom',
    networks: [run.settings.network],
    protocols: [run.settings.protocol.name],
    seeds: String(run.settings.seed),
    settings: run.settings,
    name: '',
    tags: run.tags,
  };
}

/** The seeds of a line such as `7, 8 9`, each once; null where something in it is none. */
export function parseSeeds(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const seeds = words.map(Number);
  if (seeds.length === 0 || seeds.some((seed) => !Number.isSafeInteger(seed) || seed < 0)) return null;
  return [...new Set(seeds)];
}

/** One run of the grid. */
export interface GridRun {
  key: string;
  settings: RunSettings;
}

/** Every combination of networks, protocols and seeds, in that order; none while the seeds cannot be read. */
export function gridRuns(form: TrainForm): GridRun[] {
  const seeds = parseSeeds(form.seeds) ?? [];
  return form.networks.flatMap((network) =>
    form.protocols.flatMap((protocol) =>
      seeds.map((seed) => ({
        key: `${network} ${protocol} ${seed}`,
        settings: {
          ...form.settings,
          network,
          protocol: { ...form.settings.protocol, name: protocol },
          seed,
        },
      })),
    ),
  );
}

/** What is lacking before anything can be trained; null when nothing is. */
export function formLack(form: TrainForm): string | null {
  if (form.folders.length === 0) return 'Choose at least one corpus.';
  if (form.networks.length === 0) return 'Choose at least one network.';
  if (form.protocols.length === 0) return 'Choose at least one protocol.';
  if (parseSeeds(form.seeds) === null) return 'The seeds are whole numbers from 0, such as 7 or 7, 8, 9.';
  const { epochs, batchSize, optimizer } = form.settings;
  if (!(epochs >= 1)) return 'A run has at least one epoch.';
  if (!(batchSize >= 1)) return 'A batch has at least one clip.';
  if (!(optimizer.learningRate > 0)) return 'The learning rate is a number above zero.';
  return null;
}

/** The share of the epochs after which a falling rate has all but settled; early stopping counts from there. */
const SETTLED_SHARE = 0.8;
const settledEpoch = ({ schedule, epochs }: Pick<RunSettings, 'schedule' | 'epochs'>) =>
  schedule.kind === 'constant' ? 0 : Math.floor(SETTLED_SHARE * epochs);

/** Settings with some of them changed; the epoch from which early stopping counts follows unless it was set by hand. */
export function changeSettings(settings: RunSettings, change: Partial<RunSettings>): RunSettings {
  const next = { ...settings, ...change };
  if (change.earlyStopping !== undefined) return next;
  if (settings.earlyStopping.startEpoch !== settledEpoch(settings)) return next;
  return { ...next, earlyStopping: { ...next.earlyStopping, startEpoch: settledEpoch(next) } };
}
