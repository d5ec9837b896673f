import type { DeclareCommand } from '#cli/command-declaration.ts';
import { COMMAND_NAME } from '#cli/command-name.ts';
import { withEncoder } from '#cli/encoder-features.ts';
import { withLabelSet } from '#cli/label-set-option.ts';
import { parseCount } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { collect, deviceOption } from '#cli/shared-options.ts';
import { planReport } from '#cli/terminal/plan-report.ts';
import { runReport } from '#cli/terminal/run-report.ts';
import { runFolder } from '#core/laboratory/paths.ts';
import { hasCheckpoint } from '#core/training/checkpoint.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { type Failure, UserError } from '#shared/failure.ts';
import { mergeSettings, readConfig, withDefaultPreset } from './run-config.ts';
import { trainGrid } from './train-grid.ts';
import { addSettingOptions, settingsFromOptions } from './train-options.ts';
import { type Ending, watchRun } from './watch-run.ts';

interface TrainOptions {
  config?: string;
  /** Print the plan and stop. */
  dryRun?: boolean;
  /** Measure a few steps for the plan's time. */
  tryOut?: boolean;
  resume?: string;
  name?: string;
  tag?: string[];
  /** Values of settings: one run for each combination. */
  vary?: string[];
  /** Repeat with this many seeds. */
  seeds?: number;
  [setting: string]: unknown;
}

async function train(session: Session, folders: string[], options: TrainOptions): Promise<void> {
  if (options.resume !== undefined) {
    refuseOptionsWithResume(folders, options);
    const { engine } = settingsFromOptions(options);
    await watchToTheEnd(session, () => session.ask('runs.resume', { run: options.resume!, engine }));
    return;
  }
  const { config, name, tag: tags, dryRun = false, tryOut = false } = options;
  if (folders.length === 0) {
    throw new UserError('usage', 'Give the folders to train on, or --resume RUN.');
  }
  const file = config === undefined ? {} : await readConfig(config);
  const merged = mergeSettings(file, settingsFromOptions(options));
  const given = withDefaultPreset(merged, config !== undefined);
  const settings = await withEncoder(session, await withLabelSet(session, given));
  // Errors in the settings are reported before the scan, which can take minutes.
  resolveSettings({ ...file, labels: undefined, features: undefined }, { part: true });
  resolveSettings(settings);
  const { vary = [], seeds = 1 } = options;
  if (vary.length > 0 || seeds > 1) {
    if (tryOut) throw new UserError('usage', '--try-out is for a single run: leave out --vary and --seeds.');
    await trainGrid(session, { folders, settings, vary, seeds, name, tags, dryRun });
    return;
  }
  const plan = () => session.ask('runs.plan', { folders, settings, tryOut });
  if (dryRun) {
    const planned = await plan();
    session.result(planned, () => planReport(planned, session.paint));
    return;
  }
  await watchToTheEnd(session, async () => {
    // The user sees the clips, the leakage and the time before the training starts.
    if (!session.quiet) session.printUnlessQuiet(`${planReport(await plan(), session.paint)}\n`);
    return session.ask('runs.start', { folders, settings, name, tags });
  });
}

async function watchToTheEnd(session: Session, start: () => Promise<{ id: string }>): Promise<void> {
  const ending = await watchRun(session, await session.laboratory(), start);
  await reportEnding(session, ending);
}

function refuseOptionsWithResume(folders: string[], options: TrainOptions): void {
  if (folders.length > 0) {
    throw new UserError('usage', 'A resumed run keeps its clips. Give no folders.');
  }
  const { config, name, tag, dryRun, tryOut, vary, seeds } = options;
  const { engine: _, ...settings } = settingsFromOptions(options);
  const others = [config, name, tag, dryRun, tryOut, vary, seeds, ...Object.keys(settings)];
  if (others.some((value) => value !== undefined)) {
    throw new UserError(
      'usage',
      'A resumed run keeps its settings, name and tags. Give only --resume RUN, and --engine to continue with another engine.',
    );
  }
}

/** Prints the run with its curves, and the command that resumes it. Sets the exit code. */
export async function reportEnding(session: Session, { id, status, failure }: Ending): Promise<void> {
  const run = await (await session.laboratory()).invoke('runs.show', { run: id });
  session.printUnlessQuiet('');
  session.result(run, () => runReport(run, session.paint));
  if (status === 'finished') return;
  const outcome = { interrupted: 'The run was interrupted', failed: 'The run failed' }[String(status)];
  if (outcome !== undefined) session.notify(`${outcome}: ${failure?.message ?? 'unknown reason.'}`, 'bad');
  if (status !== 'failed' || canContinue(session, id, failure)) {
    session.notify(
      `${status === 'stopped' ? 'Stopped. ' : ''}Resume with: ${COMMAND_NAME} train --resume ${id}`,
    );
  }
  process.exitCode = status === 'stopped' ? 130 : 1;
}

/** Whether a failed run has a checkpoint, and does not fail there again. */
function canContinue({ dataFolder }: Session, run: string, failure: Failure | null): boolean {
  return failure?.code !== 'loss-not-finite' && hasCheckpoint(runFolder(dataFolder, run));
}

/** Its arguments and options. */
export const declareTrain: DeclareCommand = ({ command, withSession }) => {
  const training = command('train [folders...]', 'train a network on the corpora in folders, and test it')
    .option('--config <file>', 'settings as JSON, or a run from `show --json`; options override it')
    .option(
      '--resume <run>',
      'resume a run that was stopped, interrupted or failed; --engine continues with another engine',
    )
    .option('--name <text>', 'the name of the run')
    .option('--tag <text>', 'a tag; can be repeated', collect)
    .option('--seeds <n>', 'train with this many seeds: the seed and the numbers after it', parseCount)
    .option(
      '--vary <name=values>',
      'train once for each value of a setting: network=compact,vgg19 or learning-rate=1e-4..1e-2 log 3; can be repeated',
      collect,
    )
    .option('--dry-run', 'print the plan with memory and time, and stop')
    .option('--try-out', 'measure a few training steps for the time in the plan')
    .addOption(deviceOption());
  addSettingOptions(training);
  training.action((folders: string[], options) =>
    withSession(options, (session) => train(session, folders, options)),
  );
};
