import { COMMAND_NAME } from '#cli/command-name.ts';
import { withEncoders } from '#cli/encoder-features.ts';
import type { Session } from '#cli/session.ts';
import { planReport } from '#cli/terminal/plan-report.ts';
import { table } from '#cli/terminal/table.ts';
import { resolveSettings } from '#core/training/settings.ts';
import type { RequestOutput } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import { counted, withInterval } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';
import { datedGridName, gridRunName } from '#shared/run-names.ts';
import type { Run } from '#shared/runs.ts';
import { CATALOGUE, SETTINGS } from '#shared/settings/catalogue.ts';
import { type ExpandedGrid, expandGrid, seedsFrom, withoutSeeds } from '#shared/settings/grid.ts';
import { parseValues } from '#shared/settings/grid-values.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { type Entry, isGroup } from '#shared/settings/setting.ts';
import { type Ending, watchRun } from './watch-run.ts';

export interface TrainGrid {
  folders: string[];
  /** The settings of all runs. */
  settings: RunSettingsInput;
  /** `NAME=VALUES`, such as `network=compact,vgg19`. */
  vary: readonly string[];
  /** How many seeds: that of the settings and the numbers after it. */
  seeds: number;
  name?: string;
  tags?: string[];
  dryRun: boolean;
}

/**
 * Trains the runs of a grid one after another, and prints their results. A run that fails does not end the others; Ctrl-C
 * stops the current run with a checkpoint and starts no other.
 */
export async function trainGrid(session: Session, grid: TrainGrid): Promise<void> {
  const vary = await withEncoders(session, variedValues(grid.vary));
  const { corpora } = await session.ask('corpora.scan', { folders: grid.folders });
  const settings = resolveSettings(grid.settings, { corpora: corpora.length });
  const seeds = 'seed' in vary ? [] : seedsFrom(settings.seed, grid.seeds);
  const networks = await session.ask('networks.list', {});
  // A single network has the features of the settings.
  const ownFeatures = (vary.network?.length ?? 0) > 1 && grid.settings.features === undefined;
  const { runs, leftOut } = expandGrid({ settings, vary, seeds, ownFeatures }, networks);
  for (const { varied, reason } of leftOut) {
    session.notify(`Skipped: ${plainText(gridRunName(settings, varied))}: ${reason}`, 'warn');
  }
  if (runs.length === 0) throw new UserError('empty-grid', 'The grid has no possible run.');
  if (grid.dryRun) return planRuns(session, grid.folders, runs);
  const name = grid.name?.trim() || datedGridName(settings.network, runs, new Date());
  const laboratory = await session.laboratory();
  const ended: Run[] = [];
  const notStarted: ExpandedGrid['leftOut'] = [];
  for (const [index, run] of runs.entries()) {
    const runName = gridRunName(run.settings, run.varied);
    session.printUnlessQuiet(
      `\n${session.paint.strong(`${index + 1} of ${runs.length}: ${plainText(runName)}`)}`,
    );
    const start = {
      folders: grid.folders,
      settings: run.settings,
      name: runName,
      grid: name,
      tags: grid.tags,
    };
    let ending: Ending;
    try {
      ending = await watchRun(session, laboratory, () => session.ask('runs.start', start));
    } catch (error) {
      // For example, it does not fit into memory. The others may.
      if (session.signal.aborted || !(error instanceof UserError)) throw error;
      notStarted.push({ varied: run.varied, reason: error.message });
      session.notify(`Not started: ${error.message}`, 'bad');
      continue;
    }
    const { id, status, failure } = ending;
    ended.push(await laboratory.invoke('runs.show', { run: id }));
    if (status === 'failed')
      session.notify(`The run failed: ${failure?.message ?? 'unknown reason.'}`, 'bad');
    if (session.signal.aborted) break;
  }
  session.printUnlessQuiet('');
  session.result({ grid: name, runs: ended, leftOut: [...leftOut, ...notStarted] }, () =>
    gridReport(session, name, ended),
  );
  const left = runs.length - ended.length - notStarted.length;
  if (left > 0) session.notify(`${counted(left, 'run')} not started.`, 'warn');
  if (session.signal.aborted) process.exitCode = 130;
  else if (notStarted.length > 0 || ended.some(({ status }) => status !== 'finished')) process.exitCode = 1;
}

/** Plans every run that differs in more than its seed. A run without a plan is reported with the reason. */
async function planRuns(session: Session, folders: string[], runs: ExpandedGrid['runs']): Promise<void> {
  const plans: { name: string; plan: RequestOutput<'runs.plan'> }[] = [];
  for (const {
    runs: [{ settings, varied }],
  } of withoutSeeds(runs)) {
    const name = gridRunName(settings, varied);
    try {
      plans.push({ name, plan: await session.ask('runs.plan', { folders, settings }) });
    } catch (error) {
      if (session.signal.aborted || !(error instanceof UserError)) throw error;
      session.notify(`Skipped: ${plainText(name)}: ${error.message}`, 'warn');
    }
  }
  session.result({ runs: runs.length, plans: plans.map(({ plan }) => plan) }, () =>
    [
      ...plans.map(
        ({ name, plan }) => `${session.paint.strong(plainText(name))}\n${planReport(plan, session.paint)}`,
      ),
      `${counted(runs.length, 'run')} in all`,
    ].join('\n\n'),
  );
}

function gridReport({ paint }: Session, name: string, runs: readonly Run[]): string {
  const list = table(
    [
      { head: 'run' },
      { head: 'name', minWidth: 8 },
      { head: 'status' },
      { head: 'UAR' },
      { head: 'accuracy' },
    ],
    runs.map(({ id, name, status, test }) => [
      id,
      plainText(name),
      status,
      test === null ? '–' : withInterval(test.uar, test.uarInterval, test.resampling),
      test === null ? '–' : withInterval(test.accuracy, test.accuracyInterval, test.resampling),
    ]),
    paint.columns,
  );
  const finished = runs.filter(({ test }) => test !== null).map(({ id }) => id);
  return [
    paint.strong(plainText(name)),
    list,
    ...(finished.length < 2 ? [] : [paint.faint(`Compare: ${COMMAND_NAME} compare ${finished.join(' ')}`)]),
  ].join('\n');
}

/**
 * The values of each varied setting by its path.
 * @throws UserError `usage` for a text without `=`, an unknown setting, or values that it cannot have.
 */
export function variedValues(given: readonly string[]): Record<string, readonly unknown[]> {
  const vary: Record<string, readonly unknown[]> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    if (at <= 0) {
      throw new UserError(
        'usage',
        `--vary needs NAME=VALUES, for example network=compact,vgg19, not ${text}.`,
      );
    }
    const [path, values] = [pathNamed(text.slice(0, at).trim()), text.slice(at + 1)];
    vary[path] = [...(vary[path] ?? []), ...valuesFor(path, values)];
  }
  return vary;
}

/** A setting by its path in a settings file, or by its option without the hyphens. */
function pathNamed(name: string): string {
  const setting = SETTINGS.find(
    ({ path, flag }) => flag !== null && (path === name || flag.split(' ')[0] === `--${name}`),
  );
  if (setting !== undefined) return setting.path;
  if (isSetOfSettings(name)) return name;
  throw new UserError(
    'usage',
    `--vary ${name}: there is no such setting. Use the name of an option, such as network or learning-rate.`,
  );
}

function valuesFor(path: string, text: string): readonly unknown[] {
  const setting = SETTINGS.find((one) => one.path === path);
  if (setting === undefined || isSetOfSettings(path)) {
    return text
      .split(',')
      .map((value) => value.trim())
      .filter((value) => value !== '');
  }
  const { values, problem } = parseValues(setting, text);
  if (values === null) throw new UserError('usage', `--vary ${path}: ${problem}`);
  return values;
}

/** `augmentation`, `features` and `labels` are varied by the names of their sets. */
function isSetOfSettings(name: string): boolean {
  if (name === 'features' || name === 'labels') return true;
  const entry: Entry | undefined = Object.hasOwn(CATALOGUE, name)
    ? CATALOGUE[name as keyof typeof CATALOGUE]
    : undefined;
  return entry !== undefined && isGroup(entry) && entry.sets !== undefined && entry.shorthand === undefined;
}
