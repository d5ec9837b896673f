import { gigabytes } from '../../core/laboratory/plan-estimates.ts';
import { EMOTIONS } from '../../shared/emotions.ts';
import type { RunPlan } from '../../shared/plans.ts';
import { PROTOCOL_MEANING } from '../../shared/protocols.ts';
import type { Paint } from './paint.ts';
import { formatSeconds } from './progress.ts';
import { table } from './table.ts';
import { plainText } from './text.ts';

/** Folds beyond these are summed up: one speaker left out of ninety is not read line by line. */
const FOLDS_SHOWN = 12;

/** What a run will do: clips a part and emotion, the audit, parameters, engine, memory, time, and what to mind. */
export function planReport(plan: RunPlan, paint: Paint): string {
  const { settings, corpora, engine, parameters } = plan;
  const fixed = parameters.total - parameters.trainable;
  const lines = [
    ...corpora.map(({ name, clips, speakers }) =>
      paint.prose(
        `${plainText(name)}: ${clips.toLocaleString('en')} clips${speakers > 0 ? ` of ${speakers} speakers` : ''}`,
      ),
    ),
    '',
    splitTable(plan, paint),
    paint.faint(paint.prose(`${settings.protocol.name}: ${PROTOCOL_MEANING[settings.protocol.name]}`)),
    paint.faint(paint.prose(leakageLine(plan))),
    '',
    paint.prose(
      `network  ${settings.network} on ${settings.recipe.name}, ${parameters.total.toLocaleString('en')} parameters` +
        (fixed > 0 ? `, ${parameters.trainable.toLocaleString('en')} of them trained` : ''),
    ),
    paint.prose(`engine   ${engine.name} (${engine.device}). ${engine.reason}`),
    paint.prose(memoryLine(plan)),
    paint.prose(timeLine(plan)),
    ...plan.warnings.map((warning) => paint.warn(paint.prose(`! ${plainText(warning)}`))),
  ];
  return lines.join('\n');
}

/** A row a part; of several folds one a fold, without the emotions. */
function splitTable(plan: RunPlan, paint: Paint): string {
  const { splits } = plan;
  if (splits.length > 1) {
    const shown = splits.slice(0, FOLDS_SHOWN);
    const rows = shown.map(({ name, sizes }) => [
      plainText(name),
      ...[sizes.train, sizes.validation, sizes.test].map(String),
    ]);
    const left = splits.length - shown.length;
    if (left > 0) rows.push([`… and ${left} more`, '', '', '']);
    return table(
      [
        { head: `${splits.length} folds`, least: 12 },
        { head: 'train', right: true },
        { head: 'validation', right: true },
        { head: 'test', right: true },
      ],
      rows,
      paint.columns,
    );
  }
  const [{ sizes, emotions }] = splits;
  return table(
    [
      { head: 'part' },
      { head: 'clips', right: true },
      ...EMOTIONS.map((emotion, index) => ({ head: emotion, right: true, spare: index })),
    ],
    (['train', 'validation', 'test'] as const).map((part) => [
      part,
      String(sizes[part]),
      ...EMOTIONS.map((emotion) => String(emotions[part][emotion])),
    ]),
    paint.columns,
  );
}

function leakageLine({ leakage, splits }: RunPlan): string {
  const where = splits.length > 1 ? 'the test splits, all folds together' : 'the test split';
  return (
    `on both sides of ${where}: ${leakage.clips} clips with the same sound, ` +
    `${leakage.nearDuplicates} near-identical recordings, ${leakage.speakers} speakers, ${leakage.sentences} sentences`
  );
}

function memoryLine({ memory, settings }: RunPlan): string {
  const { totalBytes, weightsBytes, activationsBytes, availableBytes, largestBatch } = memory;
  const had = availableBytes === null ? '' : ` of ${gigabytes(availableBytes)}`;
  const most =
    largestBatch === null ? '' : `; up to ${largestBatch.toLocaleString('en')} clips a batch would fit`;
  return (
    `memory   about ${gigabytes(totalBytes)}${had}: weights ${gigabytes(weightsBytes)}, ` +
    `batches of ${settings.batchSize} ${gigabytes(activationsBytes)}${most}`
  );
}

function timeLine({ time, settings, splits }: RunPlan): string {
  const { secondsPerStep, secondsPerEpoch, secondsInAll, featureSeconds, note } = time;
  const folds = splits.length > 1 ? ` in each of ${splits.length} folds` : '';
  const features = featureSeconds >= 1 ? `, ${formatSeconds(featureSeconds)} of it for features` : '';
  return (
    `time     about ${shortly(secondsPerStep)} a step, ${shortly(secondsPerEpoch)} an epoch, ` +
    `${formatSeconds(secondsInAll)} for ${settings.epochs} epochs${folds}${features}. ${note}`
  );
}

function shortly(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(1000 * seconds))} ms`;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : formatSeconds(seconds);
}
