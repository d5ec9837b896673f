import { join } from 'node:path';
import { compareRuns } from '#core/comparisons/compare-runs.ts';
import { comparedParts } from '#core/comparisons/compared-parts.ts';
import { type ComparedRuns, countingRuns } from '#core/comparisons/compared-run.ts';
import { computeFairness } from '#core/comparisons/fairness.ts';
import type { ItemReader } from '#core/laboratory/comparisons/read-items.ts';
import { reportsFolder } from '#core/laboratory/paths.ts';
import type { CallContext, Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { runCalibration } from '#core/metrics/run-calibration.ts';
import { type ReportData, reportFileName } from '#core/reports/report-data.ts';
import { reportDocument } from '#core/reports/report-document.ts';
import { reportFiles } from '#core/reports/report-files.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { VERSION } from '#core/system/program-version.ts';
import { writeInto } from '#core/system/write-into.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import type { RequestParsed } from '#shared/contract.ts';
import { UNKNOWN_GROUP } from '#shared/fairness.ts';
import type { RunDescription } from '#shared/runs.ts';
import { predictionsOf } from './predictions.ts';

export function reportRequests(
  { folder, log }: Pick<Services, 'folder' | 'log'>,
  reader: ItemReader,
): Handlers<RequestsOf<'reports'>> {
  const read = async (
    { items, baseline }: RequestParsed<'reports.make'>,
    context: CallContext,
  ): Promise<ReportData> => {
    const runs = await reader.readItems(items, context);
    const counting = runs.map(countingRuns);
    const fairness: ReportData['fairness'][number][] = [];
    for (const { run, results } of counting.flat())
      fairness.push({
        title: run.name,
        groups: await computeFairness(results.tested, run.settings.seed, context.signal),
      });
    const parts = (by: 'corpus' | 'sex' | 'age' | 'speaker') => comparedParts(counting, by, context.signal);
    return {
      comparison: await compareRuns(runs, baseline),
      parts: {
        corpus: await parts('corpus'),
        sex: await parts('sex'),
        age: withKnown(await parts('age')),
        speaker: await parts('speaker'),
      },
      runs: runs.map(descriptions),
      calibrations: counting.flat().map(({ run, results }) => ({
        title: run.name,
        calibration: runCalibration(run.folds, results.tested),
      })),
      fairness,
      madeAt: new Date(),
      version: VERSION,
    };
  };
  return {
    'reports.make': async (input, context) => {
      const data = await read(input, context);
      return { name: reportFileName(data), html: reportDocument(data) };
    },
    'reports.keep': async (input, context) => {
      const data = await read(input, context);
      const name = `${reportFileName(data)}.html`;
      const reports = reportsFolder(folder);
      const path = join(reports, name);
      await writeInto(reports, { what: 'The report', code: 'report-unwritable' }, async () => {
        makeFolder(reports);
        await writeWholeFile(path, reportDocument(data));
      });
      return { name, path };
    },
    'reports.files': async (input, context) => {
      const data = await read(input, context);
      return { name: reportFileName(data), files: reportFiles(data) };
    },
    'reports.predictions': async ({ run }) => predictionsOf(log, run),
  };
}

const descriptions = ([first, ...others]: ComparedRuns): [RunDescription, ...RunDescription[]] => [
  first.run,
  ...others.map(({ run }) => run),
];

/** Parts of which at least one is known: few corpora have ages. */
const withKnown = (parts: ReportData['parts']['age']): ReportData['parts']['age'] =>
  parts.some(({ name }) => name !== UNKNOWN_GROUP) ? parts : [];
