import { readFile } from 'node:fs/promises';
import { fileReason } from '../../core/corpora/file-reasons.ts';
import { AUGMENTATIONS } from '../../core/training/settings.ts';
import { UserError } from '../../shared/failure.ts';
import type { RunSettingsInput } from '../../shared/runs.ts';

/**
 * The settings in a JSON file: an object of settings, or a whole run as `show --json` prints it.
 * @throws UserError `config-unreadable`.
 */
export async function readConfig(path: string): Promise<RunSettingsInput> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const known = fileReason(error);
    if (known === null) throw error;
    throw unreadable(`The settings file ${path} cannot be read. ${known.reason}`, error);
  }
  let value: unknown;
  try {
    // Windows' editors begin a file with a mark of its byte order, which is no JSON.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw unreadable(`${path} is not JSON: ${(error as Error).message}.`, error);
  }
  if (!isObject(value)) throw unreadable(`${path} must hold one JSON object with the settings of a run.`);
  const isRun = typeof value.id === 'string' && isObject(value.settings);
  return (isRun ? value.settings : value) as RunSettingsInput;
}

/** The groups that may be a name or a switch, as the object that this stands for. */
const WHOLE_GROUPS: Record<string, (value: unknown) => unknown> = {
  optimizer: (name) => ({ name }),
  protocol: (name) => ({ name }),
  schedule: (kind) => ({ kind }),
  augmentation: (name) => (Object.hasOwn(AUGMENTATIONS, String(name)) ? AUGMENTATIONS[String(name)] : name),
  earlyStopping: (enabled) => ({ enabled }),
  startWeights: (from) => ({ from }),
};

/** What a group is about: where an option names another, nothing that the file says of the first is meant for it. */
const IDENTITIES: Record<string, string> = { optimizer: 'name', startWeights: 'from' };

/**
 * Options on the command line win over the file, setting by setting. Another optimizer than the file's begins with its
 * own defaults, other start weights with none of the file's.
 */
export function mergeSettings(file: RunSettingsInput, options: RunSettingsInput): RunSettingsInput {
  const merged: Record<string, unknown> = { ...file };
  for (const [key, value] of Object.entries(options)) {
    const before = asGroup(key, merged[key]);
    merged[key] =
      isObject(value) && isObject(before) && isSame(IDENTITIES[key], before, value)
        ? { ...before, ...value }
        : value;
  }
  return merged as RunSettingsInput;
}

function isSame(
  identity: string | undefined,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): boolean {
  return identity === undefined || after[identity] === undefined || after[identity] === before[identity];
}

function asGroup(key: string, value: unknown): unknown {
  const isWhole = typeof value === 'string' || typeof value === 'boolean';
  return isWhole && Object.hasOwn(WHOLE_GROUPS, key) ? WHOLE_GROUPS[key](value) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(message: string, cause?: unknown): UserError {
  return new UserError('config-unreadable', message, { cause });
}
