import type { DeclareCommand } from '#cli/command-declaration.ts';
import { withEncoder, withEncoders } from '#cli/encoder-features.ts';
import { parseCount } from '#cli/option-values.ts';
import { MAIN_SCRIPT, PROGRAM } from '#cli/places.ts';
import type { Session } from '#cli/session.ts';
import { collect } from '#cli/shared-options.ts';
import { table } from '#cli/terminal/table.ts';
import type { ClusterStatus, SlurmOptions } from '#shared/cluster.ts';
import type { RequestInput } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import { count, counted, percent } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';
import { readJsonFile } from './json-file.ts';

interface PlanOptions extends Partial<SlurmOptions> {
  slurm?: string;
  status?: string;
  corpora?: string[];
}

/** Writes a grid for a cluster, or shows the state of its jobs. */
async function plan(session: Session, grid: string | undefined, options: PlanOptions): Promise<void> {
  const { slurm: target, status, corpora = [], ...slurm } = options;
  if (status !== undefined && grid === undefined && target === undefined) {
    const shown = await session.ask('cluster.status', { folder: status });
    session.result(shown, () => statusReport(shown, session));
    return;
  }
  if (grid === undefined || target === undefined || status !== undefined) {
    throw new UserError('usage', 'Give the grid and --slurm DIR, or only --status DIR.');
  }
  const file = (await readJsonFile(grid, 'The grid')) as RequestInput<'cluster.plan'>['grid'];
  const planned = await session.ask('cluster.plan', {
    grid: await gridWithEncoders(session, file),
    target,
    slurm: slurmOnly(slurm),
    corpora: corporaFolders(corpora),
    command: [process.execPath, MAIN_SCRIPT],
    program: PROGRAM,
  });
  session.result(planned, () =>
    [
      `${counted(planned.jobs.length, 'job')} planned in ${plainText(planned.folder)}` +
        (planned.leftOut.length > 0 ? `, ${count(planned.leftOut.length)} skipped:` : ''),
      ...planned.leftOut.map(({ name, reason }) => session.paint.warn(plainText(`  ${name}: ${reason}`))),
      'Train them:',
      `  with Slurm          cd ${plainText(planned.folder)} && sbatch array.sbatch`,
      `  on this computer    bash ${plainText(planned.folder)}/local.sh`,
    ].join('\n'),
  );
}

type GridInput = RequestInput<'cluster.plan'>['grid'];

/** The grid with whole feature settings in place of the names of encoders. What is wrong with it, the laboratory says. */
async function gridWithEncoders(session: Session, grid: GridInput): Promise<GridInput> {
  if (typeof grid !== 'object' || grid === null) return grid;
  const changed = { ...grid };
  if (typeof grid.settings === 'object' && grid.settings !== null)
    changed.settings = await withEncoder(session, grid.settings);
  if (Array.isArray(grid.vary?.features)) changed.vary = await withEncoders(session, grid.vary);
  return changed;
}

/** `name=folder` as a record. @throws UserError `usage`. */
export function corporaFolders(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
      throw new UserError(
        'usage',
        `--corpora needs NAME=FOLDER, for example ravdess=/scratch/ravdess, not ${text}.`,
      );
    }),
  );
}

function slurmOnly(options: Record<string, unknown>): Partial<SlurmOptions> {
  const names = ['partition', 'account', 'gpus', 'time', 'memory', 'cpus', 'concurrent', 'signalSeconds'];
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

function statusReport({ counts, jobs, name }: ClusterStatus, { paint }: Session): string {
  const summary =
    `${plainText(name)}: ${counts.pending} pending, ${counts.running} running, ${counts.failed} failed, ` +
    `${counts.finished} finished, ${counts.imported} imported`;
  const list = table(
    [
      { head: 'job', right: true },
      { head: 'run' },
      { head: 'name', minWidth: 8 },
      { head: 'state' },
      { head: 'epochs', right: true, dropOrder: 2 },
      { head: 'UAR', right: true },
      { head: 'host', dropOrder: 1 },
    ],
    jobs.map((job) => [
      String(job.number),
      job.id,
      plainText(job.name),
      job.state === 'failed' ? paint.bad(job.state) : job.state,
      job.epochs === null ? '–' : `${job.epochs.done}/${job.epochs.total}`,
      job.uar === null ? '–' : percent(job.uar),
      plainText(job.host ?? '–'),
    ]),
    paint.columns,
  );
  const failures = jobs.flatMap(({ number, failure }) =>
    failure === null ? [] : [paint.bad(paint.prose(plainText(`Job ${number}: ${failure.message}`)))],
  );
  return [summary, list, ...failures].join('\n');
}

/** Its arguments and options. */
export const declarePlan: DeclareCommand = ({ command, withSession }) => {
  command('plan [grid]', 'write a grid (a JSON file) as jobs for a cluster, or show their state')
    .option('--slurm <dir>', 'the new folder of the jobs, with scripts for Slurm and for this computer')
    .option('--status <dir>', 'show which jobs of this folder are pending, running, failed or finished')
    .option('--corpora <name=folder>', 'the folder of a corpus on the cluster; can be repeated', collect)
    .option('--partition <name>', "Slurm's partition")
    .option('--account <name>', "Slurm's account")
    .option('--gpus <n>', 'GPUs per job')
    .option('--time <limit>', 'time limit per job: 12:00:00')
    .option('--memory <size>', 'memory per job: 16G')
    .option('--cpus <n>', 'processor cores per job', parseCount)
    .option('--concurrent <n>', 'maximum number of jobs at the same time', parseCount)
    .option('--signal-seconds <n>', 'save a checkpoint this long before the time limit [120]', parseCount)
    .action((grid: string | undefined, options) =>
      withSession(options, (session) => plan(session, grid, options)),
    );
};
