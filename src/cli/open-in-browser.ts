import { type ChildProcess, spawn } from 'node:child_process';

/** How this system opens an address, or why it cannot. */
function opener(address: string): { command: string; args: string[] } | { reason: string } {
  if (process.platform === 'darwin') return { command: 'open', args: [address] };
  if (process.platform === 'win32') {
    return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', address] };
  }
  // Without a display xdg-open starts a browser for terminals, in this one.
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) return { reason: 'There is no display here: open the link yourself.' };
  return { command: 'xdg-open', args: [address] };
}

/** Opens an address in the user's browser. Never fails: `onTrouble` gets the reason where it could not be opened. */
export function openInBrowser(address: string, onTrouble: (reason: string) => void): void {
  const way = opener(address);
  if ('reason' in way) {
    onTrouble(way.reason);
    return;
  }
  const trouble = () => onTrouble(`No browser could be opened with ${way.command}: open the link yourself.`);
  let child: ChildProcess;
  try {
    child = spawn(way.command, way.args, { stdio: 'ignore', detached: true });
  } catch (error) {
    // A system that lets no program be started says so at once; one that is not there is told of by the event.
    if (!(error instanceof Error && 'errno' in error)) throw error;
    trouble();
    return;
  }
  child.on('error', trouble);
  child.on('exit', (code) => {
    if (code !== 0 && code !== null) trouble();
  });
  child.unref();
}
