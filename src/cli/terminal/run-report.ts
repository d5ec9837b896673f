import { PROTOCOL_MEANING } from '../../shared/protocols.ts';
import type { Run, RunSettings } from '../../shared/runs.ts';
import { chart } from './curves.ts';
import {
  confusionTable,
  figuresTable,
  intervalNote,
  leakageNote,
  leakageTable,
  percent,
  perEmotionTable,
} from './figures.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';
import { plainText } from './text.ts';

/** A run from its record: curves, what it was made of, figures, audit. */
export function runReport(run: Run, paint: Paint): string {
  const { test } = run;
  const parts = [
    ...run.folds.flatMap(({ fold }) => foldCurves(run, fold, paint)),
    heading(run, paint),
    ...(run.folds.length > 1 ? [foldsTable(run, paint)] : []),
    ...(test === null
      ? []
      : [
          `${figuresTable(test)}\n${paint.faint(paint.prose(intervalNote(test)))}`,
          perEmotionTable(test),
          confusionTable(test, paint),
        ]),
    `${leakageTable(run.leakage, paint)}\n${paint.faint(paint.prose(leakageNote(run.leakage)))}`,
  ];
  return parts.join('\n\n');
}

/** Loss and accuracy of a fold that has two epochs or more. */
function foldCurves(run: Run, fold: number, paint: Paint): string[] {
  const epochs = run.epochs.filter((epoch) => epoch.fold === fold);
  if (epochs.length < 2) return [];
  const head = run.folds.length > 1 ? `${plainText(run.folds[fold].name)}: ` : '';
  return [
    chart(
      `${head}loss`,
      epochs.map(({ loss }) => loss),
      epochs.map(({ validationLoss }) => validationLoss),
      (value) => value.toFixed(2),
      paint,
    ),
    chart(
      `${head}accuracy`,
      epochs.map(({ accuracy }) => accuracy),
      epochs.map(({ validationAccuracy }) => validationAccuracy),
      (value) => `${(100 * value).toFixed(0)} %`,
      paint,
    ),
  ];
}

function heading(run: Run, paint: Paint): string {
  const { settings, environment, split } = run;
  const several = run.folds.length > 1 ? ` (${run.folds.length} folds together)` : '';
  const lines: string[] = [
    `${paint.strong(plainText(run.name))}  ${run.id}  ${statusWord(run, paint)}`,
    paint.prose(
      `${settings.network} on ${settings.recipe.name}, ${settings.protocol.name}, seed ${settings.seed}, ` +
        `engine ${environment.engine} (${environment.device}), ${run.parameters.toLocaleString('en')} parameters`,
    ),
    paint.prose(settingsLine(settings)),
    paint.prose(
      `${run.corpora.map(({ name, clips }) => `${plainText(name)}: ${clips} clips`).join(', ')}; ` +
        `${split.train} to train, ${split.validation} to validate, ${split.test} to test${several}`,
    ),
    paint.faint(paint.prose(PROTOCOL_MEANING[settings.protocol.name])),
  ];
  if (run.tags.length > 0) lines.push(paint.prose(`tags: ${run.tags.map(plainText).join(', ')}`));
  if (run.notes !== '')
    lines.push(...run.notes.split('\n').map((line) => paint.prose(`  ${plainText(line)}`)));
  if (run.synthetic) {
    lines.push(
      paint.warn(paint.prose('Trained on synthetic voices: these figures say nothing about people.')),
    );
  }
  if (run.failure !== null) lines.push(paint.bad(paint.prose(run.failure.message)));
  return lines.join('\n');
}

/** The settings that people compare runs by; `--json` has all. */
function settingsLine(settings: RunSettings): string {
  const { optimizer, schedule, earlyStopping, augmentation } = settings;
  const { frequencyMasks, timeMasks, noise, shiftFrames } = augmentation;
  const augmented = [
    ...(frequencyMasks > 0 ? [`${frequencyMasks} band masks`] : []),
    ...(timeMasks > 0 ? [`${timeMasks} time masks`] : []),
    ...(noise > 0 ? [`noise ${noise}`] : []),
    ...(shiftFrames > 0 ? [`shifts to ${shiftFrames} frames`] : []),
  ];
  return [
    `at most ${settings.epochs} epochs of batches of ${settings.batchSize}`,
    `${optimizer.name} at ${optimizer.learningRate}, ${schedule.kind}`,
    earlyStopping.enabled
      ? `stops after ${earlyStopping.patience} epochs without a better one`
      : 'no early stopping',
    ...(settings.classWeights === 'balanced' ? ['balanced'] : []),
    ...(settings.labelSmoothing > 0 ? [`label smoothing ${settings.labelSmoothing}`] : []),
    ...(settings.clipNorm > 0 ? [`gradient to ${settings.clipNorm}`] : []),
    augmented.length === 0 ? 'no augmentation' : `augmented: ${augmented.join(', ')}`,
    ...(settings.startWeights ? [`started from ${plainText(settings.startWeights.from)}`] : []),
    ...(settings.freezeUpTo === null ? [] : [`frozen up to ${plainText(settings.freezeUpTo)}`]),
  ].join('; ');
}

function foldsTable(run: Run, paint: Paint): string {
  return table(
    [
      { head: 'fold', least: 12 },
      { head: 'test clips', right: true },
      { head: 'UAR', right: true },
      { head: 'accuracy', right: true },
      { head: 'best epoch', right: true },
    ],
    run.folds.map((fold) => [
      plainText(fold.name),
      String(fold.test),
      fold.uar === null ? '–' : percent(fold.uar),
      fold.accuracy === null ? '–' : percent(fold.accuracy),
      String(fold.bestEpoch ?? '–'),
    ]),
    paint.columns,
  );
}

function statusWord(run: Run, paint: Paint): string {
  if (run.status === 'finished') return paint.good(run.status);
  if (run.status === 'failed') return paint.bad(run.status);
  return paint.warn(run.status);
}
