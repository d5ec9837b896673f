import { type Calibration, calibrationSentence, reliabilitySentence } from '#shared/calibration.ts';
import { ownWordsText } from '#shared/emotion-words.ts';
import { engineHistorySentence } from '#shared/engine-history.ts';
import type { GroupFairness } from '#shared/fairness.ts';
import { count, counted, percent } from '#shared/format.ts';
import { labelSetText } from '#shared/label-use-text.ts';
import { plainText } from '#shared/plain-text.ts';
import { resultsAbout } from '#shared/ready-made.ts';
import { FINAL_MODEL_SENTENCE } from '#shared/reliability.ts';
import type { Run, ShownRun } from '#shared/runs.ts';
import { isReadyMade } from '#shared/settings/ready-made-network.ts';
import { settingsSummary } from '#shared/settings/summary.ts';
import { fairnessTable } from '#shared/tables/fairness-table.ts';
import { chart } from './curves.ts';
import {
  confusionTable,
  intervalNote,
  leakageNote,
  leakageTable,
  metricsTable,
  perEmotionTable,
} from './metrics-table.ts';
import type { Paint } from './paint.ts';
import { resultTableText } from './result-table-text.ts';
import { statusLabel } from './status-label.ts';
import { table } from './table.ts';

/** The report of a recorded run: curves, settings, clips, results, leakage check. `fairness`: null, or of a tested run. */
export function runReport(
  run: ShownRun,
  paint: Paint,
  fairness: readonly GroupFairness[] | null = null,
): string {
  const { test, calibration } = run;
  const parts = [
    ...run.folds.flatMap(({ fold }) => foldCurves(run, fold, paint)),
    heading(run, paint),
    ...(run.folds.length > 1 ? [foldsTable(run, paint)] : []),
    ...(test === null
      ? []
      : [
          `${metricsTable(test, paint)}\n${paint.faint(paint.prose(intervalNote(test)))}`,
          perEmotionTable(test, paint),
          confusionTable(test, paint),
        ]),
    ...(calibration === null ? [] : [howSure(calibration, paint)]),
    ...(fairness ?? [])
      .filter(({ groups }) => groups.length > 1)
      .map((one) => resultTableText(fairnessTable(one), paint)),
    `${leakageTable(run.leakage, paint)}\n${paint.faint(paint.prose(leakageNote(run.leakage)))}`,
  ];
  return parts.join('\n\n');
}

/** How far the probabilities can be trusted. */
function howSure(calibration: Calibration, paint: Paint): string {
  const sentence = reliabilitySentence(calibration);
  return [
    ...(sentence === null ? [] : [paint.prose(sentence)]),
    paint.faint(paint.prose(calibrationSentence(calibration))),
  ].join('\n');
}

/** Curves of loss and accuracy, if the fold has two epochs or more. */
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

function heading(run: ShownRun, paint: Paint): string {
  const { settings, environment, split } = run;
  const several = run.folds.length > 1 ? ` (${run.folds.length} folds together)` : '';
  const lines: string[] = [
    `${paint.strong(plainText(run.name))}  ${run.id}  ${statusLabel(run.status, paint)}`,
    paint.prose(
      `${settings.network} on ${settings.features.name}, ${settings.protocol.name}, seed ${settings.seed}, ` +
        `engine ${environment.engine} (${environment.device}), ${count(run.parameters)} parameters`,
    ),
    ...(isReadyMade(settings) ? [] : [paint.prose(settingsSummary(settings).map(plainText).join('; '))]),
    paint.prose(
      `${run.corpora.map(({ name, clips }) => `${plainText(name)}: ${counted(clips, 'clip')}`).join(', ')}; ` +
        `${count(split.train)} training, ${count(split.validation)} validation, ${count(split.test)} test${several}`,
    ),
    paint.faint(paint.prose(resultsAbout(settings))),
    paint.faint(paint.prose(plainText(labelSetText(settings.labels)))),
    ...(environment.ownWords === undefined
      ? []
      : [
          paint.faint(
            paint.prose(`own words for emotions: ${plainText(ownWordsText(environment.ownWords))}`),
          ),
        ]),
    ...(run.model === 'final' ? [paint.faint(paint.prose(FINAL_MODEL_SENTENCE))] : []),
  ];
  if (run.tags.length > 0) lines.push(paint.prose(`tags: ${run.tags.map(plainText).join(', ')}`));
  if (run.notes !== '')
    lines.push(...run.notes.split('\n').map((line) => paint.prose(`  ${plainText(line)}`)));
  if (run.synthetic) {
    lines.push(
      paint.warn(
        paint.prose(
          `${isReadyMade(settings) ? 'Tested' : 'Trained'} on synthetic voices. These results say nothing about real voices.`,
        ),
      ),
    );
  }
  const engines = engineHistorySentence(environment, run.folds.length);
  if (engines !== null) lines.push(paint.warn(paint.prose(plainText(engines))));
  if (run.failure !== null) lines.push(paint.bad(paint.prose(run.failure.message)));
  return lines.join('\n');
}

function foldsTable(run: Run, paint: Paint): string {
  return table(
    [
      { head: 'fold', minWidth: 12 },
      { head: 'test clips', right: true },
      { head: 'UAR', right: true },
      { head: 'accuracy', right: true },
      { head: 'best epoch', right: true },
    ],
    run.folds.map((fold) => [
      plainText(fold.name),
      count(fold.test),
      fold.uar === null ? '–' : percent(fold.uar),
      fold.accuracy === null ? '–' : percent(fold.accuracy),
      String(fold.bestEpoch ?? '–'),
    ]),
    paint.columns,
  );
}
