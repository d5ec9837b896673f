import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, chromium, type ElectronApplication, type Page } from '@playwright/test';
import type { Dialog, Menu, MenuItem } from 'electron';
import { browserSwitches, type Ending, type OpenedDoor, type OpeningOptions } from './opened-door.ts';
import { rememberSize } from './remember-size.ts';
import { REPOSITORY } from './repository.ts';
import type { ElectronProgram } from './runtimes.ts';

const LAUNCH_SECONDS = 60;

/** Opens the Electron door with Electron itself: the built clone, or a package that was made for tests. */
export async function openElectron(
  { executablePath, packaged }: ElectronProgram,
  options: OpeningOptions,
): Promise<OpenedDoor> {
  const { dataFolder, microphone, size, colorScheme, environment, files = [] } = options;
  rememberSize(dataFolder, size);
  const { app, page } = await launched(async () => {
    const app = await _electron.launch({
      executablePath,
      cwd: REPOSITORY,
      args: [
        ...browserSwitches(microphone),
        ...(packaged ? [] : [REPOSITORY]),
        '--data',
        dataFolder,
        ...files,
      ],
      env: { ...(process.env as Record<string, string>), ...environment },
      colorScheme,
      timeout: LAUNCH_SECONDS * 1000,
    });
    // Before the page can ask for anything: nothing may open a browser or wait for a person.
    await app.evaluate(recordInMain);
    return { app, page: await app.firstWindow({ timeout: LAUNCH_SECONDS * 1000 }) };
  });
  const child = app.process();
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return {
    kind: 'electron',
    runtime: 'Electron',
    page,
    pageAgain: () => pageOverPort(dataFolder, page),
    dataFolder,
    desktop: {
      answerDialogs: (...results) => app.evaluate(answerInMain, results),
      clickMenu: (...path) => app.evaluate(clickInMain, path),
      recorded: () => app.evaluate(() => (globalThis as Recording).recorded ?? []),
    },
    said: () => said,
    end: () => {
      child.kill('SIGTERM');
      return ended;
    },
    ended,
  };
}

/**
 * A program that ends at once, as a second start does, makes Playwright report that it could not be launched, that its target
 * was closed, or a timeout, depending on how far it came. The other doors say that it ended.
 */
async function launched(
  launch: () => Promise<{ app: ElectronApplication; page: Page }>,
): Promise<{ app: ElectronApplication; page: Page }> {
  try {
    return await launch();
  } catch (error) {
    const { message } = error as Error;
    if (!/failed to launch|has been closed|Timeout/i.test(message)) throw error;
    throw new Error(`It ended, or opened no window within ${LAUNCH_SECONDS} s.\n${message}`, {
      cause: error,
    });
  }
}

/** Playwright's page of a crashed process cannot be used again. Another connection to the same window can. */
async function pageOverPort(dataFolder: string, crashed: Page): Promise<Page> {
  const file = join(dataFolder, 'window', 'DevToolsActivePort');
  if (!existsSync(file)) {
    await crashed.reload();
    return crashed;
  }
  const [port = '', path = ''] = readFileSync(file, 'utf8').split('\n');
  const connection = await chromium.connectOverCDP(`ws://127.0.0.1:${port.trim()}${path.trim()}`);
  const page = connection.contexts()[0]?.pages()[0];
  if (!page) throw new Error('The window has no page.');
  return page;
}

type Recording = typeof globalThis & { recorded?: { kind: string }[]; answers?: unknown[] };

/** Runs in the main process: from now on dialogs, the browser and the file manager are answered and recorded, not shown. */
function recordInMain({ dialog, shell }: { dialog: Dialog; shell: Electron.Shell }): void {
  const global = globalThis as Recording;
  const recorded: { kind: string; [detail: string]: unknown }[] = [];
  global.recorded = recorded;
  global.answers = [];
  for (const kind of ['showOpenDialog', 'showSaveDialog', 'showMessageBox'] as const) {
    (dialog as unknown as Record<string, unknown>)[kind] = async (...values: unknown[]) => {
      const answer = global.answers?.shift();
      const options = values.at(-1) as Record<string, unknown>;
      recorded.push({ kind: `dialog.${kind}`, ...options });
      const cancelled = { canceled: true, filePaths: [], filePath: '', response: options.cancelId ?? 0 };
      return answer ? { canceled: false, ...answer } : cancelled;
    };
  }
  shell.showItemInFolder = (path) => void recorded.push({ kind: 'shell.showItemInFolder', path });
  shell.openExternal = async (url) => void recorded.push({ kind: 'shell.openExternal', url });
  shell.openPath = async (path) => {
    recorded.push({ kind: 'shell.openPath', path });
    return '';
  };
}

/** Runs in the main process: the answers to the next dialogs. */
function answerInMain(_electron: unknown, results: (Record<string, unknown> | null)[]): void {
  const global = globalThis as Recording;
  global.answers = [...(global.answers ?? []), ...results];
}

/** Runs in the main process: clicks a menu item. */
function clickInMain({ Menu: menus }: { Menu: typeof Menu }, path: string[]): void {
  let items: MenuItem[] = menus.getApplicationMenu()?.items ?? [];
  let found: MenuItem | undefined;
  for (const label of path) {
    found = items.find((item) => item.label.replaceAll('&', '') === label);
    items = found?.submenu?.items ?? [];
  }
  if (!found) throw new Error(`There is no menu item ${path.join(' › ')}.`);
  found.click();
}
