// The command line in a clone: installs what is missing, then starts the program.
import { bootstrap } from '../setup/bootstrap.mjs';
import { ensurePage } from '../setup/ensure-built.mjs';
import { startCommandLine } from '../setup/hand-over.mjs';

/** The commands that use an engine. The others start without native TensorFlow. `recognise` is the old name of `predict`. */
const COMPUTING = ['demo', 'train', 'evaluate', 'predict', 'recognise'];

const [command, ...line] = process.argv.slice(2);
// `network` uses an engine only with an input.
const computes =
  COMPUTING.includes(command) ||
  (command === 'network' && line.some((argument) => /^--input(=|$)/.test(argument)));
const node = await bootstrap({ native: computes });
if (command === 'serve') await ensurePage(node);
const { code } = await startCommandLine(node, process.argv.slice(2));
process.exitCode = code;
