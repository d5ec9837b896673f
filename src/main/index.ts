/** Electron's main process: a window, and a thin relay between its page and the laboratory's own process. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  powerMonitor,
  protocol,
  session,
  shell,
  systemPreferences,
  utilityProcess,
} from 'electron';
import { dataFolder } from '../core/laboratory/data-folder.ts';
import { BRIDGE_CHANNELS } from '../shared/bridge-channels.ts';
import type { Failure } from '../shared/failure.ts';
import { askToQuit } from './ask-to-quit.ts';
import { type Background, createBackground } from './background.ts';
import { bindDesktopCalls, createDesktop } from './desktop-calls.ts';
import { overUtilityProcess } from './laboratory-child.ts';
import { createLaboratoryLink } from './laboratory-link.ts';
import { menuTemplate } from './menu.ts';
import { createGuide } from './navigation.ts';
import { bindPageCalls } from './page-calls.ts';
import { createPageFiles, PAGE_SCHEME_PRIVILEGES } from './page-files.ts';
import { isFromPage, PAGE_SCHEME, type Sender } from './page-sender.ts';
import { askForMicrophone, limitPermissions } from './permissions.ts';
import { createQuitting } from './quitting.ts';
import { createRunWatch } from './run-watch.ts';
import { openWindow, presentWindow } from './window.ts';

/** A terminal and a parent process may both deliver one Ctrl-C: what comes this soon is the same one. */
const SAME_SIGNAL_MS = 700;

const here = import.meta.dirname;
const icon = join(here, '../../resources/icon.png');
const { values } = parseArgs({
  // A developer's Electron is told what to run, too.
  args: process.argv.slice(app.isPackaged ? 1 : 2),
  options: { data: { type: 'string' } },
  // Chromium's own switches are none of ours.
  strict: false,
});
const folder = dataFolder(typeof values.data === 'string' ? values.data : undefined);

const onDefect = (error: unknown) =>
  void process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
// A terminal that is closed must not end the app.
process.stderr.on('error', () => undefined);

// The window's own files lie with the laboratory, and with them the lock: one window for each laboratory.
const windowFolder = join(folder, 'window');
let folderProblem: unknown = null;
try {
  mkdirSync(windowFolder, { recursive: true });
  app.setPath('userData', windowFolder);
} catch (error) {
  // The laboratory says the same, in better words.
  folderProblem = error;
}

app.enableSandbox();
protocol.registerSchemesAsPrivileged([PAGE_SCHEME_PRIVILEGES]);
if (folderProblem !== null || app.requestSingleInstanceLock()) app.whenReady().then(start, broken);
else app.exit(0);

function start(): void {
  let window: BrowserWindow | null = null;
  let guide: ((hash: string) => void) | null = null;
  let background: Background | null = null;
  const watch = createRunWatch();
  const isTrusted = (event: Sender) => isFromPage(event, window?.webContents ?? null);
  const present = () => {
    if (background) background.show();
    else if (window) presentWindow(window);
  };

  const laboratory = createLaboratoryLink({
    start: () =>
      overUtilityProcess(
        utilityProcess.fork(join(here, 'laboratory-process.js'), [folder], {
          serviceName: 'neural-SER laboratory',
          stdio: ['ignore', 'inherit', 'pipe'],
        }),
      ),
    onEvents: (events) => {
      watch.hear(events);
      if (window && !window.isDestroyed()) window.webContents.send(BRIDGE_CHANNELS.events, events);
      background?.hear(events);
    },
    onRestarted: () => {
      watch.clear();
      background?.hear([]);
      window?.webContents.reload();
    },
    onBroken: (failure) => broken(failure),
  });

  const quitting = createQuitting({
    underway: () => watch.underway,
    ask: async (runs) => {
      present();
      return window ? askToQuit(window, runs) : 'stop';
    },
    goToBackground: () => background?.enter(),
    onClosing: () => window?.hide(),
    closeLaboratory: laboratory.close,
    quit: () => app.quit(),
  });

  protocol.handle(PAGE_SCHEME, createPageFiles(join(here, '../renderer')));
  limitPermissions(session.defaultSession, () => askForMicrophone(process.platform, systemPreferences));
  bindPageCalls(ipcMain, isTrusted, laboratory);
  bindDesktopCalls(ipcMain, isTrusted, createDesktop({ dialog, shell, window: () => window }));
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        development: !app.isPackaged,
        goTo: (hash) => {
          present();
          guide?.(hash);
        },
        openLaboratoryFolder: () => void shell.openPath(folder),
      }),
    ),
  );

  window = openWindow({
    preload: join(here, '../preload/index.cjs'),
    icon,
    placeFile: join(windowFolder, 'place.json'),
    onDefect,
  });
  guide = createGuide(window.webContents);
  background = createBackground(window, watch, icon);
  window.on('close', (event) => {
    if (quitting.done) return;
    event.preventDefault();
    // On macOS a program outlives its windows, and its dock icon brings them back.
    if (process.platform === 'darwin') background?.enter();
    else quitting.request();
  });
  window.on('closed', () => {
    window = null;
    guide = null;
    background = null;
  });

  app.on('before-quit', (event) => {
    if (quitting.done) return;
    event.preventDefault();
    quitting.request();
  });
  app.on('second-instance', present);
  app.on('activate', present);
  powerMonitor.on('shutdown', () => quitting.demand());
  endBySignals(quitting.demand);
}

/** The first signal ends it in order, the second at once. */
function endBySignals(demand: () => void): void {
  let firstAt: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstAt === null) {
        firstAt = Date.now();
        demand();
      } else if (Date.now() - firstAt > SAME_SIGNAL_MS) app.exit(130);
    });
  }
}

/** There is no laboratory to show a window for. */
function broken(problem: Failure | unknown): void {
  const message =
    problem instanceof Object && 'message' in problem ? String(problem.message) : String(problem);
  onDefect(message);
  dialog.showErrorBox('neural-SER cannot go on', message);
  app.exit(1);
}
