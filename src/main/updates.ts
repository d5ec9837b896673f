/** Looking for a newer version of the program. Nothing is contacted before the user says so. */
import { join } from 'node:path';
import type { BrowserWindow, Dialog, Shell } from 'electron';
import { parse } from 'yaml';
import { z } from 'zod';
import { readRegularTextSync, replaceTextSync } from '#core/system/open-regular-file.ts';

/** What is used of electron-updater's `AppUpdater`. */
export interface Updater {
  /** Reads the list of versions. Null where the library refuses to look. @throws Error without a connection or a valid list */
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>;
  /** Downloads the version that was found and compares its SHA-512. It is installed when the program quits. */
  downloadUpdate(): Promise<unknown>;
  /** Installs it, and starts the program again. */
  quitAndInstall(): void;
}

/** The repository on GitHub whose releases are the versions. */
const sourceSchema = z.object({
  provider: z.literal('github'),
  owner: z.string().regex(/^[\w-]+$/),
  repo: z.string().regex(/^[\w.-]+$/),
});
export type UpdateSource = z.infer<typeof sourceSchema>;

/**
 * Where the releases of this package are, from the file that the release wrote beside the program; null if no release made it,
 * as with a clone.
 */
export function readUpdateSource(resources: string): UpdateSource | null {
  try {
    return sourceSchema.parse(parse(readRegularTextSync(join(resources, 'app-update.yml'))));
  } catch {
    return null;
  }
}

const choicesSchema = z.object({
  /** Look at each start. */
  atStart: z.boolean(),
  /** The version that the user has been told of at a start: once is enough. */
  told: z.string().nullable(),
});
type Choices = z.infer<typeof choicesSchema>;

export interface UpdatesParts {
  dialog: Pick<Dialog, 'showMessageBox'>;
  shell: Pick<Shell, 'openExternal'>;
  window(): BrowserWindow | null;
  /** Loads the library, which is not loaded before it is needed. */
  updater(): Promise<Updater>;
  source: UpdateSource | null;
  /** Whether a new version is installed by an administrator, so the program only says that there is one. */
  byAdministrator: boolean;
  version: string;
  /** The file with the user's choices. */
  file: string;
  /** Quits as the user does, with the question about unfinished runs. */
  quit(): void;
  report(error: unknown): void;
}

/** Looks for newer versions when the user asks, and at each start if the user wants that. */
export interface Updates {
  /** The menu's entry: says what will be contacted, and looks if the user agrees. Never rejects. */
  ask(): Promise<void>;
  /** Looks, if the user wants that at each start. Silent unless there is a version that was not mentioned yet. Never rejects. */
  atStart(): Promise<void>;
  /** Installs the downloaded version and starts it, if the user chose that. False: there is nothing to install. */
  install(): boolean;
}

export function createUpdates(parts: UpdatesParts): Updates {
  const { source, version, byAdministrator, file } = parts;
  let busy = false;
  let ready: Updater | null = null;
  let restarts = false;

  function choices(): Choices {
    try {
      return choicesSchema.parse(JSON.parse(readRegularTextSync(file)));
    } catch {
      // No file, or not ours: nothing has been chosen.
      return { atStart: false, told: null };
    }
  }

  function choose(change: Partial<Choices>): void {
    try {
      replaceTextSync(file, JSON.stringify({ ...choices(), ...change }));
    } catch (error) {
      parts.report(error);
    }
  }

  async function say(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
    const parent = parts.window();
    const all = { noLink: true, cancelId: (options.buttons?.length ?? 1) - 1, ...options };
    return parent ? parts.dialog.showMessageBox(parent, all) : parts.dialog.showMessageBox(all);
  }

  async function newerVersion(): Promise<string | null> {
    const found = await (await parts.updater()).checkForUpdates();
    if (found === null) throw new Error('A copy of this kind cannot look for newer versions.');
    return found.isUpdateAvailable ? found.updateInfo.version : null;
  }

  async function offer(newer: string, { owner, repo }: UpdateSource): Promise<void> {
    const page = `https://github.com/${owner}/${repo}/releases/tag/v${encodeURIComponent(newer)}`;
    const { response } = await say({
      message: `neural-SER ${newer} is available.`,
      detail: byAdministrator
        ? `You have ${version}, which was installed as a system package. Whoever administers this computer can install the new one.`
        : `You have ${version}. The new version is downloaded now and installed when neural-SER quits. Your laboratory stays as it is.`,
      buttons: byAdministrator ? ['Show Download', 'Later'] : ['Download', 'What Is New', 'Later'],
    });
    const last = byAdministrator ? 1 : 2;
    if (response === last) return;
    if (byAdministrator || response === 1) await parts.shell.openExternal(page);
    else await download(newer);
  }

  async function download(newer: string): Promise<void> {
    const updater = await parts.updater();
    await updater.downloadUpdate();
    ready = updater;
    const { response } = await say({
      message: `neural-SER ${newer} is ready.`,
      detail: 'It is installed when neural-SER quits. A run that trains is saved first and can be resumed.',
      buttons: ['Restart Now', 'When I Quit'],
    });
    if (response !== 0) return;
    restarts = true;
    parts.quit();
  }

  /** One look at a time: the menu may be used while a download runs. */
  async function alone(work: () => Promise<void>, onFailure: (error: unknown) => unknown): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      await work();
    } catch (error) {
      parts.report(error);
      await onFailure(error);
    } finally {
      busy = false;
    }
  }

  async function look(from: UpdateSource): Promise<void> {
    const chosen = choices();
    const { response, checkboxChecked } = await say({
      message: 'Look for a newer version?',
      detail: `You have ${version}. The list of versions is read from github.com/${from.owner}/${from.repo}. Nothing about you, your laboratory or this computer is sent; like every site, GitHub sees your network address.`,
      checkboxLabel: 'Look at each start',
      checkboxChecked: chosen.atStart,
      buttons: ['Look Now', 'Close'],
    });
    if (checkboxChecked !== chosen.atStart) choose({ atStart: checkboxChecked });
    if (response !== 0) return;
    const newer = await newerVersion();
    if (newer !== null) await offer(newer, from);
    else await say({ message: `neural-SER ${version} is the newest version.`, buttons: ['Close'] });
  }

  return {
    ask: () =>
      alone(
        async () => {
          if (source !== null) await look(source);
          else
            await say({
              message: `This is neural-SER ${version}.`,
              detail:
                'It was made from the sources and not by a release, so it has no list of newer versions.',
              buttons: ['Close'],
            });
        },
        (error) =>
          say({
            type: 'error',
            message: 'The newer version could not be read.',
            detail: firstLine(error),
            buttons: ['Close'],
          }),
      ),
    atStart: () =>
      alone(
        async () => {
          if (source === null || !choices().atStart) return;
          const newer = await newerVersion();
          if (newer === null || newer === choices().told) return;
          choose({ told: newer });
          await offer(newer, source);
        },
        // Without a connection, a start is as quiet as ever.
        () => undefined,
      ),
    install: () => {
      if (!restarts || ready === null) return false;
      ready.quitAndInstall();
      return true;
    },
  };
}

/** The library adds the headers of the answer to its messages. */
const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
