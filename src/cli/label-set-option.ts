import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';
import { LABEL_SETS, type LabelSet, labelSetSchema } from '#shared/label-sets.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import type { Session } from './session.ts';

/** No label set is larger. */
const MAX_BYTES = 1e6;

/**
 * The value of `--labels`: the name of a label set as it is, or the label set in a `.json` file.
 * @throws UserError `label-set` if the file cannot be read or is not a label set.
 */
export async function labelSetOption(value: string | undefined): Promise<string | LabelSet | undefined> {
  if (value === undefined || !/\.json$/i.test(value)) return value;
  const wrong = (reason: string) =>
    new UserError('label-set', `The label set ${value} cannot be used. ${reason}`);
  let given: unknown;
  try {
    const bytes = await readRegularFile(value, MAX_BYTES, () => wrong('The file is larger than 1 MB.'));
    given = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong('It is not JSON.');
    const known = fileReason(error);
    throw known === null ? error : wrong(known.reason);
  }
  const parsed = labelSetSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw wrong(`${path.length === 0 ? '' : `${path.join('.')}: `}${message}`);
}

/**
 * The settings with the whole label set in place of its name or file, so that they can be checked before a scan.
 * @throws UserError as {@link labelSetOption}. A name that nobody knows stays.
 */
export async function withLabelSet(session: Session, settings: RunSettingsInput): Promise<RunSettingsInput> {
  if (typeof settings.labels !== 'string') return settings;
  const labels = await labelSetOption(settings.labels);
  if (typeof labels !== 'string' || Object.hasOwn(LABEL_SETS, labels)) return { ...settings, labels };
  const own = (await session.ask('labelSets.list', {})).find(({ set }) => set.name === labels);
  return { ...settings, labels: own?.set ?? labels };
}
