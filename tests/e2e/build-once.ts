import { ensureWindow } from '../../scripts/ensure-built.mjs';
import { electronRuntime, STAND_IN } from './doors/runtimes.ts';

/** Builds the window and the page where they are older than their sources, and says which Electron the tests will meet. */
async function buildOnce(): Promise<void> {
  await ensureWindow(process.execPath);
  process.stdout.write(`${electronWords()}\n`);
}

function electronWords(): string {
  if (electronRuntime() !== null) return 'The Electron door: Electron itself.';
  if (STAND_IN !== null) return 'The Electron door: a stand-in for Electron, which is not to be had here.';
  return 'SKIPPED the Electron door: neither Electron nor a stand-in for it is here.';
}

// The runner asks for it.
export default buildOnce;
