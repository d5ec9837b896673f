import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  jobFile,
  jobsFolder,
  type PlannedCorpus,
  type PlannedJob,
  plannedJob,
  resultsFolder,
  startFolder,
} from '#core/cluster/job-files.ts';
import { planScripts } from '#core/cluster/plan-scripts.ts';
import { isInside } from '#core/corpora/scan/list-files.ts';
import { underLabelSet } from '#core/corpora/under-label-set.ts';
import { createRunId } from '#core/database/runs/run-id.ts';
import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import { clipsOf, scanAndRemember } from '#core/laboratory/corpora/scanning.ts';
import { correctScan } from '#core/laboratory/corrections/correct-scan.ts';
import { ruleOf } from '#core/laboratory/library/corpus-rule.ts';
import { exportRun } from '#core/laboratory/runs/export-run.ts';
import { findStartWeights } from '#core/laboratory/runs/start-weights.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { NETWORK_DEFINITIONS, networkNamed } from '#core/models/registry.ts';
import { makeFolds } from '#core/splits/make-folds.ts';
import { errorCode, isDiskFull } from '#core/system/file-errors.ts';
import { openRegularFile } from '#core/system/open-regular-file.ts';
import { VERSION } from '#core/system/program-version.ts';
import { createYielder } from '#core/system/yielder.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { requireVotes } from '#core/training/vote-shares.ts';
import { ARCHIVE_ENDING } from '#shared/archives.ts';
import type { GridFile } from '#shared/cluster.ts';
import type { RequestOutput, RequestParsed } from '#shared/contract.ts';
import type { Clip, Scan } from '#shared/corpora.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { completeLabelSet, type LabelSet } from '#shared/label-sets.ts';
import { gridName, gridRunName } from '#shared/run-names.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { inputShapeOf } from '#shared/settings/features.ts';
import { expandGrid, type GridRun } from '#shared/settings/grid.ts';

type Input = RequestParsed<'cluster.plan'>;

/** A job before it is written, with the files that its start weights need. */
interface Draft {
  job: PlannedJob;
  start: { run: string | null; weights: { path: string; name: string } | null } | null;
}

/**
 * Writes a grid as a folder of jobs, under a temporary name that is renamed at the end. Runs that are impossible are left
 * out with the reason.
 * @throws UserError `target-exists` for a folder that is not empty, `empty-grid` if no run is possible, `unknown-corpus`, and
 *   the errors of the scan and the settings.
 */
export async function planGrid(
  services: Services,
  input: Input,
  context: CallContext,
): Promise<RequestOutput<'cluster.plan'>> {
  const target = resolve(input.target);
  await requireEmpty(target);
  const { grid } = input;
  const scan = await scanAndRemember(services, grid.folders, context);
  clipsOf(scan);
  // All runs have the corrections of now, and the jobs have them on the cluster.
  const corrected = correctScan(services.log, scan, resolveSettings(grid.settings).corrections);
  /** The clips under the label set of a run, which the grid may vary. */
  const labelled = (set: LabelSet) => {
    const completed = completeLabelSet(
      set,
      corrected.scan.clips.map(({ emotion }) => emotion),
    );
    return { set: completed, clips: clipsOf(underLabelSet(corrected.scan, completed)) };
  };
  const rules = await Promise.all(
    grid.folders.map(async (folder) => [folder, await ruleOf(services.log)(resolve(folder))] as const),
  );
  const folders = plannedFolders(scan, new Map(rules), input.corpora);
  const expanded = expandGrid(
    gridOf(grid, scan),
    NETWORK_DEFINITIONS.map(({ minInput = 1, kind = 'mel' as const, ...one }) => ({
      ...one,
      kind,
      minInput,
    })),
  );
  const name =
    grid.name?.trim() || gridName(variedPaths(expanded.runs)) || expanded.runs[0]?.settings.network || 'grid';
  const leftOut = expanded.leftOut.map(({ varied, reason }) => ({
    name: gridRunName(resolveSettings(grid.settings), varied),
    reason,
  }));
  const drafts: Draft[] = [];
  const ids = new Set<string>();
  for (const run of expanded.runs) {
    const runName = gridRunName(run.settings, run.varied);
    try {
      const { set, clips } = labelled(run.settings.labels);
      const given = { ...run.settings, labels: set, corrections: corrected.recorded };
      const { settings, start } = await checkedRun(services, given, clips, context.signal);
      const id = freeId(services, ids);
      const job = plannedJob({
        ...{ program: VERSION, number: drafts.length + 1, id, name: runName, grid: name, tags: grid.tags },
        ...{ settings, folders, words: scan.words ?? [], start: start && startNames(start) },
      });
      drafts.push({ job, start });
    } catch (error) {
      throwIfCancelled(context.signal);
      if (!(error instanceof UserError)) throw error;
      leftOut.push({ name: runName, reason: error.message });
    }
  }
  if (drafts.length === 0) {
    const reason = leftOut[0]?.reason ?? '';
    throw new UserError('empty-grid', `The grid has no possible run. ${reason}`.trim());
  }
  await writeWhole(target, (folder) =>
    writePlan(services, folder, { ...input, name, drafts }, context.signal),
  );
  return {
    folder: target,
    jobs: drafts.map(({ job: { number, id, name } }) => ({ number, id, name })),
    leftOut,
    corpora: folders.flatMap(({ corpora }) => corpora),
  };
}

function gridOf({ settings, vary, seeds, ownFeatures }: GridFile, { corpora }: Scan) {
  const whole = resolveSettings(settings, { corpora: corpora.length });
  const list = typeof seeds === 'number' ? Array.from({ length: seeds }, (_, n) => whole.seed + n) : seeds;
  return { settings: whole, vary, seeds: list, ownFeatures };
}

const variedPaths = (runs: readonly GridRun[]) => [
  ...new Set(runs.flatMap(({ varied }) => Object.keys(varied))),
];

/** What would fail on the cluster fails here. Memory is not checked, because the cluster has other computers. */
async function checkedRun(
  services: Services,
  given: RunSettings,
  clips: readonly Clip[],
  signal: AbortSignal | undefined,
): Promise<{ settings: RunSettings; start: Draft['start'] }> {
  const architecture = networkNamed(
    given.network,
    inputShapeOf(given.features),
    given.labels.emotions.length,
  );
  requireVotes(given, clips);
  if (given.freezeUpTo !== null) layersUpTo(architecture, given.freezeUpTo);
  await makeFolds(clips, given.protocol, given.seed, createYielder(signal));
  const start = await findStartWeights(services, given, architecture);
  if (start === null) return { settings: given, start: null };
  const { startWeights, path, source } = start;
  if (startWeights.from === source)
    return { settings: { ...given, startWeights }, start: { run: source, weights: null } };
  // Two weights files may have the same name. The path on the cluster is known when the job starts.
  const name = `${startWeights.sha256?.slice(0, 8)}-${basename(path)}`;
  const settings = { ...given, startWeights: { ...startWeights, from: name } };
  return { settings, start: { run: source, weights: { path, name } } };
}

const startNames = ({ run, weights }: NonNullable<Draft['start']>) => ({
  archive: run === null ? null : `${run}.${ARCHIVE_ENDING}`,
  weights: weights?.name ?? null,
});

/** Each folder of the grid with its rule and its corpora, and where it is on the cluster. */
function plannedFolders(
  { corpora, clips }: Scan,
  folders: ReadonlyMap<string, CorpusRule | null>,
  moved: Readonly<Record<string, string>>,
): PlannedJob['folders'] {
  const paths = new Map(Object.entries(moved).map(([name, path]) => [name.toLowerCase(), path]));
  const unknown = [...paths.keys()].find((name) =>
    corpora.every((corpus) => corpus.name.toLowerCase() !== name),
  );
  if (unknown !== undefined) {
    const names = corpora.map(({ name }) => name).join(', ');
    throw new UserError('unknown-corpus', `The grid has no corpus “${unknown}”. Its corpora are: ${names}.`);
  }
  const clipsByCorpus = Map.groupBy(clips, ({ corpus }) => corpus);
  const left = new Set(corpora);
  return [...folders].flatMap(([folder, rule]) => {
    const inside = [...left].filter((corpus) => isInside(corpus.folder, resolve(folder)));
    const planned = inside.map((corpus): PlannedCorpus & { path: string | undefined } => {
      left.delete(corpus);
      const fingerprint = corpusFingerprint(clipsByCorpus.get(corpus.name) ?? []);
      return {
        name: corpus.name,
        fingerprint,
        clips: corpus.clips,
        path: paths.get(corpus.name.toLowerCase()),
      };
    });
    const stays = planned.filter(({ path }) => path === undefined);
    if (stays.length > 0 && stays.length < planned.length) {
      const all = planned.map(({ name }) => name).join(', ');
      throw new UserError(
        'unknown-corpus',
        `${folder} has several corpora (${all}). Give the folder of each of them.`,
      );
    }
    const corporaOf = (some: typeof planned) => some.map(({ path: _, ...corpus }) => corpus);
    if (stays.length > 0) return [{ path: resolve(folder), corpora: corporaOf(planned), rule }];
    return [...Map.groupBy(planned, ({ path }) => path)].map(([path, some]) => ({
      path: path!,
      corpora: corporaOf(some),
      rule,
    }));
  });
}

function freeId({ log }: Services, taken: Set<string>): string {
  for (;;) {
    const id = createRunId(new Date());
    if (taken.has(id) || log.hasRun(id)) continue;
    taken.add(id);
    return id;
  }
}

async function writePlan(
  services: Services,
  folder: string,
  { grid, slurm, command, program, name, drafts }: Input & { name: string; drafts: readonly Draft[] },
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const path of [jobsFolder(folder), resultsFolder(folder), join(folder, 'logs')])
    await mkdir(path, { recursive: true });
  await writeFile(
    join(folder, 'grid.json'),
    json({ ...grid, folders: grid.folders.map((each) => resolve(each)) }),
  );
  const scripts = planScripts({ name, jobs: drafts.length, slurm, command, program });
  for (const [file, content] of Object.entries(scripts)) {
    await writeFile(join(folder, file), content, { mode: file.endsWith('.sh') ? 0o755 : 0o644 });
  }
  for (const { job } of drafts) await writeFile(jobFile(folder, job.number), json(job));
  await writeFile(join(jobsFolder(folder), 'ids.txt'), drafts.map(({ job }) => `${job.id}\n`).join(''));
  await writeStart(services, startFolder(folder), drafts, signal);
}

async function writeStart(
  services: Services,
  folder: string,
  drafts: readonly Draft[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const runs = new Set(drafts.flatMap(({ start }) => start?.run ?? []));
  const weights = new Map(
    drafts.flatMap(({ start }) => (start?.weights ? [[start.weights.name, start.weights.path]] : [])),
  );
  if (runs.size + weights.size > 0) await mkdir(folder, { recursive: true });
  for (const [name, path] of weights) {
    const file = await openRegularFile(path);
    await pipeline(file.createReadStream(), createWriteStream(join(folder, name)));
  }
  for (const run of runs) {
    await exportRun(
      services,
      { run, target: join(folder, `${run}.${ARCHIVE_ENDING}`), overwrite: true },
      signal,
    );
  }
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

async function requireEmpty(target: string): Promise<void> {
  try {
    if ((await readdir(target)).length === 0) return;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    if (errorCode(error) === null) throw error;
  }
  throw new UserError(
    'target-exists',
    `${target} exists already and is not an empty folder. Choose another folder.`,
  );
}

/** Fills a new folder under a temporary name. */
async function writeWhole(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(dirname(target), { recursive: true });
    await mkdir(temporary);
    await fill(temporary);
    await rmdir(target).catch(() => undefined);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const code = errorCode(error);
    if (code === null) throw error;
    throw new UserError(
      isDiskFull(code) ? 'disk-full' : 'target-unwritable',
      isDiskFull(code)
        ? `The disk is full: ${target} was not written. Free some space and try again.`
        : `${target} cannot be written: the system reports ${code}. Choose another folder.`,
      { cause: error },
    );
  }
}
