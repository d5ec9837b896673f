import type { Clip } from '../../shared/corpora.ts';
import { EMOTIONS } from '../../shared/emotions.ts';
import type { RunPlan } from '../../shared/plans.ts';
import type { Fold } from '../../shared/protocols.ts';
import { slotNames } from '../engines/optimizer-slots.ts';
import { type MachineSpeed, paceOf } from '../engines/pace.ts';
import type { NetworkWork } from '../models/training-work.ts';

/** Fewer test speakers make every figure rough. */
const FEW_SPEAKERS = 5;
/** Longer than this on the slower engine is worth a word on the faster one. */
const LONG_SECONDS = 600;
/** A plan that takes more of the memory leaves little for anything else. */
const MEMORY_SHARE = 0.8;

export interface WarningFacts {
  plan: Omit<RunPlan, 'warnings'>;
  clips: readonly Clip[];
  folds: readonly Fold[];
  /** A sentence where there is not memory enough. */
  noRoom: string | null;
  /** For what another engine would take. */
  work: NetworkWork;
  speed: MachineSpeed | null;
  /** A GPU of this machine, by name; null where there is none. */
  gpu: string | null;
}

/** What the user should know before the run, in sentences; the gravest first. */
export function planWarnings(facts: WarningFacts): string[] {
  return [
    ...(facts.noRoom === null ? [] : [facts.noRoom]),
    ...leakageWarnings(facts),
    ...clipWarnings(facts),
    ...speakerWarnings(facts),
    ...machineWarnings(facts),
  ];
}

function leakageWarnings({ plan: { leakage } }: WarningFacts): string[] {
  const heard = leakage.clips + leakage.nearDuplicates;
  if (heard > 0) {
    return [
      `${counted(heard, 'test clip')} would be trained on too, or a near-identical recording of it: the figures would not be to be believed.`,
    ];
  }
  if (leakage.speakers === 0) return [];
  return [
    `${counted(leakage.speakers, 'voice')} of the test would be trained on too: the figures would say little about a new speaker.`,
  ];
}

function clipWarnings({ plan }: WarningFacts): string[] {
  const { settings, splits, synthetic, corpora, problems } = plan;
  const warnings: string[] = [];
  if (synthetic) {
    const which = corpora.every((corpus) => corpus.synthetic) ? 'The voices' : 'Some of the voices';
    warnings.push(`${which} are synthetic: the figures would say nothing about people.`);
  }
  const untaught = EMOTIONS.filter((emotion) =>
    splits.some(({ emotions }) => emotions.train[emotion] === 0 && emotions.test[emotion] > 0),
  );
  if (untaught.length > 0) {
    const where = splits.length > 1 ? ' in some folds' : '';
    warnings.push(
      `There would be no clip to learn ${listed(untaught)} from${where}, and such clips to be tested on.`,
    );
  }
  if (settings.earlyStopping.enabled && splits.some(({ sizes }) => sizes.validation === 0)) {
    warnings.push(
      'Without validation clips, early stopping would watch the training loss, which overfitting lowers too.',
    );
  }
  const least = Math.min(...splits.map(({ sizes }) => sizes.train));
  if (least < settings.batchSize) {
    warnings.push(
      `A batch of ${settings.batchSize} is more than the ${least} training clips: an epoch would be one step.`,
    );
  }
  if (problems > 0) warnings.push(`${counted(problems, 'file')} would be left out; the scan says why.`);
  return warnings;
}

function speakerWarnings({ clips, folds }: WarningFacts): string[] {
  const tested = new Set(folds.flatMap(({ test }) => test.map((index) => clips[index].speaker)));
  if (tested.has(null)) {
    return [
      'Of some test clips the speaker is not known, so nobody can say whether the voice was trained on.',
    ];
  }
  if (tested.size >= FEW_SPEAKERS) return [];
  const speakers = tested.size === 1 ? 'a single speaker' : `${tested.size} speakers`;
  return [
    `The test would hear ${speakers} only, so its figures would be rough. A protocol of several folds tests all.`,
  ];
}

function machineWarnings({ plan, work, speed, gpu, noRoom }: WarningFacts): string[] {
  const { engine, memory, time, settings, splits } = plan;
  const warnings: string[] = [];
  if (engine.name === 'wasm' && time.secondsInAll > LONG_SECONDS && speed !== null) {
    const slots = slotNames(settings.optimizer).length;
    const native = paceOf(work, { engine: 'tensorflow', slots, speed });
    const own = paceOf(work, { engine: 'wasm', slots, speed });
    const epoch = (pace: typeof native) =>
      splits.reduce(
        (sum, { sizes }) =>
          sum +
          Math.ceil(sizes.train / settings.batchSize) * pace.stepSeconds +
          sizes.train * pace.trainClipSeconds +
          sizes.validation * pace.predictClipSeconds,
        0,
      );
    const training = time.secondsInAll - time.featureSeconds;
    const shorter = time.featureSeconds + (training * epoch(native)) / epoch(own);
    const advice =
      settings.engine === 'wasm'
        ? 'Choose the engine “auto” where it is installed.'
        : 'Settings, or “neural-ser runtime install”, fetches it.';
    warnings.push(
      `The wasm engine would take ${roughly(time.secondsInAll)}; native TensorFlow would take ${roughly(shorter)} or less. ${advice}`,
    );
  }
  if (gpu !== null && engine.device === 'cpu') {
    warnings.push(`The ${gpu} would not be used; Settings, or “neural-ser doctor”, says why.`);
  }
  if (
    noRoom === null &&
    memory.availableBytes !== null &&
    memory.totalBytes > MEMORY_SHARE * memory.availableBytes
  ) {
    warnings.push('The run would take most of the memory that can be had: close other programs.');
  }
  return warnings;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
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
