import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import type { Session } from '#cli/session.ts';
import { ITEMS_HELP } from '#cli/shared-options.ts';
import { comparisonReport } from '#cli/terminal/comparison-report.ts';
import type { Comparison } from '#shared/comparison.ts';
import { UserError } from '#shared/failure.ts';
import { differencesTable, ranksTable } from '#shared/tables/difference-tables.ts';
import { emotionTable, headlineTable, networkTable } from '#shared/tables/metric-tables.ts';
import type { ResultTable } from '#shared/tables/result-table.ts';
import { settingsTable } from '#shared/tables/settings-table.ts';
import { TABLE_FORMATS } from '#shared/tables/table-formats.ts';
import { baselineIndex, comparedItems } from './compared-items.ts';
import { comparisonJson } from './comparison-json.ts';
import { addTableFormats, chosenTableFormat, type TableFormatOptions } from './table-format-options.ts';

interface CompareOptions extends TableFormatOptions {
  baseline?: string;
  table?: ComparisonTableName;
}

/** The tables that `compare` can print; null: the comparison has none. */
const TABLES = {
  results: headlineTable,
  networks: networkTable,
  emotions: (comparison) => emotionTable(comparison),
  settings: (comparison) => settingsTable(comparison, 'differing'),
  'all-settings': (comparison) => settingsTable(comparison, 'all'),
  differences: differencesTable,
  ranks: ranksTable,
} satisfies Record<string, (comparison: Comparison) => ResultTable | null>;
type ComparisonTableName = keyof typeof TABLES;
const COMPARISON_TABLES = Object.keys(TABLES) as ComparisonTableName[];

/** Those that are printed without `--table`. */
const USUAL_TABLES: readonly ComparisonTableName[] = [
  'results',
  'networks',
  'emotions',
  'settings',
  'differences',
  'ranks',
];

async function compare(session: Session, runs: string[], options: CompareOptions): Promise<void> {
  const format = chosenTableFormat(options);
  if (options.table !== undefined && format === null) {
    throw new UserError('usage', '--table needs --csv, --latex or --markdown.');
  }
  if (runs.length < 2) throw new UserError('usage', 'Name at least two runs, or groups of runs joined by +.');
  const items = await comparedItems(session, runs);
  const comparison = await comparisonWith(session, items, runs, options.baseline);
  if (format === null) {
    session.result(comparisonJson(comparison), () => comparisonReport(comparison, session.paint));
    return;
  }
  // A CSV file has one table.
  const names =
    options.table !== undefined ? [options.table] : format === 'csv' ? (['results'] as const) : USUAL_TABLES;
  const tables = names
    .flatMap((name) => TABLES[name](comparison) ?? [])
    .filter(({ rows }) => rows.length > 0);
  if (tables.length === 0) {
    throw new UserError('no-table', `This comparison has no table “${options.table}”.`);
  }
  session.write(tables.map(TABLE_FORMATS[format].write).join('\n'));
}

/** The comparison with the item that `baseline` names as the first of each difference. */
async function comparisonWith(
  session: Session,
  items: string[][],
  texts: readonly string[],
  baseline: string | undefined,
): Promise<Comparison> {
  const comparison = await session.ask('comparisons.show', { items });
  const index = baseline === undefined ? 0 : baselineIndex(baseline, texts, comparison.items);
  return index === 0 ? comparison : session.ask('comparisons.show', { items, baseline: index });
}

/** Its arguments and options. */
export const declareCompare: DeclareCommand = ({ command, withSession }) => {
  const comparing = command('compare', 'compare runs or groups of runs')
    .argument('<runs...>', ITEMS_HELP)
    .option('--baseline <run>', 'the run that the others are compared with [the first]');
  addTableFormats(comparing)
    .addOption(new Option('--table <name>', 'print only this table').choices(COMPARISON_TABLES))
    .action((texts: string[], options) =>
      withSession(options, (session) => compare(session, texts, options)),
    );
};
