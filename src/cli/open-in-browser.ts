import open from 'open';

/** The reason why no browser can be opened; null if one can. */
function noBrowserReason(): string | null {
  if (process.platform !== 'linux' || isWsl()) return null;
  // Without a display, xdg-open starts a text browser in this terminal.
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return DISPLAY || WAYLAND_DISPLAY ? null : 'There is no display. Open the link yourself.';
}

/** The Windows Subsystem for Linux opens the browser of Windows. */
function isWsl(): boolean {
  return Boolean(process.env.WSL_DISTRO_NAME);
}

/**
 * Opens an address in the user's browser and does not wait for it. Never throws: `onTrouble` gets the reason if it
 * cannot be opened.
 */
export async function openInBrowser(address: string, onTrouble: (reason: string) => void): Promise<void> {
  const reason = noBrowserReason();
  if (reason !== null) {
    onTrouble(reason);
    return;
  }
  const trouble = (cause: string) =>
    onTrouble(`No browser could be opened (${cause}). Open the link yourself.`);
  // The system's xdg-open matches the desktop; the copy in `open` may be older.
  const app = process.platform === 'linux' && !isWsl() ? { name: 'xdg-open' } : undefined;
  try {
    const child = await open(address, { app });
    const ended = (code: number | null) => {
      if (code !== 0 && code !== null) trouble(`exit code ${code}`);
    };
    // On Windows, `open` waits until the child has ended.
    if (child.exitCode === null) child.on('exit', ended);
    else ended(child.exitCode);
  } catch (error) {
    trouble(error instanceof Error ? error.message : String(error));
  }
}
