/**
 * Measures the table of 10,000 runs: the laboratory's queries (the pages of the list, the groups) and the page's work
 * (groups, means, titles, filter, sort). Prints medians and maxima in
 * milliseconds of CPU time, or JSON with `--json`.
 *
 *     node bench/many-runs.ts [--runs 10000] [--seeds 5] [--rounds 9]
 *
 * `--seeds 1` is the worst case: no two runs have equal settings.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import SqliteDatabase from 'better-sqlite3';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { runSettingsTable } from '#core/database/tables/run-settings-table.ts';
import { createRandom } from '#shared/random.ts';
import { groupTitles, meanMetric, statesText } from '#shared/run-groups.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';

const { values: given } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seeds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
  },
});
const [runs, seeds, rounds] = [given.runs, given.seeds, given.rounds].map(Number);

const folder = mkdtempSync(join(tmpdir(), 'neural-ser-many-runs-'));
try {
  fillLog();
  using log = openExperimentLog(folder);
  const times: Record<string, number[]> = {};
  /** CPU time, because other programs may use the machine. */
  const timed = <T>(name: string, work: () => T): T => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    times[name] = [...(times[name] ?? []), (user + system) / 1000];
    return result;
  };
  for (let round = 0; round < rounds; round++) {
    const list = timed('query: a page of 1,000 runs', () =>
      log.listRuns({ limit: 1000, offset: round * 100 }),
    );
    if (list.length === 0) throw new Error('The log is empty.');
    const grouping = timed('query: groups, except for the seed', () =>
      log.groupRuns({ except: ['seed'], limit: runs }),
    );
    timed('query: groups, except for four settings', () =>
      log.groupRuns({ except: ['seed', 'optimizer.learningRate', 'epochs', 'augmentation'], limit: runs }),
    );
    timed('query: groups, except for nothing', () => log.groupRuns({ except: [], limit: runs }));
    const all = log.listRuns({ limit: runs });
    const byId = new Map(all.map((run) => [run.id, run]));
    const groups = timed('page: members of groups', () =>
      grouping.groups.map((group) => ({ ...group, runs: group.runs.map((id) => byId.get(id)!) })),
    );
    timed('page: titles of groups', () => groupTitles(groups.filter((group) => group.runs.length > 1)));
    timed('page: means and states of groups', () => {
      for (const group of groups) {
        statesText(group.runs);
        for (const metric of ['uar', 'accuracy', 'f1Macro'] as const)
          meanMetric(group.runs, (run) => run[metric]);
      }
    });
  }
  report(times);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One recorded run, copied in SQL, with settings of its own every `seeds` runs. */
function fillLog(): void {
  using log = openExperimentLog(folder, { now: () => new Date('2026-01-01T00:00:00Z') });
  const first = log.createRun({
    settings: DEFAULT_SETTINGS,
    environment: { version: '0', engine: 'wasm', device: 'cpu', platform: 'linux', node: '24', packages: {} },
    parameters: 1000,
    corpora: [{ name: 'RAVDESS', folder: '/corpora/ravdess', clips: 1440 }],
    corpusFingerprint: 'f'.repeat(64),
    clips: [],
    folds: [],
    leakage: { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 },
  });
  const db = new SqliteDatabase(log.path);
  const columns = (db.pragma('table_info(runs)') as { name: string }[]).map(({ name }) => name);
  const own = ['number', 'id', 'created_at', 'status', 'seed', 'settings', 'uar', 'accuracy', 'f1_macro'];
  const copied = columns.filter((name) => !own.includes(name)).join(', ');
  const insert = db.prepare(
    `INSERT INTO runs (${own.join(', ')}, ${copied}) SELECT ${own.map(() => '?').join(', ')}, ${copied} FROM runs WHERE id = ?`,
  );
  const settingValues = runSettingsTable(db);
  const random = createRandom('many runs');
  db.transaction(() => {
    for (let index = 2; index <= runs; index++) {
      const variant = Math.floor(index / seeds);
      const settings = {
        ...DEFAULT_SETTINGS,
        seed: index % seeds,
        epochs: 1 + (variant % 97),
        optimizer: { ...DEFAULT_SETTINGS.optimizer, learningRate: 1e-4 * (1 + (variant % 1009)) },
      };
      const results =
        random.next() < 0.8 ? [random.next(), random.next(), random.next()] : [null, null, null];
      const at = new Date(1_767_225_600_000 + index * 60_000).toISOString();
      const status = results[0] === null ? 'failed' : 'finished';
      const values = [index, `run-${index}`, at, status, settings.seed, JSON.stringify(settings), ...results];
      insert.run(...values, first);
      settingValues.insert(index, settings, 'f'.repeat(64));
    }
  })();
  db.close();
}

function report(times: Record<string, number[]>): void {
  const rows = Object.entries(times).map(([name, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return { name, median: sorted[Math.floor(sorted.length / 2)], first: all[0], max: sorted.at(-1)! };
  });
  if (given.json) {
    console.log(JSON.stringify({ runs, seeds, rounds, rows }));
    return;
  }
  console.log(`${runs} runs, ${seeds} seeds each; ${rounds} rounds; ms of CPU time`);
  for (const { name, median, first, max } of rows) {
    console.log(
      `${name.padEnd(42)} median ${median.toFixed(1).padStart(6)}, first ${first.toFixed(1).padStart(6)}, max ${max.toFixed(1).padStart(6)}`,
    );
  }
}
