/** What a checkpoint is recognised by: a hash of all that must be the same for a resumed fold to be the same fold. */
import { createHash } from 'node:crypto';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import type { Fold } from '#shared/protocols.ts';
import { canonicalJson, settingsThatCount } from '#shared/settings/canonical.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';

type Hashed = Pick<TrainJob, 'settings' | 'inputShape' | 'clips'>;

export interface SettingsHashes {
  /** Written into new checkpoints. */
  current: string;
  /** Of checkpoints that earlier versions wrote for the same fold. */
  former: readonly string[];
}

/**
 * The engine may differ between a run and its continuation (its results agree within rounding), and so may the seconds
 * between checkpoints. Clips count by their fingerprints: their rows change when the features are made again, for example on
 * another computer.
 */
export function settingsHashes(job: Hashed, split: Fold): SettingsHashes {
  const clips = job.clips.map(({ row, emotion, fingerprint = null }) =>
    fingerprint === null ? { row, emotion } : { fingerprint, emotion },
  );
  const current = hashWith(job, split, clips);
  const byRows = hashWith(
    job,
    split,
    job.clips.map(({ row, emotion }) => ({ row, emotion })),
  );
  const former = [byRows, hashOfVersion010(job, split)];
  return { current, former: former.filter((hash) => hash !== null && hash !== current) as string[] };
}

function hashWith(job: Hashed, { name, train, validation, test }: Fold, clips: readonly object[]): string {
  const { engine: _engine, checkpointSeconds: _seconds, ...settings } = settingsThatCount(job.settings);
  return sha256(
    canonicalJson({
      settings: withoutFirstKind(settings),
      inputShape: job.inputShape,
      clips,
      split: { name, train, validation, test },
    }),
  );
}

/** The first kind of features counts as absent, so that a record means the same before and after there were kinds. */
function withoutFirstKind(settings: Record<string, unknown>): Record<string, unknown> {
  const { kind, ...features } = settings.features as RunSettings['features'];
  return kind === 'mel' ? { ...settings, features } : settings;
}

/**
 * The hash as version 0.1.0 made it: of JSON with the fields in the order that its schema had. Null for settings that
 * it could not have. Never changed: it is what the checkpoints of that version hold.
 */
function hashOfVersion010({ settings, inputShape, clips }: Hashed, split: Fold): string | null {
  const {
    network,
    features,
    protocol,
    engine: _engine,
    seed,
    epochs,
    batchSize,
    optimizer,
    schedule,
    earlyStopping,
    classWeights,
    labelSmoothing,
    clipNorm,
    augmentation,
    startWeights,
    freezeUpTo,
    checkpointSeconds: _seconds,
    ...later
  } = settings;
  if (features.kind !== 'mel' || features.crop !== undefined || hasOthers(later, settings)) return null;
  const { trim, placement } = features;
  if (trim?.aboveNoiseDb !== undefined) return null;
  const recipe = {
    name: features.name,
    sampleRateHz: features.sampleRateHz,
    trim: trim && pick(trim, ['belowDb', 'frameSamples', 'hopSamples']),
    durationSeconds: features.durationSeconds,
    placement: placement.kind === 'seeded' ? pick(placement, ['kind', 'seed']) : pick(placement, ['kind']),
    ...pick(features, ['fftSamples', 'windowSamples', 'hopSamples', 'melBands', 'lowestHz', 'highestHz']),
    ...pick(features, ['topDb', 'coefficients', 'normalise']),
  };
  const settingsThen = {
    network,
    recipe,
    protocol: pick(protocol, PROTOCOL_010),
    seed,
    epochs,
    batchSize,
    optimizer: pick(optimizer, OPTIMIZER_010),
    schedule: pick(schedule, SCHEDULE_010),
    earlyStopping: pick(earlyStopping, EARLY_STOPPING_010),
    classWeights,
    labelSmoothing,
    clipNorm,
    augmentation: pick(augmentation, AUGMENTATION_010),
  };
  const clipsThen = clips.map((clip) => pick(clip, ['row', 'emotion']));
  const splitThen = pick(split, ['name', 'train', 'validation', 'test']);
  const weightsThen = startWeights && pick(startWeights, ['from', 'foldChannels', 'sha256']);
  const transfer = weightsThen === null && freezeUpTo === null ? [] : [weightsThen, freezeUpTo];
  return sha256(JSON.stringify([settingsThen, inputShape, clipsThen, splitThen, ...transfer]));
}

const PROTOCOL_010 = ['name', 'folds', 'validationShare', 'testShare'] as const;
const OPTIMIZER_010 = [
  'name',
  'learningRate',
  'momentum',
  'nesterov',
  'beta1',
  'beta2',
  'rho',
  'epsilon',
  'weightDecay',
] as const;
const SCHEDULE_010 = ['kind', 'warmupShare'] as const;
const EARLY_STOPPING_010 = ['enabled', 'patience', 'startEpoch', 'restoreBest'] as const;
const AUGMENTATION_010 = [
  'frequencyMasks',
  'frequencyMaskBands',
  'timeMasks',
  'timeMaskFrames',
  'noise',
  'shiftFrames',
] as const;

/** Whether a setting that version 0.1.0 did not have says anything. */
function hasOthers(later: object, settings: RunSettings): boolean {
  const counting = settingsThatCount(settings);
  const beyond = (group: string, known: readonly string[]) =>
    Object.keys((counting[group] as object | undefined) ?? {}).some((key) => !known.includes(key));
  return (
    Object.keys(later).some((name) => name in counting) ||
    beyond('protocol', PROTOCOL_010) ||
    beyond('optimizer', OPTIMIZER_010) ||
    beyond('schedule', SCHEDULE_010) ||
    beyond('earlyStopping', EARLY_STOPPING_010) ||
    beyond('augmentation', AUGMENTATION_010) ||
    beyond('startWeights', ['from', 'foldChannels', 'sha256'])
  );
}

/** Some fields of a record, in this order. */
function pick<T extends object, K extends keyof T>(record: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, record[key]])) as Pick<T, K>;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
