import { _electron } from '@playwright/test';
import type { Dialog, Menu, MenuItem } from 'electron';
import { browserSwitches, type Ending, type OpenedDoor, type OpeningOptions } from './opened-door.ts';
import { rememberSize } from './remember-size.ts';
import { REPOSITORY } from './repository.ts';

/** Opens the Electron door with Electron itself. */
export async function openElectron(executablePath: string, options: OpeningOptions): Promise<OpenedDoor> {
  const { dataFolder, microphone, size, colorScheme, environment, files = [] } = options;
  rememberSize(dataFolder, size);
  const app = await _electron.launch({
    executablePath,
    cwd: REPOSITORY,
    args: [...browserSwitches(microphone), REPOSITORY, '--data', dataFolder, ...files],
    env: { ...(process.env as Record<string, string>), ...environment },
    colorScheme,
  });
  const child = app.process();
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const page = await app.firstWindow();
  return {
    kind: 'electron',
    runtime: 'Electron',
    page,
    pageAgain: async () => {
      await page.reload();
      return page;
    },
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

type Recording = typeof globalThis & { recorded?: { kind: string }[]; answers?: unknown[] };

/** Runs in the main process: from now on dialogs and the file manager are answered and recorded, not shown. */
function answerInMain(
  { dialog, shell }: { dialog: Dialog; shell: Electron.Shell },
  results: (Record<string, unknown> | null)[],
): void {
  const global = globalThis as Recording;
  global.answers = [...(global.answers ?? []), ...results];
  if (global.recorded) return;
  const recorded: { kind: string; [detail: string]: unknown }[] = [];
  global.recorded = recorded;
  const cancelled = { canceled: true, filePaths: [], filePath: '', response: 2 };
  for (const kind of ['showOpenDialog', 'showSaveDialog', 'showMessageBox'] as const) {
    (dialog as unknown as Record<string, unknown>)[kind] = async (...values: unknown[]) => {
      const answer = global.answers?.shift();
      const options = values.at(-1) as Record<string, unknown>;
      recorded.push({ kind: `dialog.${kind}`, ...options });
      return answer ? { canceled: false, ...answer } : cancelled;
    };
  }
  shell.showItemInFolder = (path) => void recorded.push({ kind: 'shell.showItemInFolder', path });
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
