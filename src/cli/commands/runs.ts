import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { parseCount } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { collect, RUN_HELP } from '#cli/shared-options.ts';
import { runReport } from '#cli/terminal/run-report.ts';
import { statusLabel } from '#cli/terminal/status-label.ts';
import { table } from '#cli/terminal/table.ts';
import type { RunSummary } from '#shared/answers.ts';
import { UserError } from '#shared/failure.ts';
import { counted, percent } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';

interface RunsOptions {
  trash?: string;
  /** The old name of `trash`. */
  bin?: string;
  restore?: string;
  annotate?: string;
  name?: string;
  tag?: string[];
  notes?: string;
  rebuild?: boolean;
  trashed?: boolean;
  /** The old name of `trashed`. */
  binned?: boolean;
  limit?: number;
}

/** Rebuilds the log, or moves a run to the trash, restores or annotates it, if asked to; then lists the runs. */
async function runs(session: Session, options: RunsOptions): Promise<void> {
  if (options.rebuild) {
    await rebuild(session);
    return;
  }
  const { trash = options.bin, restore, annotate, name, tag: tags, notes } = options;
  const changes = name !== undefined || tags !== undefined || notes !== undefined;
  if (changes && annotate === undefined) {
    throw new UserError('usage', '--name, --tag and --notes need --annotate RUN, the run that they change.');
  }
  if (!changes && annotate !== undefined) {
    throw new UserError('usage', '--annotate needs --name, --tag or --notes.');
  }
  if (trash !== undefined) await session.ask('runs.trash', { run: trash });
  if (restore !== undefined) await session.ask('runs.restore', { run: restore });
  if (annotate !== undefined) await session.ask('runs.annotate', { run: annotate, name, tags, notes });
  const trashed = options.trashed ?? options.binned ?? false;
  const list = await session.ask('runs.list', { trashed, limit: options.limit });
  // A log that was emptied is not a new one: the folders of its runs are still there.
  const { notes: lost } =
    list.length === 0 && !trashed ? await session.ask('runs.unlisted', {}) : { notes: [] };
  session.result(list.map(withOldNames), () => {
    const { paint } = session;
    if (lost.length > 0) return paint.prose(`The experiment log lists no runs. ${lost.join(' ')}`);
    if (list.length === 0)
      return trashed ? 'The trash is empty.' : 'No runs yet. Start one with `train FOLDER…`.';
    const share = (value: number | null) => (value === null ? '–' : percent(value));
    return table(
      [
        { head: 'run' },
        { head: 'name', minWidth: 8 },
        { head: 'status' },
        { head: 'network', dropOrder: 2 },
        { head: 'features', dropOrder: 4 },
        { head: 'protocol', dropOrder: 1 },
        { head: 'seed', right: true, dropOrder: 5 },
        { head: 'epochs', right: true, dropOrder: 3 },
        { head: 'UAR', right: true },
        { head: 'accuracy', right: true, dropOrder: 6 },
        { head: 'data', dropOrder: 0 },
      ],
      list.map((run) => [
        run.id,
        plainText(run.name),
        run.damaged ? paint.bad('damaged') : statusLabel(run.status, paint),
        run.network,
        plainText(run.features),
        run.protocol,
        String(run.seed),
        String(run.epochs),
        share(run.uar),
        share(run.accuracy),
        run.synthetic ? paint.warn('synthetic') : 'real',
      ]),
      paint.columns,
    );
  });
}

/** Adds the field names of version 0.1.0, for programs that read them. */
const withOldNames = (run: RunSummary) => ({ ...run, binned: run.trashed });

async function show(session: Session, run: string): Promise<void> {
  const shown = await session.ask('runs.show', { run });
  const fairness = shown.test === null ? null : await session.ask('runs.fairness', { run });
  session.result({ ...shown, fairness }, () => runReport(shown, session.paint, fairness));
}

/** Restores the runs that the log has lost. Sets the exit code 1 if one cannot be restored. */
async function rebuild(session: Session): Promise<void> {
  const report = await session.ask('runs.rebuild', {});
  const { others } = await session.ask('runs.unlisted', {});
  const { added, failed } = report;
  session.result({ ...report, others }, () =>
    [
      ...added.map(({ run, name }) => `${run}  ${plainText(name)}`),
      `${counted(added.length, 'run')} restored` +
        (failed.length > 0 ? session.paint.bad(`, ${failed.length} failed`) : ''),
    ].join('\n'),
  );
  for (const { failure } of failed) session.notify(failure.message, 'bad');
  if (failed.length > 0) process.exitCode = 1;
}

/** Its arguments and options. */
export const declareRuns: DeclareCommand = ({ command, withSession }) => {
  command('runs', 'list the runs; annotate, trash or restore one')
    .option('--trashed', 'list the runs in the trash')
    .option('--limit <n>', 'list at most this many runs', parseCount)
    .option('--trash <run>', 'move a run to the trash')
    .option('--restore <run>', 'restore a run from the trash')
    .option('--annotate <run>', 'change the name, tags or notes of a run')
    .option('--rebuild', 'restore runs that the experiment log has lost from their folders')
    .option('--name <text>', 'its new name')
    .option('--tag <text>', 'its tags; can be repeated', collect)
    .option('--notes <text>', 'its notes')
    // The names of version 0.1.0.
    .addOption(new Option('--binned').hideHelp())
    .addOption(new Option('--bin <run>').hideHelp())
    .action((options) => withSession(options, (session) => runs(session, options)));
};

/** Its arguments and options. */
export const declareShow: DeclareCommand = ({ command, withSession }) => {
  command('show', 'show a run: settings, split, leakage check, epochs, results')
    .argument('<run>', RUN_HELP)
    .action((run: string, options) => withSession(options, (session) => show(session, run)));
};
