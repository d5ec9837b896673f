import { resolveSettings } from '../../core/training/settings.ts';
import { UserError } from '../../shared/failure.ts';
import { COMMAND_NAME } from '../command-name.ts';
import type { Session } from '../session.ts';
import { planReport } from '../terminal/plan-report.ts';
import { runReport } from '../terminal/run-report.ts';
import { mergeSettings, readConfig } from './run-config.ts';
import { settingsFromOptions } from './train-options.ts';
import { type Ending, watchRun } from './watch-run.ts';

export interface TrainOptions {
  config?: string;
  /** Print the plan and stop. */
  dryRun?: boolean;
  /** Let a few steps tell the plan's time. */
  tryOut?: boolean;
  resume?: string;
  name?: string;
  tag?: string[];
  [setting: string]: unknown;
}

export async function train(session: Session, folders: string[], options: TrainOptions): Promise<void> {
  if (options.resume !== undefined) {
    refuseBesideResume(folders, options);
    await watchToTheEnd(session, () => session.ask('runs.resume', { run: options.resume! }));
    return;
  }
  const { config, name, tag: tags, dryRun = false, tryOut = false } = options;
  if (folders.length === 0) {
    throw new UserError('usage', 'Say which folders to train on, or --resume RUN.');
  }
  const file = config === undefined ? {} : await readConfig(config);
  const settings = mergeSettings(file, settingsFromOptions(options));
  // A mistake in either is told before a scan of minutes.
  resolveSettings(file, { part: true });
  resolveSettings(settings);
  const plan = () => session.ask('runs.plan', { folders, settings, tryOut });
  if (dryRun) {
    const planned = await plan();
    session.result(planned, () => planReport(planned, session.paint));
    return;
  }
  await watchToTheEnd(session, async () => {
    // Nobody should find out from the figures what was trained on, or at midnight that it takes until Sunday.
    if (!session.quiet) session.tell(`${planReport(await plan(), session.paint)}\n`);
    return session.ask('runs.start', { folders, settings, name, tags });
  });
}

async function watchToTheEnd(session: Session, start: () => Promise<{ id: string }>): Promise<void> {
  const ending = await watchRun(session, await session.laboratory(), start);
  await reportEnding(session, ending);
}

function refuseBesideResume(folders: string[], options: TrainOptions): void {
  if (folders.length > 0) {
    throw new UserError('usage', 'A run that is resumed keeps its clips: give no folders.');
  }
  const { config, name, tag, dryRun, tryOut } = options;
  const others = [config, name, tag, dryRun, tryOut, ...Object.keys(settingsFromOptions(options))];
  if (others.some((value) => value !== undefined)) {
    throw new UserError(
      'usage',
      'A run that is resumed keeps its settings, name and tags: give nothing beside --resume RUN.',
    );
  }
}

/** The run from its record, its curves, and what can be done next; sets the exit code. */
export async function reportEnding(session: Session, { id, status, failure }: Ending): Promise<void> {
  const run = await (await session.laboratory()).invoke('runs.show', { run: id });
  session.tell('');
  session.result(run, () => runReport(run, session.paint));
  if (status === 'finished') return;
  const how = { interrupted: 'The run was interrupted', failed: 'The run failed' }[String(status)];
  if (how !== undefined) session.remark(`${how}: ${failure?.message ?? 'no reason is known.'}`, 'bad');
  if (status !== 'failed') {
    session.remark(
      `${status === 'stopped' ? 'Stopped. ' : ''}Go on with: ${COMMAND_NAME} train --resume ${id}`,
    );
  }
  process.exitCode = status === 'stopped' ? 130 : 1;
}
