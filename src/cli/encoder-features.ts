import { ENCODER_PREFIX } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import type { Session } from './session.ts';

/**
 * The settings with the whole feature settings in place of `encoder:NAME`.
 * @throws UserError `unknown-encoder`, `encoder-missing`.
 */
export async function withEncoder(session: Session, settings: RunSettingsInput): Promise<RunSettingsInput> {
  const { features } = settings;
  return typeof features === 'string' && features.startsWith(ENCODER_PREFIX)
    ? { ...settings, features: await encoderNamed(session, features) }
    : settings;
}

/** The values of a grid with whole feature settings in place of `encoder:NAME`. @throws UserError as {@link withEncoder}. */
export async function withEncoders(
  session: Session,
  vary: Readonly<Record<string, readonly unknown[]>>,
): Promise<Record<string, unknown[]>> {
  const all = Object.fromEntries(Object.entries(vary).map(([path, values]) => [path, [...values]]));
  if (vary.features === undefined) return all;
  const features = vary.features.map((value) =>
    typeof value === 'string' && value.startsWith(ENCODER_PREFIX) ? encoderNamed(session, value) : value,
  );
  return { ...all, features: await Promise.all(features) };
}

async function encoderNamed(session: Session, features: string): Promise<FeatureSettings> {
  const name = features.slice(ENCODER_PREFIX.length);
  const encoders = await session.ask('encoders.list', {});
  const found = encoders.find((encoder) => encoder.name === name);
  if (found === undefined) {
    const known = encoders.map((encoder) => encoder.name).join(', ');
    throw new UserError('unknown-encoder', `There is no encoder “${name}”. Choose one of: ${known}.`);
  }
  if (found.installed !== null) return found.installed.features;
  const how = found.files.some(({ url }) => url === null)
    ? `“encoders add ${name} FOLDER”`
    : `“encoders add ${name} FOLDER”, or download it with “encoders download ${name}”`;
  throw new UserError(
    'encoder-missing',
    `The encoder “${name}” is not installed. Add its files with ${how}.`,
  );
}
