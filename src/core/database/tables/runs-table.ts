import type { Database } from 'better-sqlite3';
import { OWNED_STATUSES } from '#core/database/runs/owned-statuses.ts';
import type { RunChecksums } from '#core/database/runs/run-checksums.ts';
import { createRunId } from '#core/database/runs/run-id.ts';
import type { RunLookup } from '#core/database/runs/run-lookup.ts';
import { currentOwner, type ProcessOwner } from '#core/system/process-owner.ts';
import type { Clip } from '#shared/corpora.ts';
import { type Failure, UserError } from '#shared/failure.ts';
import type { Leakage } from '#shared/protocols.ts';
import { defaultRunName } from '#shared/run-names.ts';
import type { Environment, Run, RunStatus } from '#shared/runs.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { ClipsTable } from './clips-table.ts';
import type { FoldsTable, NewFold } from './folds-table.ts';
import type { RunSettingsTable } from './run-settings-table.ts';

/** The data of a run before its first training step. */
export interface NewRun {
  /** If absent, a new id is made. */
  id?: string;
  /** If absent or blank, the name is made from the settings. */
  name?: string;
  settings: RunSettings;
  environment: Environment;
  parameters: number;
  corpora: Run['corpora'];
  corpusFingerprint: string;
  /** The folds' members are positions in this list. */
  clips: readonly Clip[];
  folds: readonly NewFold[];
  /** Leakage of all folds together. */
  leakage: Leakage;
  /** The name of the grid that the run belongs to. */
  grid?: string | null;
  tags?: readonly string[];
  notes?: string;
  status?: 'waiting' | 'running';
}

export interface RunsTable {
  /**
   * Records a run with its clips and split, owned by this process, and returns its id. `clipNumbers` is the result of
   * {@link ClipsTable.saveClips} for the run's clips. If absent, the clips are saved now, which for thousands of clips
   * takes as long as everything else.
   *
   * @throws UserError `run-exists` if the run has an id that is taken.
   */
  createRun(run: NewRun, clipNumbers?: readonly number[]): string;
  /**
   * Changes the status of a run. `waiting`, `running` and `paused` make this process its owner. `finished` needs every
   * fold to be tested. `failure` is the reason for a status that the user did not ask for; the next status removes it.
   *
   * @throws UserError `no-such-run`; `run-finished`; `run-binned` (restore it first); `run-busy` if another running
   *   process owns it.
   */
  setStatus(run: string, status: Exclude<RunStatus, 'failed'>, failure?: Failure | null): void;
  /** Ends a run with a reason. Its epochs and checkpoints stay, and it can run again. */
  failRun(run: string, failure: Failure): void;
  /** Records the engine and machine of a run when they are known: the engine may be chosen only when the run starts. */
  recordEnvironment(run: string, environment: Environment): void;
  /** Changes the given fields and leaves the others. @throws UserError `empty-name`. */
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
  settings: Pick<RunSettingsTable, 'insert'>;
  checksums: Pick<RunChecksums, 'seal' | 'unseal'>;
  lookup: RunLookup;
  now: () => Date;
  ownerLives: (owner: ProcessOwner) => boolean | null;
}

export function runsTable(
  db: Database,
  { clips, folds, settings: runSettings, checksums, lookup, now, ownerLives }: RunsTableParts,
): RunsTable {
  const insert = db
    .prepare<[Record<string, unknown>], number>(
      `INSERT INTO runs (id, name, grid, status, created_at, network, recipe, protocol, engine, seed, synthetic, parameters,
         corpus_fingerprint, corpora, leakage, notes, settings, environment,
         label_set, emotions, owner_pid, owner_start, owner_host, owner_seen_at)
       VALUES (@id, @name, @grid, @status, @createdAt, @network, @recipe, @protocol, @engine, @seed, @synthetic, @parameters,
         @corpusFingerprint, @corpora, @leakage, @notes, @settings, @environment,
         @labelSet, @emotions, @pid, @start, @host, @createdAt)
       ON CONFLICT (id) DO NOTHING RETURNING number`,
    )
    .pluck();
  const addClip = db.prepare<[number, number, number]>(
    'INSERT INTO run_clips (run_number, position, clip_number) VALUES (?, ?, ?)',
  );
  const owned = db.prepare<[number], OwnedRow>(
    'SELECT status, binned_at, owner_pid, owner_start, owner_host FROM runs WHERE number = ?',
  );
  const updateStatus = db.prepare<[Record<string, unknown>]>(
    `UPDATE runs SET status = @status, failure_code = @code, failure_message = @message, finished_at = @finishedAt,
       owner_pid = @pid, owner_start = @start, owner_host = @host, owner_seen_at = @now WHERE number = @number`,
  );
  const untested = db
    .prepare<[number], number>('SELECT count(*) FROM folds WHERE run_number = ? AND tested_at IS NULL')
    .pluck();
  const updateEnvironment = db.prepare<[string, string, number]>(
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
      name: run.name?.trim() || defaultRunName(settings),
      grid: run.grid?.trim() || null,
      status: run.status ?? 'waiting',
      createdAt: created.toISOString(),
      network: settings.network,
      recipe: settings.features.name,
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
      labelSet: settings.labels.name,
      emotions: settings.labels.emotions.length,
      environment: JSON.stringify(environment),
      ...currentOwner(),
    };
    for (;;) {
      const id = run.id ?? createRunId(created);
      const number = insert.get({ id, ...values });
      if (number !== undefined) return { id, number };
      if (run.id !== undefined) throw new UserError('run-exists', `There is already a run ${id}.`);
    }
  };

  const create = db.transaction((run: NewRun, clipNumbers?: readonly number[]): string => {
    const { id, number } = insertRun(run);
    runSettings.insert(number, run.settings, run.corpusFingerprint);
    const numbers = clipNumbers ?? clips.saveClips(run.clips);
    if (numbers.length !== run.clips.length) {
      throw new Error(`${numbers.length} numbers were given for ${run.clips.length} clips`);
    }
    numbers.forEach((clip, position) => {
      addClip.run(number, position, clip);
    });
    run.folds.forEach((fold, index) => {
      folds.insert(number, index, fold, run.clips.length);
    });
    writeTags(number, run.tags ?? []);
    return id;
  });

  /** While the process that owns a run is running, only this process may change it. */
  const refuseOthers = (number: number): void => {
    const row = owned.get(number)!;
    if (row.owner_pid === null || !OWNED_STATUSES.includes(row.status)) return;
    const owner = { pid: row.owner_pid, start: row.owner_start!, host: row.owner_host! };
    const mine = currentOwner();
    if (owner.pid === mine.pid && owner.start === mine.start && owner.host === mine.host) return;
    if (ownerLives(owner) === false) return;
    throw new UserError(
      'run-busy',
      `Another neural-SER is using this run (process ${owner.pid} on ${owner.host}). ` +
        'Pause or stop the run there, or close that program.',
    );
  };

  const changeStatus = (run: string, status: RunStatus, failure: Failure | null): void => {
    const number = lookup.number(run);
    refuseOthers(number);
    const row = owned.get(number)!;
    if (row.status === 'finished' && status !== 'finished') {
      throw new UserError(
        'run-finished',
        'This run is finished. To train again, start a new run with its settings.',
      );
    }
    const owns = OWNED_STATUSES.includes(status);
    if (owns && row.binned_at !== null) {
      throw new UserError('run-binned', 'This run is in the trash. Restore it first.');
    }
    if (status === 'finished') {
      const missing = untested.get(number)!;
      if (missing > 0) throw new Error(`run ${run} cannot be finished: ${missing} folds were not tested`);
      if (row.status === 'finished') return;
    }
    const at = now().toISOString();
    updateStatus.run({
      number,
      status,
      code: failure?.code ?? null,
      message: failure?.message ?? null,
      finishedAt: status === 'finished' ? at : null,
      now: at,
      ...(owns ? currentOwner() : { pid: null, start: null, host: null }),
    });
    if (owns) checksums.unseal(number);
    else checksums.seal(number);
  };
  const changeAtOnce = db.transaction(changeStatus);

  const annotate = db.transaction<RunsTable['annotateRun']>((run, { name, tags, notes }) => {
    const number = lookup.number(run);
    if (name !== undefined) {
      if (name.trim() === '')
        throw new UserError('empty-name', 'A run needs a name. Enter at least one letter.');
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
      updateEnvironment.run(JSON.stringify(environment), environment.engine, lookup.number(run));
    },
    annotateRun: (run, notes) => annotate.immediate(run, notes),
  };
}
