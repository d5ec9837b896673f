import { gigabytes } from '#core/laboratory/plans/plan-estimates.ts';
import { correctionUseText } from '#shared/corrections.ts';
import { count, counted } from '#shared/format.ts';
import { labelUseText } from '#shared/label-use-text.ts';
import { plainText } from '#shared/plain-text.ts';
import type { RunPlan } from '#shared/plans.ts';
import { PROTOCOL_INFO } from '#shared/protocols.ts';
import type { Paint } from './paint.ts';
import { formatSeconds } from './progress.ts';
import { table } from './table.ts';

/** The number of folds that are listed. The others are only counted. */
const MAX_FOLDS_SHOWN = 12;

/** The plan of a run: clips per part and emotion, leakage check, parameters, engine, memory, time, warnings. */
export function planReport(plan: RunPlan, paint: Paint): string {
  const { settings, corpora, engine, parameters } = plan;
  const frozen = parameters.total - parameters.trainable;
  const lines = [
    ...corpora.map(({ name, clips, speakers }) =>
      paint.prose(
        `${plainText(name)}: ${counted(clips, 'clip')}${speakers > 0 ? ` of ${counted(speakers, 'speaker')}` : ''}`,
      ),
    ),
    '',
    splitTable(plan, paint),
    ...labelLines(plan, paint),
    paint.faint(paint.prose(`${settings.protocol.name}: ${PROTOCOL_INFO[settings.protocol.name].about}`)),
    paint.faint(paint.prose(leakageLine(plan))),
    '',
    paint.prose(
      `network  ${settings.network} on ${settings.features.name}, ${count(parameters.total)} parameters` +
        (frozen > 0 ? `, ${count(parameters.trainable)} of them trainable` : ''),
    ),
    paint.prose(`engine   ${engine.name} (${engine.device}). ${engine.reason}`),
    paint.prose(memoryLine(plan)),
    paint.prose(timeLine(plan)),
    ...plan.warnings.map((warning) => paint.warn(paint.prose(`! ${plainText(warning)}`))),
  ];
  return lines.join('\n');
}

function labelLines({ labelUse, corrections, settings }: RunPlan, paint: Paint): string[] {
  const texts = [labelUseText(labelUse, settings.labels), correctionUseText(corrections)];
  return texts.filter((text) => text !== '').map((text) => paint.faint(paint.prose(text)));
}

/** A row for each part; with several folds a row for each fold, without the emotions. */
function splitTable(plan: RunPlan, paint: Paint): string {
  const { splits } = plan;
  if (splits.length > 1) {
    const shown = splits.slice(0, MAX_FOLDS_SHOWN);
    const rows = shown.map(({ name, sizes }) => [
      plainText(name),
      ...[sizes.train, sizes.validation, sizes.test].map(count),
    ]);
    const left = splits.length - shown.length;
    if (left > 0) rows.push([`… and ${left} more`, '', '', '']);
    return table(
      [
        { head: `${splits.length} folds`, minWidth: 12 },
        { head: 'train', right: true },
        { head: 'validation', right: true },
        { head: 'test', right: true },
      ],
      rows,
      paint.columns,
    );
  }
  const [{ sizes, emotions }] = splits;
  const names = Object.keys(emotions.train);
  return table(
    [
      { head: 'part' },
      { head: 'clips', right: true },
      ...names.map((emotion, index) => ({ head: emotion, right: true, dropOrder: index })),
    ],
    (['train', 'validation', 'test'] as const).map((part) => [
      part,
      count(sizes[part]),
      ...names.map((emotion) => count(emotions[part][emotion])),
    ]),
    paint.columns,
  );
}

/** `Leakage check: no shared clips or speakers; 2 sentences occur in both training and test.` */
function leakageLine({ leakage, splits }: RunPlan): string {
  const { clips, nearDuplicates, speakers, sentences } = leakage;
  const shared = [
    ...(clips > 0 ? [counted(clips, 'clip')] : []),
    ...(nearDuplicates > 0 ? [counted(nearDuplicates, 'near-identical recording')] : []),
    ...(speakers > 0 ? [counted(speakers, 'speaker')] : []),
    ...(sentences > 0 ? [counted(sentences, 'sentence')] : []),
  ];
  const none = [
    ...(clips === 0 && nearDuplicates === 0 ? ['clips'] : []),
    ...(speakers === 0 ? ['speakers'] : []),
    ...(sentences === 0 ? ['sentences'] : []),
  ];
  const occur = clips + nearDuplicates + speakers + sentences === 1 ? 'occurs' : 'occur';
  const parts = [
    ...(none.length > 0 ? [`no shared ${listed(none, 'or')}`] : []),
    ...(shared.length > 0 ? [`${listed(shared, 'and')} ${occur} in both training and test`] : []),
  ];
  return `Leakage check${splits.length > 1 ? ', all folds together' : ''}: ${parts.join('; ')}.`;
}

/** `a, b and c`. */
function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}` : words[0];
}

function memoryLine({ memory, settings }: RunPlan): string {
  const { totalBytes, weightsBytes, activationsBytes, availableBytes, largestBatch } = memory;
  const available = availableBytes === null ? '' : ` of ${gigabytes(availableBytes)} available`;
  const limit = largestBatch === null ? '' : `; max batch size ${count(largestBatch)}`;
  return (
    `memory   about ${gigabytes(totalBytes)}${available}: weights ${gigabytes(weightsBytes)}, ` +
    `batches of ${counted(settings.batchSize, 'clip')} ${gigabytes(activationsBytes)}${limit}`
  );
}

function timeLine({ time, settings, splits }: RunPlan): string {
  const { secondsPerStep, secondsPerEpoch, secondsInAll, featureSeconds, note } = time;
  const folds = splits.length > 1 ? ` in each of ${splits.length} folds` : '';
  const features = featureSeconds >= 1 ? `, ${formatSeconds(featureSeconds)} of it for features` : '';
  return (
    `time     about ${shortSeconds(secondsPerStep)} per step, ${shortSeconds(secondsPerEpoch)} per epoch, ` +
    `${formatSeconds(secondsInAll)} for ${counted(settings.epochs, 'epoch')}${folds}${features}. ${note}`
  );
}

function shortSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(1000 * seconds))} ms`;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : formatSeconds(seconds);
}
