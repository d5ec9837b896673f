import { resolve } from 'node:path';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { parseNumber, parseShare } from '#cli/option-values.ts';
import { installedModel } from '#cli/ready-made-model.ts';
import type { Session } from '#cli/session.ts';
import { deviceOption, modelOption } from '#cli/shared-options.ts';
import type { Paint } from '#cli/terminal/paint.ts';
import { bar } from '#cli/terminal/progress.ts';
import type { Recognition } from '#shared/answers.ts';
import { DEFAULT_SURE_THRESHOLD, isNotSure, rightShareText } from '#shared/calibration.ts';
import { UserError } from '#shared/failure.ts';
import { percent } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';
import { modelNamed } from '#shared/ready-made.ts';
import { reliabilityLine } from '#shared/reliability.ts';
import type { ModelChoice } from '#shared/runs.ts';
import { timeAxisOf } from '#shared/settings/features.ts';
import { trainedOnSentence } from '#shared/trained-on.ts';

async function predict(
  session: Session,
  files: string[],
  options: {
    run: string;
    model?: ModelChoice;
    notSureBelow: number;
    timeline?: boolean;
    hop?: number;
  },
): Promise<void> {
  await requireHop(session, options);
  const results = await session.ask('predict.files', {
    run: options.run,
    model: options.model,
    files: files.map((file) => resolve(file)),
    timeline: options.timeline ?? false,
    hopSeconds: options.hop,
  });
  const { notSureBelow } = options;
  const reliability = session.json ? [] : await reliabilityOf(session, options.run, results);
  session.result(
    results.map((result) => withNotSure(result, notSureBelow)),
    () =>
      [
        ...results.map((result) => predictionText(result, session.paint, notSureBelow)),
        ...reliability.map((line) => session.paint.faint(session.paint.prose(line))),
      ].join('\n\n'),
  );
  if (results.every((result) => 'problem' in result)) process.exitCode = 1;
}

/** What is known about the model of a run that has predicted. */
async function reliabilityOf(session: Session, run: string, results: Recognition[]): Promise<string[]> {
  const predicted = results.find((result) => 'emotion' in result);
  if (predicted === undefined || modelNamed(run) !== null) return [];
  return [plainText(reliabilityLine(await session.ask('runs.show', { run }), predicted.model))];
}

/** Says in `sure` whether the text shows “not sure”. */
const withNotSure = (result: Recognition, notSureBelow: number) =>
  'sure' in result
    ? { ...result, sure: { ...result.sure, notSure: isNotSure(result.sure.probability, notSureBelow) } }
    : result;

/** A longer step than a window would leave parts of the sound out. */
async function requireHop(session: Session, { run, hop }: { run: string; hop?: number }): Promise<void> {
  if (hop === undefined) return;
  const model = modelNamed(run);
  const { durationSeconds } =
    model === null
      ? timeAxisOf((await session.ask('runs.show', { run })).settings.features)
      : (await installedModel(session, model)).features;
  if (hop <= durationSeconds) return;
  throw new UserError(
    'usage',
    `--hop is ${hop} s, but a window of this model has ${durationSeconds} s. Choose at most ${durationSeconds} s.`,
  );
}

/** The emotion or “not sure”, the probabilities as bars, and the timeline if there is one. `notSureBelow`: a probability. */
export function predictionText(
  result: Recognition,
  paint: Paint,
  notSureBelow = DEFAULT_SURE_THRESHOLD,
): string {
  if ('problem' in result) return `${result.path}\n  ${paint.warn(result.problem)}`;
  if ('dimensions' in result) return measuredText(result, paint);
  const right = rightShareText(result.sure);
  const facts = [...(right === null ? [] : [right]), `${result.milliseconds.toFixed(0)} ms`];
  const notSure = isNotSure(result.sure.probability, notSureBelow);
  if (notSure) facts.unshift(`highest: ${result.emotion} ${percent(result.sure.probability)}`);
  const shown = notSure ? 'not sure' : result.emotion;
  const lines = [`${result.path}\n  ${paint.strong(shown)}  ${paint.faint(facts.join(', '))}`];
  if (result.trainedOn !== null) lines.push(`  ${paint.warn(trainedOnSentence(result.trainedOn))}`);
  if (result.warning !== undefined) lines.push(`  ${paint.warn(result.warning)}`);
  const width = Math.max(9, ...Object.keys(result.probabilities).map(({ length }) => length));
  for (const [emotion, share] of Object.entries(result.probabilities)) {
    lines.push(`  ${emotion.padEnd(width)} ${bar(share, 20)} ${percent(share).padStart(7)}`);
  }
  for (const entry of result.timeline ?? []) {
    const span = `${entry.startSeconds.toFixed(1)} – ${entry.endSeconds.toFixed(1)} s`;
    lines.push(`  ${span.padStart(16)}  ${entry.emotion ?? paint.faint('no speech')}`);
  }
  return lines.join('\n');
}

/** The values of a model that gives no emotions. */
function measuredText(
  { path, dimensions, milliseconds, warning }: Extract<Recognition, { dimensions: unknown }>,
  paint: Paint,
): string {
  const width = Math.max(...Object.keys(dimensions).map(({ length }) => length));
  return [
    `${path}\n  ${paint.faint(`${milliseconds.toFixed(0)} ms`)}`,
    ...(warning === undefined ? [] : [`  ${paint.warn(warning)}`]),
    ...Object.entries(dimensions).map(
      ([name, value]) =>
        `  ${name.padEnd(width)} ${bar(Math.min(1, Math.max(0, value)), 20)} ${value.toFixed(2).padStart(5)}`,
    ),
  ].join('\n');
}

/** Its arguments and options. */
export const declarePredict: DeclareCommand = ({ command, withSession }) => {
  // `recognise` is the name of version 0.1.0.
  for (const name of ['predict', 'recognise']) {
    command(`${name} <files...>`, 'predict the emotion of audio files', { hidden: name !== 'predict' })
      .requiredOption('--run <run>', 'the run whose model predicts, or model:NAME')
      .addOption(modelOption())
      .option(
        '--not-sure-below <probability>',
        'below this probability of the emotion (0 to 1) the prediction is “not sure”; 0: never',
        parseShare,
        DEFAULT_SURE_THRESHOLD,
      )
      .option('--timeline', 'predict in windows along the file')
      .option(
        '--hop <seconds>',
        'time between the starts of two windows, at most the length of a window',
        parseNumber,
      )
      .addOption(deviceOption())
      .action((files: string[], options) =>
        withSession(options, (session) => predict(session, files, options)),
      );
  }
};
