import type { Comparison } from '#shared/comparison.ts';
import { plainText } from '#shared/plain-text.ts';
import { differencesTable, ranksTable } from '#shared/tables/difference-tables.ts';
import { headlineTable } from '#shared/tables/metric-tables.ts';
import { settingsTable } from '#shared/tables/settings-table.ts';
import type { Paint } from './paint.ts';
import { resultTableText } from './result-table-text.ts';

/** A comparison for the terminal: whether it is possible, the differences in sentences, then the tables. */
export function comparisonReport(comparison: Comparison, paint: Paint): string {
  const { comparable, differences } = comparison;
  const { summary, reasons, labelSets, cautions } = comparable;
  const sentences = [...new Set(differences.map(({ sentence }) => plainText(sentence)))];
  const settings = settingsTable(comparison, 'differing');
  const ranks = ranksTable(comparison);
  const shown = [summary, ...cautions, ...differences.map(({ sentence }) => sentence)];
  return [
    [
      paint.strong(paint.prose(summary)),
      ...reasons.map((reason) => paint.prose(`  ${plainText(reason)}`)),
      ...labelSets.map((labelSet) => paint.faint(paint.prose(plainText(labelSet)))),
      ...cautions.map((caution) => paint.warn(paint.prose(plainText(caution)))),
    ].join('\n'),
    sentences.map((sentence) => paint.strong(paint.prose(sentence))).join('\n'),
    resultTableText(headlineTable(comparison), paint, shown),
    settings.rows.length === 0 ? 'All settings are equal.' : resultTableText(settings, paint),
    resultTableText(differencesTable(comparison), paint, shown),
    ...(ranks === null ? [] : [resultTableText(ranks, paint)]),
  ].join('\n\n');
}
