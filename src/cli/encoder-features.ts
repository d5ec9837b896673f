import { encoderInName } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import { FEATURES, type FeatureSettings } from '#shared/settings/features.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { joinedFeatures } from '#shared/settings/joined-features.ts';
import type { Session } from './session.ts';

/**
 * The settings with the whole feature settings in place of `encoder:NAME`, alone or joined with mel bands.
 * @throws UserError `unknown-encoder`, `encoder-missing`, `invalid-settings`.
 */
export async function withEncoder(session: Session, settings: RunSettingsInput): Promise<RunSettingsInput> {
  const { features } = settings;
  return encoderInName(features) === null
    ? settings
    : { ...settings, features: await wholeFeatures(session, features) };
}

/** The values of a grid with whole feature settings in place of `encoder:NAME`. @throws UserError as {@link withEncoder}. */
export async function withEncoders(
  session: Session,
  vary: Readonly<Record<string, readonly unknown[]>>,
): Promise<Record<string, unknown[]>> {
  const all = Object.fromEntries(Object.entries(vary).map(([path, values]) => [path, [...values]]));
  if (vary.features === undefined) return all;
  const features = vary.features.map((value) => wholeFeatures(session, value));
  return { ...all, features: await Promise.all(features) };
}

/** The whole settings for a name with an encoder in it; anything else as it is. */
async function wholeFeatures<T>(session: Session, value: T): Promise<T | FeatureSettings> {
  const named = encoderInName(value);
  if (named === null) return value;
  if (named.mel !== null && !Object.hasOwn(FEATURES, named.mel)) {
    throw new UserError(
      'invalid-settings',
      `An encoder cannot be joined with “${named.mel}”. Choose one of: ${Object.keys(FEATURES).join(', ')}.`,
    );
  }
  const encoder = await encoderNamed(session, named.encoder);
  return named.mel === null ? encoder : joinedFeatures(FEATURES[named.mel], encoder);
}

async function encoderNamed(session: Session, name: string): Promise<EncoderFeatures> {
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
