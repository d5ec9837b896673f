import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import type { Session } from '#cli/session.ts';
import { collect, deviceOption } from '#cli/shared-options.ts';
import {
  checkpointFolder,
  type PlannedCorpus,
  type PlannedJob,
  partialFolder,
  readPlannedJob,
  readTaskStatus,
  resultFolder,
  resultsFolder,
  startFolder,
  statusFile,
  type TaskStatus,
} from '#core/cluster/job-files.ts';
import { CONTINUE_EXIT_CODE } from '#core/cluster/plan-scripts.ts';
import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { currentOwner, ownerLives } from '#core/system/process-owner.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { ARCHIVE_ENDING } from '#shared/archives.ts';
import type { LaboratoryPort } from '#shared/contract.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import { type Failure, toFailure, UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { corporaFolders } from './plan.ts';
import { type Ending, watchRun } from './watch-run.ts';

interface JobOptions {
  corpora?: string[];
  scratch?: string;
}

/** Seconds between two writes of the status, so that a killed task can be told from one that works. */
const STATUS_SECONDS = 15;
/** Fast epochs do not write the status more often than this. */
const MIN_STATUS_SECONDS = 1;

/**
 * A new folder for the task's own laboratory, on a disk of this computer: SQLite on a network disk could be damaged. Folders
 * that a killed task of the same job left here are removed.
 * @throws UserError `folder-not-writable`.
 */
async function makeScratch(file: string, { scratch }: JobOptions): Promise<string> {
  const root = resolve(scratch ?? process.env.SLURM_TMPDIR ?? process.env.TMPDIR ?? tmpdir());
  const prefix = `neural-ser-${createHash('sha256').update(resolve(file)).digest('hex').slice(0, 16)}-`;
  try {
    await mkdir(root, { recursive: true });
    for (const name of await readdir(root)) {
      if (name.startsWith(prefix)) await rm(join(root, name), { recursive: true, force: true });
    }
    return await mkdtemp(join(root, prefix));
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    throw new UserError(
      'folder-not-writable',
      `${root} cannot be written (${code}). Choose another folder with --scratch.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Trains one job of a planned grid in a laboratory of its own and writes its result. The checkpoints are in the result's
 * folder, so a task that was stopped or killed continues from them, also on another computer. Sets the exit code: 75 if it
 * was stopped with a checkpoint, 1 if it failed.
 */
async function job(session: Session, file: string, options: JobOptions): Promise<void> {
  const planned = await readPlannedJob(file);
  const plan = resolve(dirname(file), '..');
  const results = resultsFolder(plan);
  const { id } = planned;
  if (existsSync(resultFolder(results, id))) {
    session.result({ id, state: 'finished' }, () => `${id} is finished already.`);
    return;
  }
  const partial = partialFolder(results, id);
  await mkdir(checkpointFolder(partial), { recursive: true });
  await refuseRunning(partial);
  await using status = startStatus(partial, planned);
  try {
    const ending = await train(session, plan, partial, planned, options, status);
    if (ending.status === 'finished') {
      await finish(session, results, planned, status);
      session.result({ id, state: 'finished' }, () => `${id} is finished.`);
      return;
    }
    await end(session, status, ending.status === 'stopped' ? null : (ending.failure ?? UNKNOWN));
  } catch (error) {
    const failure = toFailure(error);
    await end(session, status, failure.code === 'cancelled' ? null : failure);
    if (failure.code === 'internal') throw error;
  }
}

const UNKNOWN: Failure = { code: 'unknown', message: 'The run ended for an unknown reason. See log.txt.' };

/** `failure` null: it was stopped and can continue. */
async function end(session: Session, status: StatusWriter, failure: Failure | null): Promise<void> {
  await status.write({ state: failure === null ? 'stopped' : 'failed', failure });
  if (failure === null)
    session.notify('Stopped with a checkpoint. The next start of this job continues from it.');
  else session.notify(failure.message, 'bad');
  process.exitCode = failure === null ? CONTINUE_EXIT_CODE : 1;
}

async function train(
  session: Session,
  plan: string,
  partial: string,
  planned: PlannedJob,
  options: JobOptions,
  status: StatusWriter,
): Promise<Ending> {
  // Checkpoints are whole files that are renamed, which network disks do well.
  await mkdir(join(session.dataFolder, 'runs'), { recursive: true });
  await symlink(checkpointFolder(partial), join(session.dataFolder, 'runs', planned.id), 'junction');
  const laboratory = await session.laboratory();
  const rules = placedFolders(planned, corporaFolders(options.corpora ?? []));
  for (const [folder, rule] of rules) {
    if (rule !== null) await session.ask('library.setRule', { folder, rule });
  }
  if (planned.words.length > 0) await session.ask('words.save', { words: planned.words });
  const folders = [...rules.keys()];
  await requireSameCorpora(session, planned, folders);
  const settings = await placedSettings(laboratory, plan, planned);
  const { id, name, grid, tags } = planned;
  laboratory.subscribe((event) => {
    if (event.name !== 'run.epoch' || event.data.run !== id) return;
    const { epoch, epochs, folds } = event.data;
    status.update({ epochs: { done: epoch.fold * epochs + epoch.epoch, total: folds * epochs } });
  });
  return watchRun(session, laboratory, () =>
    session.ask('runs.start', { folders, settings, id, name, grid, tags }),
  );
}

/** Writes the archive, then gives the whole result its name. */
async function finish(
  session: Session,
  results: string,
  { id }: PlannedJob,
  status: StatusWriter,
): Promise<void> {
  const partial = partialFolder(results, id);
  const laboratory = await session.laboratory();
  const { test } = await laboratory.invoke('runs.show', { run: id });
  const target = join(partial, `${id}.${ARCHIVE_ENDING}`);
  await laboratory.invoke('runs.export', { run: id, target, overwrite: true });
  await status.write({ state: 'finished', uar: test?.uar ?? null, failure: null });
  await status.close();
  await rm(checkpointFolder(partial), { recursive: true, force: true });
  await rename(partial, resultFolder(results, id));
}

/** The folders to scan on this computer, each with its rule. */
function placedFolders(
  { folders }: PlannedJob,
  moved: Readonly<Record<string, string>>,
): Map<string, CorpusRule | null> {
  const paths = new Map(Object.entries(moved).map(([name, path]) => [name.toLowerCase(), path]));
  return new Map(
    folders.flatMap(({ path, corpora, rule }) => {
      const found = corpora.flatMap(({ name }) => paths.get(name.toLowerCase()) ?? []);
      if (found.length === 0) return [[path, rule] as const];
      if (found.length === corpora.length) return found.map((moved) => [moved, rule] as const);
      const names = corpora.map(({ name }) => name).join(', ');
      throw new UserError(
        'unknown-corpus',
        `${path} has several corpora (${names}). Give the folder of each of them.`,
      );
    }),
  );
}

/** A run on other clips would have other results under the name of the planned one. */
async function requireSameCorpora(session: Session, planned: PlannedJob, folders: string[]): Promise<void> {
  const clips = Map.groupBy(
    await session.ask('corpora.clips', { folders, labels: null }),
    ({ corpus }) => corpus,
  );
  const expected = planned.folders.flatMap(({ corpora }) => corpora);
  for (const { name, fingerprint, clips: number } of expected) {
    const found = clips.get(name);
    if (found === undefined) {
      const names = [...clips.keys()].join(', ');
      throw differ(`There is no corpus ${name} in ${folders.join(', ')}; the corpora are: ${names}.`, {
        name,
      });
    }
    if (corpusFingerprint(found) !== fingerprint) {
      throw differ(
        `The corpus ${name} has ${counted(found.length, 'clip')} and differs from the planned one with ${counted(number, 'clip')}.`,
        { name },
      );
    }
  }
  const others = [...clips.keys()].filter((name) => expected.every((corpus) => corpus.name !== name));
  if (others.length > 0) throw differ(`The plan does not have the corpus ${others[0]}.`, { name: others[0] });
}

function differ(what: string, { name }: Pick<PlannedCorpus, 'name'>): UserError {
  return new UserError(
    'corpus-differs',
    `${what} Copy the same files here, give their folder with --corpora ${name}=FOLDER, or plan the grid again.`,
  );
}

/** The settings with the path of the start weights on this computer. The run that they come from is imported first. */
async function placedSettings(
  laboratory: LaboratoryPort,
  plan: string,
  { settings, start }: PlannedJob,
): Promise<RunSettings> {
  if (start === null || settings.startWeights === null) return settings;
  if (start.archive !== null) {
    const path = join(startFolder(plan), start.archive);
    const { failed } = await laboratory.invoke('runs.import', { sources: [{ path }] });
    if (failed.length > 0) throw new UserError(failed[0].failure.code, failed[0].failure.message);
  }
  if (start.weights === null) return settings;
  const from = join(startFolder(plan), start.weights);
  return { ...settings, startWeights: { ...settings.startWeights, from } };
}

/** Two tasks of one job would write the same checkpoints. */
async function refuseRunning(partial: string): Promise<void> {
  const before = await readTaskStatus(partial);
  if (before === null || before === 'unreadable' || before.state !== 'running') return;
  const { pid, start, host } = before;
  if (ownerLives({ pid, start, host }) === false) return;
  // On another computer, only silence shows that the task has ended.
  const silent = Date.now() - Date.parse(before.updatedAt);
  if (silent > 3 * STATUS_SECONDS * 1000) return;
  throw new UserError(
    'job-running',
    `Another task trains this job (process ${pid} on ${host}). Wait until it ends, or stop it.`,
  );
}

interface StatusWriter extends AsyncDisposable {
  /** Changes the status, which is written soon. */
  update(change: Partial<TaskStatus>): void;
  /** Changes and writes the status. */
  write(change: Partial<TaskStatus>): Promise<void>;
  close(): Promise<void>;
}

function startStatus(partial: string, { id }: PlannedJob): StatusWriter {
  const { SLURM_ARRAY_JOB_ID, SLURM_ARRAY_TASK_ID, SLURM_JOB_ID } = process.env;
  const now = () => new Date().toISOString();
  const { pid, start } = currentOwner();
  let status: TaskStatus = {
    ...{ id, state: 'running', startedAt: now(), updatedAt: now(), host: hostname(), pid, start },
    slurm: SLURM_ARRAY_JOB_ID ? `${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}` : (SLURM_JOB_ID ?? null),
    ...{ epochs: null, uar: null, failure: null },
  };
  let writing: Promise<void> = Promise.resolve();
  let savedAt = Number.NEGATIVE_INFINITY;
  const save = (): Promise<void> => {
    savedAt = performance.now();
    const content = `${JSON.stringify({ ...status, updatedAt: now() }, null, 2)}\n`;
    // A status that cannot be written must not end a training of hours.
    writing = writing.then(() => writeWholeFile(statusFile(partial), content)).catch(() => undefined);
    return writing;
  };
  void save();
  const timer = setInterval(() => void save(), STATUS_SECONDS * 1000).unref();
  const close = async () => {
    clearInterval(timer);
    await writing;
  };
  return {
    update: (change) => {
      status = { ...status, ...change };
      if (performance.now() - savedAt >= MIN_STATUS_SECONDS * 1000) void save();
    },
    write: (change) => {
      status = { ...status, ...change };
      return save();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Its arguments and options. */
export const declareJob: DeclareCommand = ({ command, withSession }) => {
  command('job <file>', 'train one job of a planned grid; its scripts call this', { hidden: true })
    .option('--corpora <name=folder>', 'the folder of a corpus on this computer; can be repeated', collect)
    .option('--scratch <dir>', 'a folder on a disk of this computer')
    .addOption(deviceOption())
    .action(async (file: string, options) => {
      const scratch = await makeScratch(file, options).catch((error: unknown) => error);
      if (typeof scratch !== 'string') {
        await withSession(options, () => Promise.reject(scratch));
        return;
      }
      try {
        await withSession({ ...options, data: join(scratch, 'laboratory') }, (session) =>
          job(session, file, options),
        );
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });
};
