import type { DeclareCommand } from '#cli/command-declaration.ts';
import { newFile, writeNewFile } from '#cli/new-file.ts';
import type { Session } from '#cli/session.ts';
import { ITEMS_HELP, RUN_HELP } from '#cli/shared-options.ts';
import { bytes, counted } from '#shared/format.ts';
import { zipFiles } from '#shared/zip-files.ts';
import { baselineIndex, comparedItems } from './compared-items.ts';

interface ReportOptions {
  out: string;
  plots?: string;
  baseline?: string;
  force?: boolean;
}

/** Writes a run or a comparison as one HTML file, and its plots and tables as a ZIP archive. */
async function report(session: Session, runs: string[], options: ReportOptions): Promise<void> {
  const force = options.force ?? false;
  const path = await newFile(options.out, force);
  const plotsPath = options.plots === undefined ? null : await newFile(options.plots, force);
  const items = await comparedItems(session, runs);
  const baseline =
    options.baseline === undefined
      ? 0
      : baselineIndex(options.baseline, runs, (await session.ask('comparisons.show', { items })).items);
  const { html } = await session.ask('reports.make', { items, baseline });
  await writeNewFile(path, html);
  const size = Buffer.byteLength(html);
  const lines = [`Report saved: ${path} (${bytes(size)})`];
  let plots: { path: string; files: number } | null = null;
  if (plotsPath !== null) {
    const { files } = await session.ask('reports.files', { items, baseline });
    await writeNewFile(plotsPath, zipFiles(files));
    plots = { path: plotsPath, files: files.length };
    lines.push(`Plots and tables saved: ${plotsPath} (${counted(files.length, 'file')})`);
  }
  session.result({ path, bytes: size, plots }, () => lines.join('\n'));
}

/** Writes the prediction of every test clip of a run as CSV. */
async function predictions(
  session: Session,
  run: string,
  options: { out: string; force?: boolean },
): Promise<void> {
  const path = await newFile(options.out, options.force ?? false);
  const { csv, clips } = await session.ask('reports.predictions', { run });
  await writeNewFile(path, csv);
  session.result({ path, clips }, () => `Predictions of ${counted(clips, 'clip')} saved: ${path}`);
}

/** Its arguments and options. */
export const declareReport: DeclareCommand = ({ command, withSession }) => {
  command('report', 'save a run or a comparison as one HTML file')
    .argument('<runs...>', ITEMS_HELP)
    .requiredOption('--out <file>', 'the HTML file')
    .option('--plots <file>', 'also save plots (SVG) and tables as a ZIP archive')
    .option('--baseline <run>', 'the run that the others are compared with [the first]')
    .option('--force', 'replace files that exist')
    .action((texts: string[], options) => withSession(options, (session) => report(session, texts, options)));
};

/** Its arguments and options. */
export const declarePredictions: DeclareCommand = ({ command, withSession }) => {
  command('predictions', "save a run's prediction of every test clip as CSV")
    .argument('<run>', RUN_HELP)
    .requiredOption('--out <file>', 'the CSV file')
    .option('--force', 'replace the file if it exists')
    .action((run: string, options) => withSession(options, (session) => predictions(session, run, options)));
};
