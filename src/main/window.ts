import { app, BrowserWindow, nativeTheme, screen, shell } from 'electron';
import { keepOnPage } from './navigation.ts';
import { PAGE_ADDRESS } from './page-sender.ts';
import { placeWindow, readWindowPlace, SMALLEST, writeWindowPlace } from './window-place.ts';

export interface WindowParts {
  preload: string;
  /** For systems where the package does not give one. */
  icon: string;
  /** The file that remembers its place. */
  placeFile: string;
  onDefect(error: unknown): void;
}

/** More renderer deaths than this in {@link CRASH_MILLISECONDS} are no accident, and the page stays as it is. */
const CRASHES = 3;
const CRASH_MILLISECONDS = 60_000;
/** Mantine's `body` in both schemes: what shows before the page's first paint. */
const BACKGROUND = { dark: '#242424', light: '#ffffff' };

/** Opens the window, where it was, and shows it once the page has painted. */
export function openWindow({ preload, icon, placeFile, onDefect }: WindowParts): BrowserWindow {
  const remembered = readWindowPlace(placeFile);
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const place = placeWindow(
    remembered,
    [primary, ...others].map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...place,
    // A screen that is smaller than our least size must still hold the window.
    minWidth: Math.min(SMALLEST.width, place.width),
    minHeight: Math.min(SMALLEST.height, place.height),
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
    if (remembered?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    const place = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    writeWindowPlace(placeFile, place, onDefect);
  });
  // With its first page in the address, the page need not lead itself there, over what the menu says meanwhile.
  window.loadURL(`${PAGE_ADDRESS}#/corpora`).catch(onDefect);
  return window;
}

/** Brings the window to the front, wherever it is. */
export function presentWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function reloadAfterCrashes(window: BrowserWindow, onDefect: (error: unknown) => void): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    onDefect(new Error(`The page's process is gone (${reason}, code ${exitCode}).`));
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < CRASH_MILLISECONDS), now];
    if (crashes.length <= CRASHES && !window.isDestroyed()) window.webContents.reload();
  });
}
