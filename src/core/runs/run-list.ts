import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RunSummary } from '../../shared/answers.ts';
import { UserError } from '../../shared/failure.ts';
import type { Interval } from '../../shared/figures.ts';
import type { RunStatus } from '../../shared/runs.ts';

/** What a list can be sorted by, and its columns: those of an index, so that no list is sorted when it is read. */
const SORT_COLUMNS = {
  created: ['created_at'],
  finished: ['finished_at'],
  name: ['name'],
  status: ['status', 'created_at'],
  network: ['network', 'created_at'],
  recipe: ['recipe', 'created_at'],
  protocol: ['protocol', 'created_at'],
  engine: ['engine', 'created_at'],
  seed: ['seed', 'created_at'],
  accuracy: ['accuracy'],
  uar: ['uar'],
  f1: ['f1_macro'],
  bestEpoch: ['best_epoch'],
  duration: ['duration_seconds'],
} as const;
export type RunSortKey = keyof typeof SORT_COLUMNS;
export const RUN_SORT_KEYS = Object.keys(SORT_COLUMNS) as RunSortKey[];

export interface RunFilter {
  status?: readonly RunStatus[];
  network?: string;
  recipe?: string;
  protocol?: string;
  engine?: string;
  seed?: number;
  synthetic?: boolean;
  tag?: string;
  /** Occurs in name, notes or id, whatever its case (A to Z). */
  text?: string;
  /** Same clips and emotions. */
  corpusFingerprint?: string;
}

export interface RunListQuery {
  /** Default: created, the newest first. Runs without a value come last either way. */
  sort?: { by: RunSortKey; order?: 'ascending' | 'descending' };
  filter?: RunFilter;
  /** Default false; `only` gives the bin itself. */
  includeBinned?: boolean | 'only';
  limit?: number;
  offset?: number;
}

export interface RunList {
  /** @throws UserError `unknown-sort`, `invalid-range`. */
  listRuns(query?: RunListQuery): RunSummary[];
  /** How many runs `listRuns` would give without limit and offset. */
  countRuns(query?: Pick<RunListQuery, 'filter' | 'includeBinned'>): number;
  /** Every tag in use, by name. */
  listTags(): string[];
}

interface SummaryRow {
  id: string;
  name: string;
  status: RunStatus;
  created_at: string;
  finished_at: string | null;
  binned_at: string | null;
  network: string;
  recipe: string;
  protocol: string;
  engine: string;
  seed: number;
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
  best_epoch: number | null;
  notes: string;
  duration_seconds: number;
  corpora: string;
  epochs: number;
  tags: string;
}

const corporaSchema = z.array(z.object({ name: z.string(), clips: z.number() }));

/** Of ten thousand notes as long as they may be, a list would be a gigabyte. */
const NOTES_CHARACTERS = 500;

/** The SQL of a list and what it binds; a function of its own so that its plan can be tested. */
export function runListSql(query: RunListQuery): { sql: string; values: Record<string, unknown> } {
  const { by, order = 'ascending' } = query.sort ?? { by: 'created', order: 'descending' };
  if (!Object.hasOwn(SORT_COLUMNS, by)) {
    throw new UserError(
      'unknown-sort',
      `Runs cannot be sorted by "${by}". Choose ${RUN_SORT_KEYS.join(', ')}.`,
    );
  }
  const { limit = 100, offset = 0 } = query;
  if (![limit, offset].every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new UserError('invalid-range', 'Limit and offset are whole numbers from 0 on.');
  }
  const where = conditions(query);
  const direction = order === 'descending' ? 'DESC' : 'ASC';
  // NULL is the least value in SQLite: last when descending, and NULLS LAST is needed only when ascending.
  const [first, ...rest] = SORT_COLUMNS[by].map((column) => `${column} ${direction}`);
  const columns = [direction === 'ASC' ? `${first} NULLS LAST` : first, ...rest, `number ${direction}`];
  return {
    sql: `SELECT id, name, status, created_at, finished_at, binned_at, network, recipe, protocol, engine, seed,
        synthetic, accuracy, accuracy_low, accuracy_high, uar, uar_low, uar_high, f1_macro, f1_macro_low,
        f1_macro_high, substr(notes, 1, ${NOTES_CHARACTERS}) AS notes, best_epoch, duration_seconds, corpora,
        (SELECT count(*) FROM epochs WHERE run_number = runs.number) AS epochs,
        (SELECT json_group_array(tag) FROM run_tags WHERE run_number = runs.number) AS tags
      FROM runs ${where.sql}
      ORDER BY ${columns.join(', ')}
      LIMIT @limit OFFSET @offset`,
    values: { ...where.values, limit, offset },
  };
}

function conditions(query: Pick<RunListQuery, 'filter' | 'includeBinned'>): {
  sql: string;
  values: Record<string, unknown>;
} {
  const { filter = {}, includeBinned = false } = query;
  const terms: string[] = [];
  const values: Record<string, unknown> = {};
  const equal = {
    network: 'network',
    recipe: 'recipe',
    protocol: 'protocol',
    engine: 'engine',
    seed: 'seed',
  } as const;
  for (const [key, column] of Object.entries(equal) as [keyof typeof equal, string][]) {
    if (filter[key] === undefined) continue;
    terms.push(`${column} = @${key}`);
    values[key] = filter[key];
  }
  if (filter.status !== undefined) {
    terms.push('status IN (SELECT value FROM json_each(@status))');
    values.status = JSON.stringify(filter.status);
  }
  if (filter.corpusFingerprint !== undefined) {
    terms.push('corpus_fingerprint = @corpusFingerprint');
    values.corpusFingerprint = filter.corpusFingerprint;
  }
  if (filter.synthetic !== undefined) {
    terms.push('synthetic = @synthetic');
    values.synthetic = filter.synthetic ? 1 : 0;
  }
  if (filter.tag !== undefined) {
    terms.push('EXISTS (SELECT 1 FROM run_tags WHERE run_number = runs.number AND tag = @tag)');
    values.tag = filter.tag;
  }
  if (filter.text !== undefined) {
    // Not LIKE: the text is no pattern.
    terms.push(`instr(lower(name || ' ' || notes || ' ' || id), lower(@text)) > 0`);
    values.text = filter.text;
  }
  if (includeBinned === 'only') terms.push('binned_at IS NOT NULL');
  else if (!includeBinned) terms.push('binned_at IS NULL');
  return { sql: terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : '', values };
}

export function runList(db: Database): RunList {
  const tags = db.prepare<[], string>('SELECT DISTINCT tag FROM run_tags ORDER BY tag').pluck();
  return {
    listRuns: (query = {}) => {
      const { sql, values } = runListSql(query);
      return db.prepare<[Record<string, unknown>], SummaryRow>(sql).all(values).map(summary);
    },
    countRuns: (query = {}) => {
      const where = conditions(query);
      const count = db.prepare<[Record<string, unknown>], number>(`SELECT count(*) FROM runs ${where.sql}`);
      return count.pluck().get(where.values)!;
    },
    listTags: () => tags.all(),
  };
}

function summary(row: SummaryRow): RunSummary {
  const corpora = corporaSchema.parse(JSON.parse(row.corpora));
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    synthetic: row.synthetic === 1,
    tags: z.array(z.string()).parse(JSON.parse(row.tags)),
    network: row.network,
    recipe: row.recipe,
    protocol: row.protocol,
    engine: row.engine,
    seed: row.seed,
    epochs: row.epochs,
    bestEpoch: row.best_epoch,
    clips: corpora.reduce((sum, { clips }) => sum + clips, 0),
    corpora: corpora.map(({ name }) => name),
    uar: row.uar,
    accuracy: row.accuracy,
    f1Macro: row.f1_macro,
    uarInterval: interval(row.uar_low, row.uar_high),
    accuracyInterval: interval(row.accuracy_low, row.accuracy_high),
    f1MacroInterval: interval(row.f1_macro_low, row.f1_macro_high),
    notes: row.notes,
    durationSeconds: row.epochs > 0 ? row.duration_seconds : null,
    binned: row.binned_at !== null,
  };
}

/** Null for a run without figures, and for one of an older log until its interval has been drawn. */
function interval(low: number | null, high: number | null): Interval | null {
  return low === null || high === null ? null : [low, high];
}
