// The command line in a clone: sets up what is missing, then hands over.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

/** Only these compute with an engine; nobody waits for one in order to list runs. */
const COMPUTING = ['demo', 'train', 'evaluate', 'recognise'];

const node = await bootstrap({ native: COMPUTING.includes(process.argv[2]) });
const child = spawn(node, [join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, NEURAL_SER_COMMAND: 'npm run --silent neural-ser --' },
});
// Ctrl-C reaches the child too when a terminal sends it to the whole group; it takes a near repeat as one.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 128 + (signal === 'SIGINT' ? 2 : 15);
});
