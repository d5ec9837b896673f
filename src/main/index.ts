/** Electron's main process: a window, and a thin relay between its page and the laboratory's own process. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  app,
  type BrowserWindow,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  powerMonitor,
  protocol,
  session,
  shell,
  systemPreferences,
} from 'electron';
import { dataFolder } from '#core/laboratory/data-folder.ts';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import { askToQuit } from './ask-to-quit.ts';
import { type Background, createBackground } from './background.ts';
import { createCannotContinue } from './cannot-continue.ts';
import { createCrashReports } from './crash-reports.ts';
import { bindDesktopCalls, createDesktop } from './desktop-calls.ts';
import { createDevelopmentPage, developmentServer } from './development-page.ts';
import { draggedFile } from './dragged-files.ts';
import { startLaboratory } from './laboratory-child.ts';
import { createLaboratoryLink } from './laboratory-link.ts';
import { laboratoryProgram } from './laboratory-program.ts';
import { isInstalledByAdministrator, loadUpdater } from './load-updater.ts';
import { menuTemplate } from './menu.ts';
import { createNavigator } from './navigation.ts';
import { openedHash } from './opened-files.ts';
import { bindPageCalls } from './page-calls.ts';
import { createPageFiles, PAGE_SCHEME_PRIVILEGES } from './page-files.ts';
import { isFromPage, PAGE_SCHEME, type Sender } from './page-sender.ts';
import { askForMicrophone, limitPermissions } from './permissions.ts';
import { createProgramLog } from './program-log.ts';
import { createQuitting } from './quitting.ts';
import { createRunWatch } from './run-watch.ts';
import { createUpdates, readUpdateSource } from './updates.ts';
import { openWindow, presentWindow } from './window.ts';

/** A terminal and a parent process may both deliver the same Ctrl-C. Signals this close together count as one. */
const SAME_SIGNAL_MS = 700;

const here = import.meta.dirname;
const icon = join(here, '../../resources/icon.png');
const { values } = parseArgs({
  // In development, Electron gets the path of the program as its first argument.
  args: process.argv.slice(app.isPackaged ? 1 : 2),
  options: { data: { type: 'string' } },
  // Chromium has its own switches.
  strict: false,
});
const folder = dataFolder(typeof values.data === 'string' ? values.data : undefined);
const program = laboratoryProgram({
  isPackaged: app.isPackaged,
  resources: process.resourcesPath,
  repository: join(here, '../..'),
  platform: process.platform,
  environment: process.env,
});

// The window's files and its lock are in the laboratory's folder, so each laboratory has one window.
const windowFolder = join(folder, 'window');
const log = createProgramLog(join(windowFolder, 'logs'));
const report = (text: string) => {
  process.stderr.write(text);
  log.write(text);
};
const onDefect = (error: unknown) => report(`${error instanceof Error ? error.stack : error}\n`);
const broken = createCannotContinue({ app, dialog, shell, logFolder: log.folder, report: onDefect });
let window: BrowserWindow | null = null;
const crashes = createCrashReports({
  ...{ app, crashReporter, process, dialog, shell, broken },
  window: () => window,
  logFolder: log.folder,
  dumpFolder: join(windowFolder, 'crashes'),
  report: onDefect,
});
// A terminal that is closed must not end the app.
process.stderr.on('error', () => undefined);

let folderProblem: unknown = null;
try {
  mkdirSync(windowFolder, { recursive: true });
  app.setPath('userData', windowFolder);
} catch (error) {
  // The laboratory reports the same problem with a better message.
  folderProblem = error;
}

// macOS names opened files and links by events, also before the app is ready.
let firstHash = openedHash(process.argv.slice(1), process.cwd());
let goTo = (hash: string) => {
  firstHash = hash;
};
const openGiven = (args: readonly string[], from: string) => {
  const hash = openedHash(args, from);
  if (hash !== null) goTo(hash);
};
app.on('open-file', (event, path) => {
  event.preventDefault();
  openGiven([path], '/');
});
app.on('open-url', (event, url) => {
  event.preventDefault();
  openGiven([url], '/');
});

app.enableSandbox();
protocol.registerSchemesAsPrivileged([PAGE_SCHEME_PRIVILEGES]);
if (folderProblem !== null || app.requestSingleInstanceLock()) app.whenReady().then(start, broken);
else app.exit(0);

function start(): void {
  let navigate: ((hash: string) => void) | null = null;
  let background: Background | null = null;
  const watch = createRunWatch();
  const isTrusted = (event: Sender) => isFromPage(event, window?.webContents ?? null);
  const present = () => {
    if (background) background.show();
    else if (window) presentWindow(window);
  };

  const laboratory = createLaboratoryLink({
    start: () => startLaboratory(program, folder, report),
    onEvents: (events) => {
      watch.onEvents(events);
      if (window && !window.isDestroyed()) window.webContents.send(BRIDGE_CHANNELS.events, events);
      background?.onEvents();
    },
    onCrash: crashes.laboratoryCrashed,
    onRestarted: () => {
      watch.clear();
      background?.onEvents();
      window?.webContents.reload();
      crashes.laboratoryRestarted();
    },
    onBroken: (failure) => broken(failure),
  });

  const quitting = createQuitting({
    unfinished: () => watch.unfinished,
    ask: async (runs) => {
      present();
      return window ? askToQuit(window, runs) : 'later';
    },
    goToBackground: () => background?.enter(),
    onClosing: () => window?.hide(),
    closeLaboratory: laboratory.close,
    quit: () => {
      if (!updates.install()) app.quit();
    },
  });

  const updates = createUpdates({
    dialog,
    shell,
    window: () => window,
    updater: () => loadUpdater(report),
    source: app.isPackaged ? readUpdateSource(process.resourcesPath) : null,
    byAdministrator: isInstalledByAdministrator(process.resourcesPath, process.platform, process.env),
    version: app.getVersion(),
    file: join(windowFolder, 'updates.json'),
    quit: () => quitting.request(),
    report: onDefect,
  });

  const server = developmentServer(app.isPackaged, process.env);
  protocol.handle(
    PAGE_SCHEME,
    server === null ? createPageFiles(join(here, '../renderer')) : createDevelopmentPage(server),
  );
  limitPermissions(session.defaultSession, () => askForMicrophone(process.platform, systemPreferences));
  bindPageCalls(ipcMain, isTrusted, laboratory);
  bindDesktopCalls(
    ipcMain,
    isTrusted,
    createDesktop({
      dialog,
      shell,
      window: () => window,
      notify: (note) => background?.notify(note),
      dragged: (path) => draggedFile(folder, path),
      dragIcon: () => nativeImage.createFromPath(icon).resize({ width: 32, height: 32 }),
    }),
  );
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        development: !app.isPackaged,
        goTo: (hash) => goTo(hash),
        openLaboratoryFolder: () => void shell.openPath(folder),
        openLogFolder: () => {
          // There is none before the first entry.
          mkdirSync(log.folder, { recursive: true });
          void shell.openPath(log.folder);
        },
        lookForUpdates: () => void updates.ask(),
      }),
    ),
  );

  window = openWindow({
    preload: join(here, '../preload/index.cjs'),
    icon,
    positionFile: join(windowFolder, 'place.json'),
    onDefect,
  });
  navigate = createNavigator(window.webContents);
  goTo = (hash) => {
    present();
    navigate?.(hash);
  };
  if (firstHash !== null) navigate(firstHash);
  background = createBackground(window, watch, icon);
  window.on('close', (event) => {
    if (quitting.done) return;
    event.preventDefault();
    // On macOS a program keeps running without a window, and its dock icon shows the window again.
    if (process.platform === 'darwin') background?.enter();
    else quitting.request();
  });
  window.on('closed', () => {
    window = null;
    navigate = null;
    background = null;
  });

  app.on('before-quit', (event) => {
    if (quitting.done) return;
    event.preventDefault();
    quitting.request();
  });
  app.on('second-instance', (_event, args, from) => {
    present();
    openGiven(args.slice(1), from);
  });
  app.on('activate', present);
  powerMonitor.on('shutdown', () => quitting.force());
  endBySignals(quitting.force);
  void updates.atStart();
}

/** The first signal closes the program, the second ends it at once. */
function endBySignals(force: () => void): void {
  let firstAt: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstAt === null) {
        firstAt = Date.now();
        force();
      } else if (Date.now() - firstAt > SAME_SIGNAL_MS) app.exit(130);
    });
  }
}
