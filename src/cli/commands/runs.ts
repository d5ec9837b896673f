import { UserError } from '../../shared/failure.ts';
import type { Session } from '../session.ts';
import { runReport } from '../terminal/figures.ts';
import { table } from '../terminal/table.ts';

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

/** Lists the runs; or bins, restores or annotates one. */
export async function runs(session: Session, options: RunsOptions): Promise<void> {
  const changes = options.name !== undefined || options.tag !== undefined || options.notes !== undefined;
  if (changes && options.annotate === undefined) {
    throw new UserError(
      'usage',
      '--name, --tag and --notes need --annotate RUN to say which run they are about.',
    );
  }
  if (options.bin !== undefined) await session.ask('runs.bin', { run: options.bin });
  if (options.restore !== undefined) await session.ask('runs.restore', { run: options.restore });
  if (options.annotate !== undefined) {
    await session.ask('runs.annotate', {
      run: options.annotate,
      name: options.name,
      tags: options.tag,
      notes: options.notes,
    });
  }
  const list = await session.ask('runs.list', { binned: options.binned ?? false, limit: options.limit });
  session.result(list, () => {
    if (list.length === 0)
      return options.binned ? 'The bin is empty.' : 'No runs yet. `train FOLDER…` makes one.';
    const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
    return table([
      ['run', 'name', 'status', 'network', 'recipe', 'protocol', 'seed>', 'epochs>', 'UAR>', 'accuracy>', ''],
      ...list.map((run) => [
        run.id,
        run.name,
        run.status,
        run.network,
        run.recipe,
        run.protocol,
        String(run.seed),
        String(run.epochs),
        percent(run.uar),
        percent(run.accuracy),
        run.synthetic ? session.paint.warn('synthetic') : '',
      ]),
    ]);
  });
}

export async function show(session: Session, run: string): Promise<void> {
  const shown = await session.ask('runs.show', { run });
  session.result(shown, () => runReport(shown, session.paint));
}
