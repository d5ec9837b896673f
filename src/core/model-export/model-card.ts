import { counted, intervalText, count as number, percent, withInterval } from '#shared/format.ts';
import { hasTooFewUnits, type Interval, type Metrics } from '#shared/metrics.ts';
import { MODEL_FORMATS, type ModelFormat } from '#shared/model-formats.ts';
import { resultsAbout } from '#shared/ready-made.ts';
import type { Run } from '#shared/runs.ts';
import { testedRecordingCount } from '#shared/settings/augmentation.ts';
import { settingsSummary } from '#shared/settings/summary.ts';
import { FEATURES_INPUT, PROBABILITIES_OUTPUT } from './exported-model.ts';

export interface ModelCardOptions {
  run: Run;
  format: ModelFormat;
  /** The numbers of the exported folds, from 0; none for the final model, which was trained on all clips. */
  folds: readonly number[];
  /** The labels in the order of the probabilities. */
  labels: readonly string[];
}

/**
 * The model card of an exported model, as Markdown (Mitchell M et al. (2019), Model cards for model reporting, FAT*):
 * use, limits, data, protocol, results with intervals, and how to load it. Everything is derived from the run's record.
 */
export function modelCard(options: ModelCardOptions): string {
  const sections = [heading, use, data, protocol, results, training, loading, licence];
  return `${sections.map((section) => section(options)).join('\n\n')}\n`;
}

function heading({ run, format, folds }: ModelCardOptions): string {
  const { settings, environment } = run;
  const lines = [
    `# ${inline(run.name)}`,
    `Predicts the emotion of a speech recording. Network ${code(settings.network)} with ${number(run.parameters)} parameters, features ${code(settings.features.name)}, as ${MODEL_FORMATS[format].label}. Trained with neural-ser ${environment.version}, run ${code(run.id)} of ${run.createdAt.slice(0, 10)}, engine ${environment.engine}.`,
  ];
  if (run.synthetic) {
    lines.push(
      '> **Trained on synthetic speech.** Some or all training clips were made by a program. The results below say nothing about people. Use this model only for trying out software.',
    );
  }
  lines.push(
    folds.length === 0
      ? 'This model was trained on all clips below, after the protocol had given its result.'
      : folds.length > 1
        ? `This model is the mean of the probabilities of ${folds.length} networks, one for each fold.`
        : run.folds.length > 1
          ? `This model is the network of fold ${folds[0] + 1} of ${run.folds.length} (${inline(run.folds[folds[0]].name)}).`
          : 'This model is one network.',
  );
  return lines.join('\n\n');
}

function use({ run, folds, labels }: ModelCardOptions): string {
  return `## Intended use and limits

- Intended for research and teaching on speech emotion recognition: comparing methods, reproducing results, trying out ideas.
- It knows the labels ${labels.map(code).join(', ')} and nothing else. It always gives probabilities, also for music, noise and silence.
- Corpora of this field mostly contain acted emotions of few speakers. Expect clearly worse results for spontaneous speech and for other languages, microphones and ages than those of the training data.
- ${calibrationNote(run, folds)}${run.settings.normaliseSpeakers ? `\n- It needs several clips of each speaker, from which the mean and the deviation of the features are taken. For a single recording expect much worse results than those below.` : ''}
- Do not use it for decisions about people, such as hiring, education, policing, medical diagnosis or monitoring. The European Union's AI Act prohibits emotion recognition at work and in education, with few exceptions.`;
}

/** The exported graph has no temperatures, so that it gives the same as the network. */
function calibrationNote(run: Run, folds: readonly number[]): string {
  if (folds.length === 0 && run.folds.every(({ temperature }) => temperature !== null))
    return 'Probabilities are not calibrated. neural-SER scales them with the geometric mean of the temperatures of its folds; this model does not.';
  const temperatures = folds.map((fold) => run.folds[fold].temperature);
  const [temperature] = temperatures;
  if (temperature === undefined) return 'Probabilities are not calibrated.';
  if (temperatures.includes(null)) return 'Probabilities are not calibrated.';
  return temperatures.length === 1 && temperature !== null
    ? `Probabilities are not calibrated. neural-SER shows ${code(`softmax(log(p) / ${temperature.toFixed(4)})`)}; this temperature was fitted on ${fittedOn(run, folds[0])}.`
    : 'Probabilities are not calibrated. neural-SER scales those of each network with a temperature of its own before their mean; this model does not.';
}

function fittedOn({ folds }: Run, fold: number): string {
  if (folds[fold].validation > 0) return 'the validation clips';
  return folds.length === 1 ? 'the test clips' : 'the test clips of the other folds';
}

function data({ run }: ModelCardOptions): string {
  const rows = run.corpora.map(({ name, clips }) => `| ${inline(name)} | ${number(clips)} |`);
  return `## Data

| corpus | clips |
| --- | ---: |
${rows.join('\n')}

Fingerprint of all clips and labels: ${code(run.corpusFingerprint)}. The corpora are not part of this model.`;
}

function protocol({ run, folds }: ModelCardOptions): string {
  const { split, leakage, settings } = run;
  const of = run.folds.length > 1 ? `, summed over ${counted(run.folds.length, 'fold')}` : '';
  const lines = [
    '## Protocol',
    `${code(settings.protocol.name)}: ${resultsAbout(settings)}`,
    `Clips${of}: ${number(split.train)} for training, ${number(split.validation)} for validation, ${number(split.test)} for the test.`,
    `Leakage check, in both training and test: ${counted(leakage.clips, 'clip')}, ${counted(leakage.nearDuplicates, 'near-identical recording')}, ${counted(leakage.speakers, 'speaker')}, ${counted(leakage.sentences, 'sentence')}${leakage.groups === undefined ? '' : `, ${counted(leakage.groups, 'group')}`}.`,
  ];
  if (folds.length === 0) {
    lines.push(
      '**This model was trained on all of these clips, also on the test clips.** So its results on these clips are not test results. The results below are those of the same training without the test clips.',
    );
  }
  if (folds.length > 1) {
    lines.push(
      '**Each clip was used to train at least one of the networks of this model.** So results of this model on these clips are not test results. The results below are those of the single networks, each on its own test clips.',
    );
  }
  return lines.join('\n\n');
}

/** The exported graph has one input, so it lacks what the run's tests average. */
function recordingsNote({ settings }: Run): string[] {
  const recordings = testedRecordingCount(settings.augmentation);
  if (recordings === 0) return [];
  return [
    `Each clip was tested together with ${counted(recordings, 'other recording')} of it, made by the program with another voice, microphone, room or noise: the probabilities are the mean of all. This model gives those of one input, which are right a little less often.`,
  ];
}

function results({ run, folds, labels }: ModelCardOptions): string {
  const { test } = run;
  const lines = ['## Results'];
  if (test === null) lines.push('The run was not tested completely, so there are no results of all folds.');
  else lines.push(averages(test), perLabel(test, labels), intervalNote(test), ...recordingsNote(run));
  if (run.folds.length > 1 && folds.length > 0) {
    const rows = folds.map((fold) => {
      const { name, uar, accuracy, test: clips } = run.folds[fold];
      return `| ${fold + 1} | ${inline(name)} | ${number(clips)} | ${uar === null ? '–' : percent(uar)} | ${accuracy === null ? '–' : percent(accuracy)} |`;
    });
    lines.push(
      `Of the exported ${folds.length === 1 ? 'fold' : 'folds'} alone:`,
      `| fold | name | test clips | UAR | accuracy |\n| ---: | --- | ---: | ---: | ---: |\n${rows.join('\n')}`,
    );
  }
  return lines.join('\n\n');
}

function averages(test: Metrics): string {
  const row = (name: string, value: number, interval: Interval) =>
    `| ${name} | ${withInterval(value, interval, test.resampling)} |`;
  return `On ${counted(test.clips, 'test clip')}${test.clips === 1 ? '' : ' of all folds'}:

| metric | value [95 % interval] |
| --- | ---: |
${row('UAR (unweighted average recall)', test.uar, test.uarInterval)}
${row('Accuracy', test.accuracy, test.accuracyInterval)}
${row('F1, mean of the labels', test.f1Macro, test.f1MacroInterval)}`;
}

function perLabel(test: Metrics, labels: readonly string[]): string {
  // Said once below the tables, not in each cell.
  const few = hasTooFewUnits(test.resampling);
  const shown = (share: number, interval: Interval) =>
    few ? percent(share) : withInterval(share, interval, test.resampling);
  const metrics = test.perEmotion as Readonly<Record<string, Metrics['perEmotion']['angry'] | undefined>>;
  const rows = labels.flatMap((label) => {
    const of = metrics[label];
    return of === undefined
      ? []
      : [
          `| ${inline(label)} | ${shown(of.recall, of.recallInterval)} | ${percent(of.precision)} | ${shown(of.f1, of.f1Interval)} | ${number(of.support)} |`,
        ];
  });
  return `| label | recall | precision | F1 | clips |\n| --- | ---: | ---: | ---: | ---: |\n${rows.join('\n')}`;
}

function intervalNote({ resampling }: Metrics): string {
  if (hasTooFewUnits(resampling)) return `No intervals: ${intervalText(null, resampling)}.`;
  const units = counted(resampling.units, resampling.unit === 'speakers' ? 'speaker' : 'clip');
  return `Intervals: bootstrap over ${units}, ${number(resampling.draws)} draws.${resampling.unit === 'speakers' && resampling.units < 10 ? ' With so few speakers the intervals are imprecise.' : ''}`;
}

function training({ run, folds }: ModelCardOptions): string {
  const best = folds.flatMap((fold) => run.folds[fold].bestEpoch ?? []);
  const epochs = best.length === 0 ? '' : ` Weights of epoch ${best.join(', ')}.`;
  return `## Training

${settingsSummary(run.settings).map(inline).join(' · ')}.${epochs} Seed ${run.settings.seed}.`;
}

const SNIPPETS: Record<ModelFormat, string> = {
  'saved-model': `import tensorflow as tf

model = tf.saved_model.load(".").signatures["serving_default"]
probabilities = model(${FEATURES_INPUT}=tf.constant(x))["${PROBABILITIES_OUTPUT}"].numpy()
# In Keras 3: keras.layers.TFSMLayer(".", call_endpoint="serving_default")`,
  onnx: `import onnxruntime

model = onnxruntime.InferenceSession("model.onnx")
probabilities = model.run(["${PROBABILITIES_OUTPUT}"], {"${FEATURES_INPUT}": x})[0]`,
};

function loading({ format, labels }: ModelCardOptions): string {
  return `## How to use it

\`features.json\` says how to make the input \`x\` from a sound, step by step.

\`\`\`python
${SNIPPETS[format]}
\`\`\`

\`probabilities\` is \`[n, ${labels.length}]\`, in the order ${labels.map(code).join(', ')}.`;
}

function licence(): string {
  return `## Licence

No licence was chosen. Whoever publishes this model chooses one, and checks first what the licences of the corpora allow: some permit only research, or forbid publishing models.`;
}

/** Text of the user within a line of Markdown or a cell of a table. */
function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

function code(text: string): string {
  return `\`${text.replace(/[`\s|]+/g, ' ').trim()}\``;
}
