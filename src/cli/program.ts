import { Command, Option } from 'commander';
import { RECIPES } from '../shared/recipes.ts';
import { COMMAND_NAME } from './command-name.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { evaluate } from './commands/evaluate.ts';
import { features } from './commands/features.ts';
import { network } from './commands/network.ts';
import { recognise } from './commands/recognise.ts';
import { runs, show } from './commands/runs.ts';
import { runtime } from './commands/runtime.ts';
import { sample } from './commands/sample.ts';
import { scan } from './commands/scan.ts';
import { serve } from './commands/serve.ts';
import { train } from './commands/train.ts';
import { addSettingOptions, count, number, whole } from './commands/train-options.ts';
import type { Session } from './session.ts';

/** What every command takes. */
export interface CommonOptions {
  json?: boolean;
  quiet?: boolean;
  data?: string;
  /** Of the commands that compute. */
  device?: string;
}

/** Runs a command's body with a session made for its common options. */
export type WithSession = (
  options: CommonOptions,
  body: (session: Session) => Promise<void>,
) => Promise<void>;

const list = (value: string, before: string[] = []) => [...before, value];

/** The command line: every command, its arguments and its options. */
export function createProgram(version: string, withSession: WithSession): Command {
  const program = new Command(COMMAND_NAME)
    .description(
      'A laboratory for speech emotion recognition: corpora in, recognisers and honest figures out.',
    )
    .version(version)
    .exitOverride()
    .configureHelp({ sortSubcommands: false });

  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--json', 'the result as JSON, alone on standard output')
      .option('--quiet', 'no progress')
      .option('--data <dir>', "the laboratory's folder");
  const device = () =>
    new Option('--device <name>', 'on what to compute; without it a GPU where one can be used').choices([
      'cpu',
      'gpu',
    ]);

  command(
    'demo [folders...]',
    'everything once: sample voices (or your folders), training, figures, recognition',
  )
    .option('--epochs <n>', 'at most so many', count)
    .option('--seed <n>', 'of everything', whole)
    .addOption(new Option('--engine <name>', 'what computes').choices(['auto', 'tensorflow', 'wasm']))
    .addOption(device())
    .action((folders: string[], options) =>
      withSession(options, (session) => demo(session, folders, options)),
    );

  command('scan <folders...>', 'find the corpora in folders, their clips, and what is wrong with any')
    .option('--csv <dir>', 'write tables of paths and emotions, one a corpus and one for all')
    .action((folders: string[], options) =>
      withSession(options, (session) => scan(session, folders, options)),
    );

  command('sample [folder]', 'make synthetic sample voices')
    .addOption(
      new Option('--layout <name>', 'the corpus whose names they take').choices([
        'tess',
        'savee',
        'ravdess',
        'crema-d',
      ]),
    )
    .option('--speakers <n>', 'voices', count)
    .option('--clips <n>', 'clips of each emotion a voice', count)
    .option('--rate <hz>', 'sample rate', count)
    .option('--seed <n>', 'the same seed gives the same bytes', whole)
    .action((folder: string | undefined, options) =>
      withSession(options, (session) => sample(session, folder, options)),
    );

  command('features <files...>', 'write the features of clips as .npy, float32 [bands, frames]')
    .addOption(
      new Option('--recipe <name>', 'how a clip becomes features')
        .choices(Object.keys(RECIPES))
        .default('log-mel'),
    )
    .option('--offset <samples>', 'where a longer clip is cut, or a shorter one lies in its zeros', whole)
    .requiredOption('--out <dir>', 'where to write them')
    .action((files: string[], options) =>
      withSession(options, (session) => features(session, files, options)),
    );

  const training = command('train [folders...]', 'train a network on the corpora in folders and test it')
    .option('--config <file>', 'settings as JSON, or a run as `show --json` prints it; options win over it')
    .option('--resume <run>', 'go on with a run that was stopped or interrupted')
    .option('--name <text>', 'a name for the run')
    .option('--tag <text>', 'a tag; may be repeated', list)
    .option('--dry-run', 'say what the run would do, memory and time included, and stop')
    .option('--try-out', 'time a few steps of the network for the estimate of the time')
    .addOption(device());
  addSettingOptions(training);
  training.action((folders: string[], options) =>
    withSession(options, (session) => train(session, folders, options)),
  );

  command('runs', 'list the runs')
    .option('--binned', 'those in the bin')
    .option('--limit <n>', 'at most so many', count)
    .option('--bin <run>', 'put a run into the bin')
    .option('--restore <run>', 'take a run out of the bin')
    .option('--annotate <run>', 'the run that --name, --tag and --notes are about')
    .option('--name <text>', 'its name')
    .option('--tag <text>', 'its tags; may be repeated', list)
    .option('--notes <text>', 'its notes')
    .action((options) => withSession(options, (session) => runs(session, options)));

  command(
    'show <run>',
    'a run: settings, split, leakage audit, epochs, figures; by id, its beginning, or name',
  ).action((run: string, options) => withSession(options, (session) => show(session, run)));

  command('evaluate <run> <folders...>', "a run's figures on other clips")
    .addOption(device())
    .action((run: string, folders: string[], options) =>
      withSession(options, (session) => evaluate(session, run, folders)),
    );

  command('recognise <files...>', 'the emotion of clips')
    .requiredOption('--run <run>', 'whose recogniser')
    .option('--timeline', 'window by window')
    .option('--hop <seconds>', 'between two windows', number)
    .addOption(device())
    .action((files: string[], options) =>
      withSession(options, (session) => recognise(session, files, options)),
    );

  command('network <name>', 'the layers and parameters of a network; or its output for any array')
    .addOption(
      new Option(
        '--recipe <name>',
        "whose shape is the input [log-mel; thesis-mfcc for the thesis's networks]",
      ).choices(Object.keys(RECIPES)),
    )
    .option('--weights <file>', "run it with the weights of a file of Keras's (.h5) or of the laboratory's")
    .option('--input <file>', 'on this array: float32 .npy, [n, bands, frames, 1]')
    .option('--output <file>', 'and write the probabilities here, as .npy, [n, 7]')
    .addOption(new Option('--engine <name>', 'what computes [auto]').choices(['auto', 'tensorflow', 'wasm']))
    .addOption(device())
    .option('--fold-channels', "sum the first layer's kernel over its channels where the file has several")
    .action((name: string, options) => withSession(options, (session) => network(session, name, options)));

  command('runtime [action]', 'native TensorFlow: whether there is one; install it, or remove it')
    .addHelpText(
      'after',
      '\nActions:\n  install   fetch it and try it out (about 300 MB; with CUDA about 3.4 GB)\n  remove    remove it',
    )
    .addOption(
      new Option('--device <name>', 'the build: for the processor, or with CUDA [as the machine is]').choices(
        ['cpu', 'gpu'],
      ),
    )
    .option('--from <path>', 'install from a wheel, or a folder of wheels, instead of the network')
    .action((action: string | undefined, options) =>
      withSession({ ...options, device: undefined }, (session) => runtime(session, action, options)),
    );

  command('serve', 'the laboratory as a page for browsers on this machine, until Ctrl-C')
    .option('--port <n>', 'where; without it a free one', whole)
    .option('--open', 'open it in the browser')
    .addOption(device())
    .action((options) => withSession(options, (session) => serve(session, options)));

  command('doctor', 'what works here, and why something does not')
    .addOption(device())
    .action((options) => withSession(options, (session) => doctor(session)));

  return program;
}
