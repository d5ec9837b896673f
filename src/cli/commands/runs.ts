import { UserError } from '../../shared/failure.ts';
import type { RunStatus } from '../../shared/runs.ts';
import type { Session } from '../session.ts';
import { percent } from '../terminal/figures.ts';
import type { Paint } from '../terminal/paint.ts';
import { runReport } from '../terminal/run-report.ts';
import { table } from '../terminal/table.ts';
import { plainText } from '../terminal/text.ts';

export interface RunsOptions {
  bin?: string;
  restore?: string;
  annotate?: string;
  name?: string;
  tag?: string[];
  notes?: string;
  binned?: boolean;
  limit?: number;
}

/** Lists the runs; or bins, restores or annotates one and lists them then. */
export async function runs(session: Session, options: RunsOptions): Promise<void> {
  const { bin, restore, annotate, name, tag: tags, notes } = options;
  const changes = name !== undefined || tags !== undefined || notes !== undefined;
  if (changes && annotate === undefined) {
    throw new UserError(
      'usage',
      '--name, --tag and --notes need --annotate RUN to say which run they are about.',
    );
  }
  if (!changes && annotate !== undefined) {
    throw new UserError('usage', '--annotate needs --name, --tag or --notes to say what to write down.');
  }
  if (bin !== undefined) await session.ask('runs.bin', { run: bin });
  if (restore !== undefined) await session.ask('runs.restore', { run: restore });
  if (annotate !== undefined) await session.ask('runs.annotate', { run: annotate, name, tags, notes });
  const binned = options.binned ?? false;
  const list = await session.ask('runs.list', { binned, limit: options.limit });
  session.result(list, () => {
    const { paint } = session;
    if (list.length === 0) return binned ? 'The bin is empty.' : 'No runs yet. `train FOLDER…` makes one.';
    const share = (value: number | null) => (value === null ? '–' : percent(value));
    return table(
      [
        { head: 'run' },
        { head: 'name', least: 8 },
        { head: 'status' },
        { head: 'network', spare: 2 },
        { head: 'recipe', spare: 4 },
        { head: 'protocol', spare: 1 },
        { head: 'seed', right: true, spare: 5 },
        { head: 'epochs', right: true, spare: 3 },
        { head: 'UAR', right: true },
        { head: 'accuracy', right: true, spare: 6 },
        { head: 'voices' },
      ],
      list.map((run) => [
        run.id,
        plainText(run.name),
        statusWord(run.status, paint),
        run.network,
        plainText(run.recipe),
        run.protocol,
        String(run.seed),
        String(run.epochs),
        share(run.uar),
        share(run.accuracy),
        run.synthetic ? paint.warn('synthetic') : 'people',
      ]),
      paint.columns,
    );
  });
}

function statusWord(status: RunStatus, paint: Paint): string {
  if (status === 'finished') return status;
  return status === 'failed' ? paint.bad(status) : paint.warn(status);
}

export async function show(session: Session, run: string): Promise<void> {
  const shown = await session.ask('runs.show', { run });
  session.result(shown, () => runReport(shown, session.paint));
}
