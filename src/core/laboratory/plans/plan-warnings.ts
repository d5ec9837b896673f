import { type MachineSpeed, throughputOf } from '#core/engines/estimates/throughput.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import { speakerNumbers } from '#core/features/speaker-normalisation.ts';
import type { NetworkWork } from '#core/models/layers/training-work.ts';
import type { Clip } from '#shared/corpora.ts';
import { lapsedText } from '#shared/corrections.ts';
import { count, counted } from '#shared/format.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { RunPlan } from '#shared/plans.ts';
import type { Fold } from '#shared/protocols.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { canStopEarly, earlyStoppingDefaults } from '#shared/settings/early-stopping.ts';
import { SPEAKERS_NORMALISED } from '#shared/settings/speaker-normalisation.ts';

/** With fewer test speakers, results are imprecise. */
const FEW_SPEAKERS = 5;
/** For a longer run on the slower engine, a warning recommends the faster engine. */
const LONG_SECONDS = 600;
/** A run that takes a larger share of the memory leaves little for other programs. */
const MEMORY_SHARE = 0.8;

export interface WarningFacts {
  plan: Omit<RunPlan, 'warnings'>;
  clips: readonly Clip[];
  folds: readonly Fold[];
  /** A message if there is not enough memory. */
  memoryShortage: string | null;
  /** For the estimate of another engine. */
  work: NetworkWork;
  speed: MachineSpeed | null;
  /** Name of a GPU of this machine; null if there is none. */
  gpu: string | null;
}

/** Warnings before the run, most serious first. */
export function planWarnings(facts: WarningFacts): string[] {
  return [
    ...(facts.memoryShortage === null ? [] : [facts.memoryShortage]),
    ...leakageWarnings(facts),
    ...clipWarnings(facts),
    ...leftOutWarnings(facts),
    ...speakerWarnings(facts),
    ...normalisationWarnings(facts),
    ...machineWarnings(facts),
  ];
}

function leakageWarnings({ plan: { leakage } }: WarningFacts): string[] {
  const leaked = leakage.clips + leakage.nearDuplicates;
  if (leaked > 0) {
    return [
      `Leakage: ${counted(leaked, 'test clip')} or near-identical recordings in the training data. Results would be invalid.`,
    ];
  }
  if (leakage.speakers === 0) return [];
  return [
    `Leakage: ${counted(leakage.speakers, 'test speaker')} in the training data. Results would not hold for new speakers.`,
  ];
}

/** A protocol that does not use every clip. */
function leftOutWarnings({ plan: { settings }, clips, folds }: WarningFacts): string[] {
  const used = Math.min(
    ...folds.map(({ train, validation, test }) => train.length + validation.length + test.length),
  );
  if (used >= clips.length) return [];
  return [
    `${count(clips.length - used)} of ${counted(clips.length, 'clip')} are in no part, because “${settings.protocol.name}” does not use those that share only the speaker or only the sentence with the test.`,
  ];
}

function clipWarnings({ plan, clips }: WarningFacts): string[] {
  const { settings, splits, synthetic, corpora, problems } = plan;
  const lapsed = lapsedText(plan.corrections.lapsed);
  const warnings = lapsed === '' ? [] : [`${lapsed} See Corpora → Clips.`];
  if (synthetic) {
    const which = corpora.every((corpus) => corpus.synthetic) ? 'The voices' : 'Some voices';
    warnings.push(`${which} are synthetic. Results would not hold for real people.`);
  }
  const missing = emotionNames(settings.labels).filter((emotion) =>
    splits.some(({ emotions }) => emotions.train[emotion] === 0 && emotions.test[emotion] > 0),
  );
  if (missing.length > 0) {
    const where = splits.length > 1 ? ' in some folds' : '';
    warnings.push(
      `No training clips of ${listed(missing)}${where}, but test clips. Choose another split or seed.`,
    );
  }
  if (settings.earlyStopping.enabled && splits.some(({ sizes }) => sizes.validation === 0)) {
    warnings.push(
      'Without validation clips, early stopping watches the training loss, which also falls with overfitting.',
    );
  }
  if (isIdle(settings)) {
    const { startEpoch, patience } = settings.earlyStopping;
    warnings.push(
      `Early stopping cannot end this run: it waits ${counted(patience, 'epoch')} from epoch ${startEpoch} on, of ${settings.epochs}. Lower the patience, or watch from an earlier epoch.`,
    );
  }
  const fewest = Math.min(...splits.map(({ sizes }) => sizes.train));
  if (fewest < settings.batchSize) {
    warnings.push(
      `The batch size of ${settings.batchSize} is larger than the ${fewest} training clips, so an epoch is one step.`,
    );
  }
  if (problems > 0)
    warnings.push(`${counted(problems, 'file')} will be skipped. The scan shows the reasons.`);
  const doubtful = clips.filter(({ warning }) => warning !== null).length;
  if (doubtful > 0) {
    const have = doubtful === 1 ? 'has' : 'have';
    warnings.push(
      `${counted(doubtful, 'clip')} ${have} a warning, such as a truncated file. The scan lists it.`,
    );
  }
  return warnings;
}

/** Whether early stopping is on and cannot act, with the user's own values. A very short run has nothing to stop. */
function isIdle(settings: RunSettings): boolean {
  const { enabled, startEpoch, patience } = settings.earlyStopping;
  const defaults = earlyStoppingDefaults(settings);
  const own = startEpoch !== defaults.startEpoch || patience !== defaults.patience;
  return enabled && own && !canStopEarly(settings);
}

function speakerWarnings({ clips, folds }: WarningFacts): string[] {
  const tested = new Set(folds.flatMap(({ test }) => test.map((index) => clips[index].speaker)));
  if (tested.has(null)) {
    return ['The speaker of some test clips is unknown, so leakage of speakers cannot be checked.'];
  }
  if (tested.size >= FEW_SPEAKERS) return [];
  return [
    `Only ${counted(tested.size, 'test speaker')}: results will be imprecise. Use k-fold to test every speaker.`,
  ];
}

/** What normalised speakers mean for the results, and the clips for which there is no speaker to normalise. */
function normalisationWarnings({ plan: { settings }, clips }: WarningFacts): string[] {
  if (!settings.normaliseSpeakers) return [];
  const single = [...Map.groupBy(speakerNumbers(clips), (number) => number).values()].filter(
    ({ length }) => length === 1,
  ).length;
  const alone = `${counted(single, 'clip')} of an unknown speaker, or the only one of a speaker: normalised by ${single === 1 ? 'itself' : 'themselves'}.`;
  return single === 0 ? [SPEAKERS_NORMALISED] : [SPEAKERS_NORMALISED, alone];
}

function machineWarnings({ plan, work, speed, gpu, memoryShortage }: WarningFacts): string[] {
  const { engine, memory, time, settings, splits } = plan;
  const warnings: string[] = [];
  if (engine.name === 'wasm' && time.secondsInAll > LONG_SECONDS && speed !== null) {
    const slots = slotNames(settings.optimizer).length;
    const native = throughputOf(work, { engine: 'tensorflow', slots, speed });
    const wasm = throughputOf(work, { engine: 'wasm', slots, speed });
    const epoch = (throughput: typeof native) =>
      splits.reduce(
        (sum, { sizes }) =>
          sum +
          Math.ceil(sizes.train / settings.batchSize) * throughput.stepSeconds +
          sizes.train * throughput.trainClipSeconds +
          sizes.validation * throughput.predictClipSeconds,
        0,
      );
    const training = time.secondsInAll - time.featureSeconds;
    const shorter = time.featureSeconds + (training * epoch(native)) / epoch(wasm);
    const advice =
      settings.engine === 'wasm'
        ? 'Choose the engine “auto” if it is installed.'
        : 'Install it in Settings or with “neural-ser runtime install”.';
    warnings.push(
      `The wasm engine would take ${roughly(time.secondsInAll)}; native TensorFlow would take ${roughly(shorter)} or less. ${advice}`,
    );
  }
  if (gpu !== null && engine.device === 'cpu') {
    warnings.push(`The ${gpu} would not be used. See the reason in Settings or with “neural-ser doctor”.`);
  }
  if (
    memoryShortage === null &&
    memory.availableBytes !== null &&
    memory.totalBytes > MEMORY_SHARE * memory.availableBytes
  ) {
    warnings.push('The run would use most of the available memory. Close other programs.');
  }
  return warnings;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** `about 40 s`, `about 12 min`, `about 3 h`, `about 2 days`. */
function roughly(seconds: number): string {
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `about ${Math.round(seconds / 3600)} h`;
  return `about ${Math.round(seconds / 86_400)} days`;
}
