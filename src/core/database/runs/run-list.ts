import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { isDamagedRecord, readStored } from '#core/database/stored-values.ts';
import type { RunSummary } from '#shared/answers.ts';
import { UserError } from '#shared/failure.ts';
import { hasTooFewUnits, type Interval } from '#shared/metrics.ts';
import type { RunStatus } from '#shared/runs.ts';
import type { RunChecksums } from './run-checksums.ts';
import type { UnwrittenStatuses } from './unwritten-statuses.ts';

interface RunListQuery {
  /** Whether runs in the trash are listed too; `only` lists just these. Default false. */
  includeTrashed?: boolean | 'only';
  limit?: number;
  offset?: number;
}

export interface RunList {
  /** Newest first. @throws UserError `invalid-range`. */
  listRuns(query?: RunListQuery): RunSummary[];
}

interface SummaryRow {
  number: number;
  id: string;
  name: string;
  grid: string | null;
  status: RunStatus;
  created_at: string;
  finished_at: string | null;
  binned_at: string | null;
  network: string;
  recipe: string;
  protocol: string;
  engine: string;
  seed: number;
  label_set: string;
  emotions: number;
  synthetic: number;
  accuracy: number | null;
  uar: number | null;
  f1_macro: number | null;
  accuracy_low: number | null;
  accuracy_high: number | null;
  uar_low: number | null;
  uar_high: number | null;
  f1_macro_low: number | null;
  f1_macro_high: number | null;
  resampled: 'speakers' | 'clips' | null;
  resampled_units: number | null;
  best_epoch: number | null;
  notes: string;
  duration_seconds: number;
  corpora: string;
  epochs: number;
  tags: string;
  /** The checksum of its description; null for a run without one. */
  sealed: string | null;
}

const tagsSchema = z.array(z.string());
const corporaSchema = z.array(z.object({ name: z.string(), clips: z.number() }));

/** Notes are cut in lists, because ten thousand notes of full length would be a gigabyte. */
const NOTES_CHARACTERS = 500;

/** The SQL of a list, with limit and offset as parameters. Exported so that a test can check its query plan. */
export function runListSql(includeTrashed: boolean | 'only'): string {
  const where =
    includeTrashed === 'only' ? 'binned_at IS NOT NULL' : includeTrashed ? 'TRUE' : 'binned_at IS NULL';
  return `SELECT runs.number, id, name, grid, status, created_at, finished_at, binned_at, network, recipe, protocol, engine, seed,
      label_set, emotions, synthetic, accuracy, accuracy_low, accuracy_high, uar, uar_low, uar_high, f1_macro, f1_macro_low,
      f1_macro_high, resampled, resampled_units, substr(notes, 1, ${NOTES_CHARACTERS}) AS notes, best_epoch, duration_seconds, corpora,
      (SELECT description FROM run_checksums WHERE run_number = runs.number) AS sealed,
      (SELECT count(*) FROM epochs WHERE run_number = runs.number) AS epochs,
      (SELECT json_group_array(tag) FROM run_tags WHERE run_number = runs.number) AS tags
    FROM runs WHERE ${where}
    ORDER BY created_at DESC, number DESC
    LIMIT ? OFFSET ?`;
}

interface RunListParts {
  unwritten: UnwrittenStatuses;
  checksums: Pick<RunChecksums, 'isIntact' | 'isVerified' | 'isKnownDamaged' | 'markDamaged'>;
}

/** Runs that a list checks for damage at once. The background check reads the others, which would double its time. */
const CHECKED_PER_LIST = 100;

export function runList(db: Database, { unwritten, checksums }: RunListParts): RunList {
  const summaryOf = (row: SummaryRow, isDamaged: (row: SummaryRow) => boolean): RunSummary => {
    try {
      return summary(row, { damaged: isDamaged(row), status: unwritten.get(row.id)?.status });
    } catch (error) {
      if (!isDamagedRecord(error)) throw error;
      // The other runs must be listed.
      checksums.markDamaged(row.number);
      return summary({ ...row, corpora: '[]', tags: '[]' }, { damaged: true });
    }
  };
  return {
    listRuns: ({ includeTrashed = false, limit = 100, offset = 0 } = {}) => {
      if (![limit, offset].every((count) => Number.isSafeInteger(count) && count >= 0)) {
        throw new UserError('invalid-range', 'Limit or offset is invalid. Use whole numbers from 0.');
      }
      const list = db.prepare<[number, number], SummaryRow>(runListSql(includeTrashed));
      let unchecked = CHECKED_PER_LIST;
      const isDamaged = ({ number, sealed }: SummaryRow): boolean => {
        if (checksums.isKnownDamaged(number)) return true;
        if (sealed === null || checksums.isVerified(number, 'description', sealed)) return false;
        return unchecked-- > 0 && !checksums.isIntact(number, ['description']);
      };
      return list.all(limit, offset).map((row) => summaryOf(row, isDamaged));
    },
  };
}

function summary(row: SummaryRow, { damaged, status }: { damaged: boolean; status?: RunStatus }): RunSummary {
  const corpora = readStored(corporaSchema, row.corpora, `The corpora of run ${row.id}`);
  return {
    id: row.id,
    name: row.name,
    grid: row.grid,
    status: status ?? row.status,
    damaged,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    synthetic: row.synthetic === 1,
    tags: readStored(tagsSchema, row.tags, `The tags of run ${row.id}`),
    network: row.network,
    features: row.recipe,
    protocol: row.protocol,
    engine: row.engine,
    seed: row.seed,
    labelSet: row.label_set,
    emotions: row.emotions,
    epochs: row.epochs,
    bestEpoch: row.best_epoch,
    clips: corpora.reduce((sum, { clips }) => sum + clips, 0),
    corpora: corpora.map(({ name }) => name),
    uar: row.uar,
    accuracy: row.accuracy,
    f1Macro: row.f1_macro,
    uarInterval: interval(row, row.uar_low, row.uar_high),
    accuracyInterval: interval(row, row.accuracy_low, row.accuracy_high),
    f1MacroInterval: interval(row, row.f1_macro_low, row.f1_macro_high),
    resampling: resamplingOf(row),
    notes: row.notes,
    durationSeconds: row.epochs > 0 ? row.duration_seconds : null,
    trashed: row.binned_at !== null,
  };
}

function resamplingOf({ resampled, resampled_units }: SummaryRow): RunSummary['resampling'] {
  return resampled === null || resampled_units === null ? null : { unit: resampled, units: resampled_units };
}

/**
 * Null for a run without metrics, for one with too few test speakers, and for a run of an older log until its intervals
 * are computed.
 */
function interval(row: SummaryRow, low: number | null, high: number | null): Interval | null {
  const isKnown = low !== null && high !== null && !hasTooFewUnits(resamplingOf(row));
  return isKnown ? [low, high] : null;
}
