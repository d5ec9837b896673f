import { ensureWindow } from '../../setup/ensure-built.mjs';
import { electronRuntime, STAND_IN } from './doors/runtimes.ts';

/** Builds the window and the page if they are older than their sources, and prints which Electron the tests use. */
async function buildOnce(): Promise<void> {
  await ensureWindow(process.execPath);
  process.stdout.write(`${electronNote()}\n`);
}

function electronNote(): string {
  const runtime = electronRuntime();
  if (runtime?.packaged) return `The Electron door: the package ${runtime.executablePath}.`;
  if (runtime !== null) return 'The Electron door: Electron itself.';
  if (STAND_IN !== null) return 'The Electron door: a stand-in for Electron, which is not available.';
  return 'SKIPPED the Electron door: neither Electron nor a stand-in is available.';
}

// Playwright requires a default export.
export default buildOnce;
