import type { Database } from 'better-sqlite3';
import type { Clip } from '../../shared/corpora.ts';
import { type Failure, UserError } from '../../shared/failure.ts';
import type { Leakage } from '../../shared/protocols.ts';
import type { Environment, Run, RunSettings, RunStatus } from '../../shared/runs.ts';
import type { ClipsTable } from './clips-table.ts';
import type { FoldsTable, NewFold } from './folds-table.ts';
import { createRunId } from './run-id.ts';
import type { RunLookup } from './run-lookup.ts';
import { currentOwner, OWNED_STATUSES, type RunOwner } from './run-owner.ts';

/** Everything that is known of a run before its first step. */
export interface NewRun {
  /** Absent or blank: made of network and protocol. */
  name?: string;
  settings: RunSettings;
  environment: Environment;
  parameters: number;
  corpora: Run['corpora'];
  corpusFingerprint: string;
  /** The folds' members are positions in this list. */
  clips: readonly Clip[];
  folds: readonly NewFold[];
  /** Of all folds together. */
  leakage: Leakage;
  tags?: readonly string[];
  notes?: string;
  status?: 'waiting' | 'running';
}

export interface RunsTable {
  /**
   * Records a run with its clips and split, owned by this process, and gives its id. `clipNumbers` are what
   * {@link ClipsTable.saveClips} gave for the run's clips; absent: they are saved now, which takes as long as all the
   * rest where there are thousands.
   */
  createRun(run: NewRun, clipNumbers?: readonly number[]): string;
  /**
   * Moves a run on. To wait, run or pause makes it this process's; `finished` needs every fold to be tested. `failure`:
   * why it came to this, where that was nobody's wish; the next status takes it away.
   *
   * @throws UserError `no-such-run`; `run-finished`; `run-binned` (restore it first); `run-busy` when another living
   *   process has it.
   */
  setStatus(run: string, status: Exclude<RunStatus, 'failed'>, failure?: Failure | null): void;
  /** Ends a run with a reason. Its epochs and checkpoints stay, and it can be set running again. */
  failRun(run: string, failure: Failure): void;
  /** Where and with what it is trained, once that is known: the engine may only be chosen when its turn comes. */
  recordEnvironment(run: string, environment: Environment): void;
  /** Changes what is given and leaves the rest. @throws UserError `empty-name`. */
  annotateRun(run: string, notes: { name?: string; tags?: readonly string[]; notes?: string }): void;
}

interface OwnedRow {
  status: RunStatus;
  binned_at: string | null;
  owner_pid: number | null;
  owner_start: string | null;
  owner_host: string | null;
}

export interface RunsTableParts {
  clips: ClipsTable;
  folds: FoldsTable;
  lookup: RunLookup;
  now: () => Date;
  ownerLives: (owner: RunOwner) => boolean | null;
}

export function runsTable(
  db: Database,
  { clips, folds, lookup, now, ownerLives }: RunsTableParts,
): RunsTable {
  const insert = db
    .prepare<[Record<string, unknown>], number>(
      `INSERT INTO runs (id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic, parameters,
         corpus_fingerprint, corpora, leakage, notes, settings, environment,
         owner_pid, owner_start, owner_host, owner_seen_at)
       VALUES (@id, @name, @status, @createdAt, @network, @recipe, @protocol, @engine, @seed, @synthetic, @parameters,
         @corpusFingerprint, @corpora, @leakage, @notes, @settings, @environment,
         @pid, @start, @host, @createdAt)
       ON CONFLICT (id) DO NOTHING RETURNING number`,
    )
    .pluck();
  const include = db.prepare<[number, number, number]>(
    'INSERT INTO run_clips (run_number, position, clip_number) VALUES (?, ?, ?)',
  );
  const owned = db.prepare<[number], OwnedRow>(
    'SELECT status, binned_at, owner_pid, owner_start, owner_host FROM runs WHERE number = ?',
  );
  const move = db.prepare<[Record<string, unknown>]>(
    `UPDATE runs SET status = @status, failure_code = @code, failure_message = @message, finished_at = @finishedAt,
       owner_pid = @pid, owner_start = @start, owner_host = @host, owner_seen_at = @now WHERE number = @number`,
  );
  const untested = db
    .prepare<[number], number>('SELECT count(*) FROM folds WHERE run_number = ? AND tested_at IS NULL')
    .pluck();
  const equip = db.prepare<[string, string, number]>(
    'UPDATE runs SET environment = ?, engine = ? WHERE number = ?',
  );
  const rename = db.prepare<[string, number]>('UPDATE runs SET name = ? WHERE number = ?');
  const note = db.prepare<[string, number]>('UPDATE runs SET notes = ? WHERE number = ?');
  const untag = db.prepare<[number]>('DELETE FROM run_tags WHERE run_number = ?');
  const tag = db.prepare<[number, string]>(
    'INSERT INTO run_tags (run_number, tag) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );

  const writeTags = (number: number, tags: readonly string[]): void => {
    untag.run(number);
    for (const text of tags) if (text.trim() !== '') tag.run(number, text.trim());
  };

  const insertRun = (run: NewRun): { id: string; number: number } => {
    const { settings, environment } = run;
    const created = now();
    const values = {
      name: run.name?.trim() || `${settings.network}, ${settings.protocol.name}`,
      status: run.status ?? 'waiting',
      createdAt: created.toISOString(),
      network: settings.network,
      recipe: settings.recipe.name,
      protocol: settings.protocol.name,
      engine: environment.engine,
      seed: settings.seed,
      synthetic: run.clips.some((clip) => clip.synthetic) ? 1 : 0,
      parameters: run.parameters,
      corpusFingerprint: run.corpusFingerprint,
      corpora: JSON.stringify(run.corpora),
      leakage: JSON.stringify(run.leakage),
      notes: run.notes ?? '',
      settings: JSON.stringify(settings),
      environment: JSON.stringify(environment),
      ...currentOwner(),
    };
    for (;;) {
      const id = createRunId(created);
      const number = insert.get({ id, ...values });
      if (number !== undefined) return { id, number };
    }
  };

  const create = db.transaction((run: NewRun, clipNumbers?: readonly number[]): string => {
    const { id, number } = insertRun(run);
    const numbers = clipNumbers ?? clips.saveClips(run.clips);
    if (numbers.length !== run.clips.length) {
      throw new Error(`${numbers.length} numbers were given for ${run.clips.length} clips`);
    }
    numbers.forEach((clip, position) => {
      include.run(number, position, clip);
    });
    run.folds.forEach((fold, index) => {
      folds.insert(number, index, fold, run.clips.length);
    });
    writeTags(number, run.tags ?? []);
    return id;
  });

  /** Only the process that has a run in hand may move it, as long as it lives. */
  const refuseOthers = (number: number): void => {
    const row = owned.get(number)!;
    if (row.owner_pid === null || !OWNED_STATUSES.includes(row.status)) return;
    const owner = { pid: row.owner_pid, start: row.owner_start!, host: row.owner_host! };
    const mine = currentOwner();
    if (owner.pid === mine.pid && owner.start === mine.start && owner.host === mine.host) return;
    if (ownerLives(owner) === false) return;
    throw new UserError(
      'run-busy',
      `This run is in the hands of another neural-SER (process ${owner.pid} on ${owner.host}). ` +
        'Pause or stop it there, or close that program.',
    );
  };

  const change = (run: string, status: RunStatus, failure: Failure | null): void => {
    const number = lookup.number(run);
    refuseOthers(number);
    const row = owned.get(number)!;
    if (row.status === 'finished' && status !== 'finished') {
      throw new UserError(
        'run-finished',
        'This run is finished. Start a new one with its settings to train again.',
      );
    }
    const owns = OWNED_STATUSES.includes(status);
    if (owns && row.binned_at !== null) {
      throw new UserError('run-binned', 'This run lies in the bin. Restore it first.');
    }
    if (status === 'finished') {
      const missing = untested.get(number)!;
      if (missing > 0) throw new Error(`run ${run} cannot be finished: ${missing} folds were not tested`);
      if (row.status === 'finished') return;
    }
    const at = now().toISOString();
    move.run({
      number,
      status,
      code: failure?.code ?? null,
      message: failure?.message ?? null,
      finishedAt: status === 'finished' ? at : null,
      now: at,
      ...(owns ? currentOwner() : { pid: null, start: null, host: null }),
    });
  };
  const changeAtOnce = db.transaction(change);

  const annotate = db.transaction<RunsTable['annotateRun']>((run, { name, tags, notes }) => {
    const number = lookup.number(run);
    if (name !== undefined) {
      if (name.trim() === '')
        throw new UserError('empty-name', 'A run needs a name. Give it at least one letter.');
      rename.run(name.trim(), number);
    }
    if (notes !== undefined) note.run(notes, number);
    if (tags !== undefined) writeTags(number, tags);
  });

  return {
    createRun: (run, clipNumbers) => create.immediate(run, clipNumbers),
    setStatus: (run, status, failure = null) => changeAtOnce.immediate(run, status, failure),
    failRun: (run, failure) => changeAtOnce.immediate(run, 'failed', failure),
    recordEnvironment: (run, environment) => {
      equip.run(JSON.stringify(environment), environment.engine, lookup.number(run));
    },
    annotateRun: (run, notes) => annotate.immediate(run, notes),
  };
}
