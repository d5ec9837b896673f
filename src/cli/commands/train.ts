import { resolveSettings } from '../../core/training/settings.ts';
import { UserError } from '../../shared/failure.ts';
import { COMMAND_NAME } from '../command-name.ts';
import type { Session } from '../session.ts';
import { runReport } from '../terminal/run-report.ts';
import { mergeSettings, readConfig } from './run-config.ts';
import { settingsFromOptions } from './train-options.ts';
import { type Ending, watchRun } from './watch-run.ts';

export interface TrainOptions {
  config?: string;
  resume?: string;
  name?: string;
  tag?: string[];
  [setting: string]: unknown;
}

export async function train(session: Session, folders: string[], options: TrainOptions): Promise<void> {
  const start = await startOf(session, folders, options);
  const ending = await watchRun(session, await session.laboratory(), start);
  await reportEnding(session, ending);
}

/** What starts or resumes the run that the command line names. */
async function startOf(
  session: Session,
  folders: string[],
  options: TrainOptions,
): Promise<() => Promise<{ id: string }>> {
  const { config, resume: run, name, tag: tags } = options;
  const given = settingsFromOptions(options);
  if (run === undefined) {
    if (folders.length === 0) {
      throw new UserError('usage', 'Say which folders to train on, or --resume RUN.');
    }
    const file = config === undefined ? {} : await readConfig(config);
    const settings = mergeSettings(file, given);
    // A mistake in either is told before a scan of minutes.
    for (const part of [file, settings]) resolveSettings(part);
    return async () => {
      await tellCorpora(session, folders);
      return session.ask('runs.start', { folders, settings, name, tags });
    };
  }
  if (folders.length > 0) {
    throw new UserError('usage', 'A run that is resumed keeps its clips: give no folders.');
  }
  if (Object.keys(given).length > 0 || [config, name, tags].some((value) => value !== undefined)) {
    throw new UserError(
      'usage',
      'A run that is resumed keeps its settings, name and tags: give nothing beside --resume RUN.',
    );
  }
  return () => session.ask('runs.resume', { run });
}

/** What is about to be trained on, and what is not: nobody should find out from the figures. */
async function tellCorpora(session: Session, folders: string[]): Promise<void> {
  const { corpora, problems } = await session.ask('corpora.scan', { folders });
  for (const { name, clips, speakers } of corpora) {
    session.tell(`${name}: ${clips} clips${speakers > 0 ? ` of ${speakers} speakers` : ''}`);
  }
  if (problems.length > 0) {
    session.tell(session.paint.warn(`${problems.length} left out: \`${COMMAND_NAME} scan\` says why`));
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
