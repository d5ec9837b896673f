import { resolve } from 'node:path';
import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { newFile, writeNewFile } from '#cli/new-file.ts';
import { parseCount } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { deviceOption, modelOption } from '#cli/shared-options.ts';
import { explanationPlot } from '#core/reports/plots/explanation-plot.ts';
import { PAPER_PALETTE, svgFile } from '#core/reports/plots/plot.ts';
import {
  EXPLANATION_METHOD_TEXTS,
  EXPLANATION_METHODS,
  type ExplanationMethod,
  explanationSentences,
} from '#shared/explanations.ts';
import { percent } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';
import type { ModelChoice } from '#shared/runs.ts';

interface ExplainOptions {
  run: string;
  model?: ModelChoice;
  /** From 1. */
  fold?: number;
  method?: ExplanationMethod;
  emotion?: string;
  out?: string;
  force?: boolean;
}

/** Decimals of a weight in JSON: enough for a picture. */
const DECIMALS = 4;

/** Prints what a model listened to in a file, and saves it as a picture. */
async function explain(session: Session, file: string, options: ExplainOptions): Promise<void> {
  const { run, model, fold, method, emotion, out, force = false } = options;
  const picture = out === undefined ? null : await newFile(out, force);
  const path = resolve(file);
  const explanation = await session.ask('predict.explain', {
    run,
    model,
    fold: fold === undefined ? null : fold - 1,
    sound: { path },
    method,
    emotion: emotion ?? null,
  });
  if (picture !== null) {
    const plot = explanationPlot(
      explanation,
      `What the model listened to in ${path.split(/[\\/]/).at(-1)}`,
      PAPER_PALETTE,
    );
    await writeNewFile(picture, svgFile(plot));
  }
  const { input, weights, ...found } = explanation;
  const { bytes: _, ...features } = input;
  const values = new Float32Array(weights.slice().buffer);
  const rows = Array.from({ length: input.rows }, (_row, row) =>
    Array.from(values.subarray(row * input.frames, (row + 1) * input.frames), (weight) =>
      Number(weight.toFixed(DECIMALS)),
    ),
  );
  const { paint } = session;
  session.result({ path, ...found, input: features, weights: rows, picture }, () => {
    const { label } = EXPLANATION_METHOD_TEXTS[found.method];
    const explained = `${found.emotion} ${percent(found.probabilities[found.emotion])}`;
    const predicted = found.emotion === found.predicted ? '' : `, predicted: ${found.predicted}`;
    const lines = [
      plainText(path),
      `  ${paint.strong(explained)}${predicted}  ${paint.faint(label)}`,
      ...explanationSentences(explanation).map((sentence) => `  ${sentence}`),
    ];
    if (picture !== null) lines.push(`Picture saved: ${plainText(picture)}`);
    return lines.join('\n');
  });
}

/** Its arguments and options. */
export const declareExplain: DeclareCommand = ({ command, withSession }) => {
  command('explain <file>', 'show what a model listened to in an audio file')
    .requiredOption('--run <run>', 'the run whose model predicts')
    .addOption(modelOption())
    .option('--fold <n>', 'only the network of this fold, from 1 [the model as in predict]', parseCount)
    .addOption(new Option('--method <name>', 'how [grad-cam]').choices(EXPLANATION_METHODS))
    .option('--emotion <name>', 'the emotion to explain [the predicted one]')
    .option('--out <file>', 'also save a picture (SVG)')
    .option('--force', 'replace that file')
    .addOption(deviceOption())
    .action((file: string, options) => withSession(options, (session) => explain(session, file, options)));
};
