import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { COMPARISON_TABLES, compare } from '#cli/commands/compare.ts';
import { corrections } from '#cli/commands/corrections.ts';
import { demo } from '#cli/commands/demo.ts';
import { doctor } from '#cli/commands/doctor.ts';
import { embeddings } from '#cli/commands/embeddings.ts';
import { encoders } from '#cli/commands/encoders.ts';
import { evaluate } from '#cli/commands/evaluate.ts';
import { explain } from '#cli/commands/explain.ts';
import { exportRun } from '#cli/commands/export.ts';
import { exportModel } from '#cli/commands/export-model.ts';
import { features } from '#cli/commands/features.ts';
import { importRuns } from '#cli/commands/import.ts';
import { job, makeScratch } from '#cli/commands/job.ts';
import { models } from '#cli/commands/models.ts';
import { network } from '#cli/commands/network.ts';
import { plan } from '#cli/commands/plan.ts';
import { predict } from '#cli/commands/predict.ts';
import { predictions, report } from '#cli/commands/report.ts';
import { runs, show } from '#cli/commands/runs.ts';
import { runtime } from '#cli/commands/runtime.ts';
import { sample } from '#cli/commands/sample.ts';
import { scan } from '#cli/commands/scan.ts';
import { serve } from '#cli/commands/serve.ts';
import { addTableFormats } from '#cli/commands/table-format-options.ts';
import { train } from '#cli/commands/train.ts';
import { addSettingOptions, count, deviceName, number, whole } from '#cli/commands/train-options.ts';
import { SAMPLE_LAYOUTS } from '#shared/corpora.ts';
import { ENGINE_CHOICE_NAMES } from '#shared/engines.ts';
import { EXPLANATION_METHODS } from '#shared/explanations.ts';
import { LABEL_SET_CHOICES } from '#shared/label-sets.ts';
import { MODEL_FORMAT_NAMES } from '#shared/model-formats.ts';
import { ENCODER_NORMALISATIONS, MODEL_VALUES } from '#shared/settings/encoder-features.ts';
import { FEATURES } from '#shared/settings/features.ts';
import { COMMAND_NAME } from './command-name.ts';
import type { Session } from './session.ts';

/** Options of every command. */
export interface CommonOptions {
  json?: boolean;
  quiet?: boolean;
  data?: string;
  /** Only of commands that use an engine. */
  device?: string;
}

/** Runs a command's body with a session for its common options. */
export type WithSession = (
  options: CommonOptions,
  body: (session: Session) => Promise<void>,
) => Promise<void>;

const list = (value: string, before: string[] = []) => [...before, value];

const ITEMS_HELP = 'runs, or groups of runs joined by +: ID+ID';
const RUN_HELP = 'the id of a run, the start of its id, or its name';

/** The command line: all commands with their arguments and options. */
export function createProgram(version: string, withSession: WithSession): Command {
  const program = new Command(COMMAND_NAME)
    .description(
      'A laboratory for speech emotion recognition: scan corpora, train networks, test them with a leakage check, and predict emotions.',
    )
    .version(version)
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureHelp({
      sortSubcommands: false,
      // Without “[options]”, which every command has.
      subcommandTerm: (command) =>
        [
          command.name(),
          ...command.registeredArguments.map((argument) => {
            const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
            return argument.required ? `<${name}>` : `[${name}]`;
          }),
        ].join(' '),
    });

  const command = (name: string, description: string, { hidden = false } = {}) =>
    program
      .command(name, { hidden })
      .description(description)
      .option('--json', 'print only JSON on standard output')
      .option('--quiet', 'print no progress')
      .option('--data <dir>', "the laboratory's folder");
  const engine = () => new Option('--engine <name>', 'the engine [auto]').choices(ENGINE_CHOICE_NAMES);
  const device = () =>
    new Option(
      '--device <name>',
      'the device: cpu, gpu, or with --engine webgpu the number of a GPU, as “doctor” lists it [a GPU if one works]',
    ).argParser(deviceName);

  const model = () =>
    new Option(
      '--model <name>',
      'of a run with --refit: the final model or those of the folds [final]',
    ).choices(['final', 'folds']);

  /** The name of `--features` in version 0.1.0. */
  // wording-ignore: an old name that works and is not shown.
  const oldFeatures = () => new Option('--recipe <name>').choices(Object.keys(FEATURES)).hideHelp();

  command('demo [folders...]', 'full demo: sample voices (or your folders), training, results, prediction')
    .option('--epochs <n>', 'max epochs', count)
    .option('--seed <n>', 'the seed of all random choices [7]', whole)
    .addOption(engine())
    .addOption(device())
    .action((folders: string[], options) =>
      withSession(options, (session) => demo(session, folders, options)),
    );

  command('scan <folders...>', 'find the corpora in folders, their clips and problems')
    .option('--csv <dir>', 'write tables of paths and emotions: one per corpus, and one with all')
    .option(
      '--labels <name|file>',
      `the label set: ${Object.keys(LABEL_SET_CHOICES).join(', ')}, one of your own, or a .json file [seven]`,
    )
    .option(
      '--rule <file>',
      'how the folder is read: a rule as .json, “guess”, or “none” for its names; it is saved',
    )
    .option('--table <file>', 'read the folder by this table in it; it is saved')
    .option('--columns <list>', 'columns of the table, such as emotion=label,speaker=who; others are found')
    .option('--save-rule <file>', 'write the rule of the folder as .json')
    .option('--force', 'replace that file')
    .action((folders: string[], options) =>
      withSession(options, (session) => scan(session, folders, options)),
    );

  command('corrections [folders...]', 'list the corrections of clips; export, import or undo them')
    .option('--export <file>', 'write them as CSV')
    .option('--force', 'replace that file')
    .option('--import <file>', 'add those of a CSV file, for the added corpora and the clips in folders')
    .option('--overwrite', 'in place of other corrections of the same clips')
    .option('--undo', 'undo the latest change')
    .action((folders: string[], options) =>
      withSession(options, (session) => corrections(session, folders, options)),
    );

  command('sample [folder]', 'create synthetic sample voices')
    .addOption(new Option('--layout <name>', 'the corpus whose file names are used').choices(SAMPLE_LAYOUTS))
    .option('--speakers <n>', 'number of speakers', count)
    .option('--clips <n>', 'clips per emotion and speaker', count)
    .option('--rate <hz>', 'sample rate in Hz', count)
    .option('--seed <n>', 'the same seed gives the same files', whole)
    .action((folder: string | undefined, options) =>
      withSession(options, (session) => sample(session, folder, options)),
    );

  command('features <files...>', 'write the features of audio files as .npy arrays')
    .addOption(
      new Option('--features <name>', 'the feature settings')
        .choices(Object.keys(FEATURES))
        .default('log-mel'),
    )
    .addOption(oldFeatures())
    .option(
      '--offset <samples>',
      'position at which a longer clip is cut, or a shorter clip is padded',
      whole,
    )
    .requiredOption('--out <dir>', 'the folder for the arrays: float32 [bands, frames]')
    .action((files: string[], options) =>
      withSession(options, (session) => features(session, files, options)),
    );

  const training = command('train [folders...]', 'train a network on the corpora in folders, and test it')
    .option('--config <file>', 'settings as JSON, or a run from `show --json`; options override it')
    .option('--resume <run>', 'resume a run that was stopped or interrupted')
    .option('--name <text>', 'the name of the run')
    .option('--tag <text>', 'a tag; can be repeated', list)
    .option('--seeds <n>', 'train with this many seeds: the seed and the numbers after it', count)
    .option(
      '--vary <name=values>',
      'train once for each value of a setting: network=compact,vgg19 or learning-rate=1e-4..1e-2 log 3; can be repeated',
      list,
    )
    .option('--dry-run', 'print the plan with memory and time, and stop')
    .option('--try-out', 'measure a few training steps for the time in the plan')
    .addOption(device());
  addSettingOptions(training);
  training.action((folders: string[], options) =>
    withSession(options, (session) => train(session, folders, options)),
  );

  command('runs', 'list the runs; annotate, trash or restore one')
    .option('--trashed', 'list the runs in the trash')
    .option('--limit <n>', 'list at most this many runs', count)
    .option('--trash <run>', 'move a run to the trash')
    .option('--restore <run>', 'restore a run from the trash')
    .option('--annotate <run>', 'change the name, tags or notes of a run')
    .option('--rebuild', 'restore runs that the experiment log has lost from their folders')
    .option('--name <text>', 'its new name')
    .option('--tag <text>', 'its tags; can be repeated', list)
    .option('--notes <text>', 'its notes')
    // The names of version 0.1.0.
    .addOption(new Option('--binned').hideHelp())
    .addOption(new Option('--bin <run>').hideHelp())
    .action((options) => withSession(options, (session) => runs(session, options)));

  command('show', 'show a run: settings, split, leakage check, epochs, results')
    .argument('<run>', RUN_HELP)
    .action((run: string, options) => withSession(options, (session) => show(session, run)));

  const comparing = command('compare', 'compare runs or groups of runs')
    .argument('<runs...>', ITEMS_HELP)
    .option('--baseline <run>', 'the run that the others are compared with [the first]');
  addTableFormats(comparing)
    .addOption(new Option('--table <name>', 'print only this table').choices(COMPARISON_TABLES))
    .action((texts: string[], options) =>
      withSession(options, (session) => compare(session, texts, options)),
    );

  command('report', 'save a run or a comparison as one HTML file')
    .argument('<runs...>', ITEMS_HELP)
    .requiredOption('--out <file>', 'the HTML file')
    .option('--plots <file>', 'also save plots (SVG) and tables as a ZIP archive')
    .option('--baseline <run>', 'the run that the others are compared with [the first]')
    .option('--force', 'replace files that exist')
    .action((texts: string[], options) => withSession(options, (session) => report(session, texts, options)));

  command('predictions', "save a run's prediction of every test clip as CSV")
    .argument('<run>', RUN_HELP)
    .requiredOption('--out <file>', 'the CSV file')
    .option('--force', 'replace the file if it exists')
    .action((run: string, options) => withSession(options, (session) => predictions(session, run, options)));

  command('export', 'write a run with its weights, without audio, as a file for another laboratory')
    .argument('<run>', RUN_HELP)
    .requiredOption('--out <file>', 'the file: NAME.neuralser; or a folder')
    .option('--overwrite', 'replace an existing file')
    .action((run: string, options) => withSession(options, (session) => exportRun(session, run, options)));

  command('import <files...>', 'add runs from .neuralser files, or from folders of them').action(
    (files: string[], options) => withSession(options, (session) => importRuns(session, files)),
  );

  command('plan [grid]', 'write a grid (a JSON file) as jobs for a cluster, or show their state')
    .option('--slurm <dir>', 'the new folder of the jobs, with scripts for Slurm and for this computer')
    .option('--status <dir>', 'show which jobs of this folder are pending, running, failed or finished')
    .option('--corpora <name=folder>', 'the folder of a corpus on the cluster; can be repeated', list)
    .option('--partition <name>', "Slurm's partition")
    .option('--account <name>', "Slurm's account")
    .option('--gpus <n>', 'GPUs per job')
    .option('--time <limit>', 'time limit per job: 12:00:00')
    .option('--memory <size>', 'memory per job: 16G')
    .option('--cpus <n>', 'processor cores per job', count)
    .option('--concurrent <n>', 'maximum number of jobs at the same time', count)
    .option('--signal-seconds <n>', 'save a checkpoint this long before the time limit [120]', count)
    .action((grid: string | undefined, options) =>
      withSession(options, (session) => plan(session, grid, options)),
    );

  command('job <file>', 'train one job of a planned grid; its scripts call this', { hidden: true })
    .option('--corpora <name=folder>', 'the folder of a corpus on this computer; can be repeated', list)
    .option('--scratch <dir>', 'a folder on a disk of this computer')
    .addOption(device())
    .action(async (file: string, options) => {
      const scratch = await makeScratch(file, options).catch((error: unknown) => error);
      if (typeof scratch !== 'string') {
        await withSession(options, () => Promise.reject(scratch));
        return;
      }
      try {
        await withSession({ ...options, data: join(scratch, 'laboratory') }, (session) =>
          job(session, file, options),
        );
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });

  const evaluating = command('evaluate', 'evaluate a run or a model on other data')
    .argument('<run>', `${RUN_HELP}; or model:NAME`)
    .argument('[folders...]', 'folders with corpora; with --matrix: more runs; with --stress: optional')
    .option('--no-keep', 'do not save the evaluation with the run')
    .option('--matrix <folders...>', 'test each run on each corpus in these folders: trained-on × tested-on')
    .addOption(model())
    .option(
      '--stress',
      'test how robust the run is to noise, reverberation, telephone, speed and level; without folders, on its own test clips',
    );
  for (const [flag, about] of [
    ['--like <run>', 'the clips, folds and label set of this run, to compare both'],
    ['--labels <name|file>', 'the label set [the first whose emotions the model all has]'],
    ['--protocol <name>', 'how the clips are divided [each is tested once]'],
  ] as const)
    evaluating.option(flag, `model:NAME: ${about}`);
  evaluating
    .option('--folds <n>', 'model:NAME: the number of folds', count)
    .option('--seed <n>', 'model:NAME: the seed of the division', whole)
    .option('--name <text>', 'model:NAME: the name of the run');
  addTableFormats(evaluating, 'the table of --matrix or --stress: ')
    .addOption(device())
    .action((run: string, folders: string[], options) =>
      withSession(options, (session) => evaluate(session, run, folders, options)),
    );

  command('embeddings', 'map the test clips of a fold by what its network knows about them')
    .argument('<run>', RUN_HELP)
    .option('--fold <n>', 'the fold, from 1 [1]', count)
    .option('--csv', 'print comma-separated values')
    .addOption(device())
    .action((run: string, options) => withSession(options, (session) => embeddings(session, run, options)));

  command('export-model', 'write a model or training curves for other programs')
    .argument('<run>', RUN_HELP)
    .requiredOption('--out <dir>', 'the folder to write')
    .addOption(
      new Option('--format <name>', 'the format')
        .choices([...MODEL_FORMAT_NAMES, 'tensorboard'])
        .makeOptionMandatory(),
    )
    .option(
      '--fold <n>',
      'only the network of this fold, from 1 [the final model, or the mean of all folds]',
      count,
    )
    .option('--overwrite', 'replace existing files')
    .action((run: string, options) => withSession(options, (session) => exportModel(session, run, options)));

  // `recognise` is the name of version 0.1.0.
  for (const name of ['predict', 'recognise']) {
    command(`${name} <files...>`, 'predict the emotion of audio files', { hidden: name !== 'predict' })
      .requiredOption('--run <run>', 'the run whose model predicts, or model:NAME')
      .addOption(model())
      .option('--timeline', 'predict in windows along the file')
      .option(
        '--hop <seconds>',
        'time between the starts of two windows, at most the length of a window',
        number,
      )
      .addOption(device())
      .action((files: string[], options) =>
        withSession(options, (session) => predict(session, files, options)),
      );
  }

  command('explain <file>', 'show what a model listened to in an audio file')
    .requiredOption('--run <run>', 'the run whose model predicts')
    .addOption(model())
    .option('--fold <n>', 'only the network of this fold, from 1 [the model as in predict]', count)
    .addOption(new Option('--method <name>', 'how [grad-cam]').choices(EXPLANATION_METHODS))
    .option('--emotion <name>', 'the emotion to explain [the predicted one]')
    .option('--out <file>', 'also save a picture (SVG)')
    .option('--force', 'replace that file')
    .addOption(device())
    .action((file: string, options) => withSession(options, (session) => explain(session, file, options)));

  command('network <name>', 'show the layers of a network, or run it on an array')
    .addOption(
      new Option(
        '--features <name>',
        'features that give the input shape [log-mel; thesis-mfcc for networks of the thesis]',
      ).choices(Object.keys(FEATURES)),
    )
    .addOption(oldFeatures())
    .option('--weights <file>', 'run the network with these weights: .h5 of Keras, or .safetensors')
    .option('--input <file>', 'the input array: .npy, float32 [n, bands, frames, 1]')
    .option('--output <file>', 'write the probabilities to this file: .npy, float32 [n, emotions]')
    .option('--classes <n>', 'the number of emotions of the network [7]', count)
    .addOption(engine())
    .addOption(device())
    .option('--fold-channels', 'sum the three channels of weights that were made for images')
    .action((name: string, options) => withSession(options, (session) => network(session, name, options)));

  command('encoders [action...]', 'list, add, download or remove pretrained encoders')
    .addHelpText(
      'after',
      '\nActions:\n  list                  show all encoders with their licences (default)\n  add NAME FILE|FOLDER  copy the files of an encoder that you have\n  download NAME         download its files from the address in the list\n  remove NAME           remove its files',
    )
    .option('--accept-licence', 'accept a licence that does not allow commercial use')
    .action((action: string[], options) =>
      withSession(options, (session) => encoders(session, action, options)),
    );

  command('models [action...]', 'list, add, download or remove ready-made models')
    .addHelpText(
      'after',
      '\nActions:\n  list                  show all models with labels and licences (default)\n  add NAME FILE|FOLDER  copy the files of a model that you have; another NAME\n                        adds a model of your own\n  download NAME         download its files from the address in the list\n  remove NAME           remove its files\n\nThen: predict FILE --run model:NAME, and evaluate model:NAME FOLDER',
    )
    .option('--accept-licence', 'accept a licence that does not allow commercial use')
    .option('--labels <list>', 'your own model: the labels of its values in order, such as neutral,happy,sad')
    .addOption(
      new Option('--values <name>', 'your own model: what its values are [logits]').choices(
        Object.keys(MODEL_VALUES),
      ),
    )
    .addOption(
      new Option('--normalise <name>', 'your own model: what is done with the samples before [none]').choices(
        Object.keys(ENCODER_NORMALISATIONS),
      ),
    )
    .option('--output <name>', 'your own model: the output of the network [the only one]')
    .option('--seconds <n>', 'your own model: a longer clip is cut to its middle [5]', number)
    .action((action: string[], options) =>
      withSession(options, (session) => models(session, action, options)),
    );

  command('runtime [action]', 'show, install or remove native TensorFlow')
    .addHelpText(
      'after',
      '\nActions:\n  install   download and check it (about 0.3 GB; with CUDA about 3.4 GB)\n  remove    remove it',
    )
    .addOption(
      new Option(
        '--device <name>',
        'install the build for the CPU, or for a GPU with CUDA [automatic]',
      ).choices(['cpu', 'gpu']),
    )
    .option('--from <path>', 'install from a wheel or a folder of wheels, without a download')
    .option('--allow-unknown', 'also files whose official checksum is not known')
    .action((action: string | undefined, options) =>
      withSession({ ...options, device: undefined }, (session) => runtime(session, action, options)),
    );

  command('serve', 'serve the program as a web page on this machine')
    .option('--port <n>', 'the port [8377, or the next free one]; 0: any free port', whole)
    .option('--open', 'open the page in the browser')
    .addOption(device())
    .action((options) => withSession(options, (session) => serve(session, options)));

  command('doctor', 'check what works on this machine')
    .addOption(device())
    .action((options) => withSession(options, (session) => doctor(session)));

  return program;
}
