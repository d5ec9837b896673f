// The command line in a clone: sets up what is missing, then hands over.
import { bootstrap } from './bootstrap.mjs';
import { ensurePage } from './ensure-built.mjs';
import { startCommandLine } from './hand-over.mjs';

/** Only these compute with an engine; nobody waits for one in order to list runs. */
const COMPUTING = ['demo', 'train', 'evaluate', 'recognise'];

const [command, ...line] = process.argv.slice(2);
// `network` computes only where it is given an input.
const computes =
  COMPUTING.includes(command) || (command === 'network' && line.some((word) => /^--input(=|$)/.test(word)));
const node = await bootstrap({ native: computes });
if (command === 'serve') await ensurePage(node);
const { code } = await startCommandLine(node, process.argv.slice(2));
process.exitCode = code;
