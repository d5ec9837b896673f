import { readFile } from 'node:fs/promises';
import { UserError } from '../../shared/failure.ts';
import type { RunSettingsInput } from '../../shared/runs.ts';
import { COMMAND_NAME } from '../command-name.ts';
import type { Session } from '../session.ts';
import { chart } from '../terminal/curves.ts';
import { runReport } from '../terminal/figures.ts';
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
  const laboratory = await session.laboratory();
  let start: () => Promise<{ id: string }>;
  if (options.resume !== undefined) {
    if (folders.length > 0)
      throw new UserError('usage', 'A run that is resumed keeps its clips: give no folders.');
    const run = options.resume;
    start = () => session.ask('runs.resume', { run });
  } else {
    if (folders.length === 0) throw new UserError('usage', 'Say which folders to train on, or --resume RUN.');
    const settings = mergeSettings(await readConfig(options.config), settingsFromOptions(options));
    const { name, tag: tags } = options;
    start = () => session.ask('runs.start', { folders, settings, name, tags });
  }
  const ending = await watchRun(session, laboratory, start);
  await reportEnding(session, ending);
}

/** The run from its record, its curves, and what can be done next; sets the exit code. */
export async function reportEnding(session: Session, ending: Ending): Promise<void> {
  const run = await (await session.laboratory()).invoke('runs.show', { run: ending.id });
  session.result(run, () => {
    const { paint } = session;
    const curves = run.folds.map((fold) => {
      const epochs = run.epochs.filter((epoch) => epoch.fold === fold.fold);
      if (epochs.length < 2) return '';
      const head = run.folds.length > 1 ? `${fold.name}: ` : '';
      return [
        chart(
          `${head}loss`,
          epochs.map((epoch) => epoch.loss),
          epochs.map((epoch) => epoch.validationLoss),
          (value) => value.toFixed(2),
          paint,
        ),
        chart(
          `${head}accuracy`,
          epochs.map((epoch) => epoch.accuracy),
          epochs.map((epoch) => epoch.validationAccuracy),
          (value) => `${(100 * value).toFixed(0)} %`,
          paint,
        ),
      ].join('\n\n');
    });
    return [...curves.filter((text) => text !== ''), runReport(run, paint)].join('\n\n');
  });
  if (ending.status === 'stopped') {
    session.remark(`Stopped. Go on with: ${COMMAND_NAME} train --resume ${ending.id}`);
    process.exitCode = 130;
  } else if (ending.status !== 'finished') {
    const resume =
      ending.status === 'interrupted' ? ` Go on with: ${COMMAND_NAME} train --resume ${ending.id}` : '';
    session.remark(`The run ${ending.status}: ${ending.failure?.message ?? 'no reason is known'}.${resume}`);
    process.exitCode = 1;
  }
}

async function readConfig(path: string | undefined): Promise<RunSettingsInput> {
  if (path === undefined) return {};
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError(
      'config-unreadable',
      `The settings file ${path} cannot be read: ${(error as Error).message}`,
    );
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as RunSettingsInput;
  } catch (error) {
    throw new UserError('config-unreadable', `${path} is not JSON: ${(error as Error).message}`);
  }
  throw new UserError('config-unreadable', `${path} must hold one JSON object with the settings of a run.`);
}

/** Options on the command line win over the file, setting by setting. */
function mergeSettings(file: RunSettingsInput, options: RunSettingsInput): RunSettingsInput {
  const merged: Record<string, unknown> = { ...file };
  const nameKeys: Record<string, string> = { optimizer: 'name', protocol: 'name', schedule: 'kind' };
  for (const [key, value] of Object.entries(options)) {
    const before = merged[key];
    const asObject =
      typeof before === 'string' && key in nameKeys
        ? { [nameKeys[key]]: before }
        : (before as object | undefined);
    merged[key] =
      typeof value === 'object' && typeof asObject === 'object' && asObject !== null
        ? { ...asObject, ...value }
        : value;
  }
  return merged as RunSettingsInput;
}
