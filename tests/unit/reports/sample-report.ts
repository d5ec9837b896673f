import { computeFairness } from '#core/comparisons/fairness.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { ReportData } from '#core/reports/report-data.ts';
import type { RunDescription } from '#shared/runs.ts';
import { compare } from '../comparisons/sample-comparison.ts';

/** The data of a report about runs of a log. */
export async function reportOf(
  log: ExperimentLog,
  items: readonly (readonly string[])[],
  baseline = 0,
): Promise<ReportData> {
  const { comparison, parts, runs } = await compare(log, items, baseline);
  const byId = new Map(runs.map((run) => [run.id, run]));
  return {
    comparison,
    parts,
    calibrations: runs.flatMap(({ id, name }) => {
      const { calibration } = log.showRun(id);
      return calibration === null ? [] : [{ title: name, calibration }];
    }),
    fairness: await Promise.all(
      runs.flatMap(({ id, name, settings }) => {
        const { tested } = log.showTested(id);
        const made = async () => ({ title: name, groups: await computeFairness(tested, settings.seed) });
        return tested.length === 0 ? [] : [made()];
      }),
    ),
    runs: items.map((ids) => ids.map((id) => byId.get(id)!) as [RunDescription]),
    madeAt: new Date('2026-11-29T01:05:30Z'),
    version: '1.2.3',
  };
}
