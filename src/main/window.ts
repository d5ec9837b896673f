import { app, BrowserWindow, nativeTheme, screen, shell } from 'electron';
import { FIRST_PAGE, pageHash } from '#shared/pages.ts';
import { keepOnPage } from './navigation.ts';
import { PAGE_ADDRESS } from './page-sender.ts';
import { MIN_SIZE, readWindowPosition, windowBounds, writeWindowPosition } from './window-position.ts';

export interface WindowParts {
  preload: string;
  /** For systems on which the package has no icon. */
  icon: string;
  /** The file with the window's position. */
  positionFile: string;
  onDefect(error: unknown): void;
}

/** After more renderer crashes than this in {@link CRASH_MILLISECONDS}, the page is not reloaded. */
const MAX_CRASHES = 3;
const CRASH_MILLISECONDS = 60_000;
/** The colours of Mantine's `body` in both schemes, shown before the page's first paint. */
const BACKGROUND = { dark: '#242424', light: '#ffffff' };

/** Opens the window at its last position, and shows it after the page's first paint. */
export function openWindow({ preload, icon, positionFile, onDefect }: WindowParts): BrowserWindow {
  const stored = readWindowPosition(positionFile);
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const bounds = windowBounds(
    stored,
    [primary, ...others].map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...bounds,
    // The window must also fit a screen that is smaller than the minimum size.
    minWidth: Math.min(MIN_SIZE.width, bounds.width),
    minHeight: Math.min(MIN_SIZE.height, bounds.height),
    title: app.name,
    icon,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  keepOnPage(window.webContents, shell);
  reloadAfterCrashes(window, onDefect);
  window.once('ready-to-show', () => {
    if (stored?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    const position = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    writeWindowPosition(positionFile, position, onDefect);
  });
  // The address has the first page, so that the page does not navigate there itself and override the menu.
  window.loadURL(`${PAGE_ADDRESS}${pageHash(FIRST_PAGE)}`).catch(onDefect);
  return window;
}

/** Brings the window to the front. */
export function presentWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function reloadAfterCrashes(window: BrowserWindow, onDefect: (error: unknown) => void): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    onDefect(new Error(`The page's process ended (${reason}, code ${exitCode}).`));
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < CRASH_MILLISECONDS), now];
    if (crashes.length <= MAX_CRASHES && !window.isDestroyed()) window.webContents.reload();
  });
}
