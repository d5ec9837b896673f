import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createUpdates, readUpdateSource, type Updater, type UpdatesParts } from '#main/updates.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const SOURCE = { provider: 'github' as const, owner: 'a-lab', repo: 'ser' };

/** The user's answers in order: a button, and the box where one is shown. The last dialog is answered with its last button. */
function setUp(
  answers: readonly { button: number; box?: boolean }[],
  given: Partial<Omit<UpdatesParts, 'updater'>> & { newest?: string | null; refuses?: Error } = {},
) {
  const file = join(temporaryFolder(), 'updates.json');
  const { newest = '0.2.0', refuses, ...parts } = given;
  const left = [...answers];
  const shown: string[] = [];
  const calls: string[] = [];
  const showMessageBox = vi.fn(async (...values: unknown[]) => {
    const options = values.at(-1) as Electron.MessageBoxOptions;
    shown.push(options.message);
    const { button, box } = left.shift() ?? { button: options.cancelId! };
    return { response: button, checkboxChecked: box ?? options.checkboxChecked ?? false };
  });
  const updater: Updater = {
    checkForUpdates: async () => {
      calls.push('look');
      if (refuses) throw refuses;
      return newest === null
        ? null
        : { isUpdateAvailable: newest !== '0.1.0', updateInfo: { version: newest } };
    },
    downloadUpdate: async () => void calls.push('download'),
    quitAndInstall: () => void calls.push('install'),
  };
  const updates = createUpdates({
    dialog: { showMessageBox } as unknown as UpdatesParts['dialog'],
    shell: { openExternal: async (url) => void calls.push(url) },
    window: () => null,
    updater: async () => {
      calls.push('load');
      return updater;
    },
    source: SOURCE,
    byAdministrator: false,
    version: '0.1.0',
    file,
    quit: () => void calls.push('quit'),
    report: () => void calls.push('report'),
    ...parts,
  });
  return { updates, calls, shown, showMessageBox, file, options: () => showMessageBox.mock.calls };
}

describe('updates', () => {
  it('load and contact nothing at a start, and nothing before the user agrees', async () => {
    const { updates, calls, shown } = setUp([{ button: 1 }]);
    await updates.atStart();
    expect(calls).toEqual([]);
    expect(shown).toEqual([]);
    await updates.ask();
    expect(shown).toEqual(['Look for a newer version?']);
    expect(calls).toEqual([]);
  });

  it('name what will be contacted', async () => {
    const { updates, options } = setUp([{ button: 1 }]);
    await updates.ask();
    const [asked] = options()[0] as [Electron.MessageBoxOptions];
    expect(asked.detail).toContain('github.com/a-lab/ser');
    expect(asked).toMatchObject({ checkboxChecked: false, cancelId: 1 });
  });

  it('download only what the user wants, and install it at the end', async () => {
    const { updates, calls, shown } = setUp([{ button: 0 }, { button: 0 }, { button: 1 }]);
    await updates.ask();
    expect(shown).toEqual([
      'Look for a newer version?',
      'neural-SER 0.2.0 is available.',
      'neural-SER 0.2.0 is ready.',
    ]);
    expect(calls).toEqual(['load', 'look', 'load', 'download']);
    // The library installs it when the program quits by itself.
    expect(updates.install()).toBe(false);
  });

  it('restart through the question about unfinished runs', async () => {
    const { updates, calls } = setUp([{ button: 0 }, { button: 0 }, { button: 0 }]);
    await updates.ask();
    expect(calls.at(-1)).toBe('quit');
    expect(updates.install()).toBe(true);
    expect(calls.at(-1)).toBe('install');
  });

  it('say that the version is the newest', async () => {
    const { updates, shown } = setUp([{ button: 0 }], { newest: '0.1.0' });
    await updates.ask();
    expect(shown.at(-1)).toBe('neural-SER 0.1.0 is the newest version.');
  });

  it('only show the page where an administrator installs', async () => {
    const { updates, calls } = setUp([{ button: 0 }, { button: 0 }], { byAdministrator: true });
    await updates.ask();
    expect(calls).toEqual(['load', 'look', 'https://github.com/a-lab/ser/releases/tag/v0.2.0']);
  });

  it('look at a start if the user wants it, and mention a version once', async () => {
    const { updates, calls, shown, file } = setUp([{ button: 1, box: true }]);
    await updates.ask();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ atStart: true, told: null });
    await updates.atStart();
    expect(shown.at(-1)).toBe('neural-SER 0.2.0 is available.');
    const before = shown.length;
    await updates.atStart();
    expect(shown).toHaveLength(before);
    expect(calls).toEqual(['load', 'look', 'load', 'look']);
  });

  it('stop to look at a start when the box is cleared', async () => {
    const { updates, calls, file } = setUp([{ button: 1, box: false }]);
    writeFileSync(file, JSON.stringify({ atStart: true, told: null }));
    await updates.ask();
    await updates.atStart();
    expect(calls).toEqual([]);
  });

  it('say why nothing could be read, and are silent about it at a start', async () => {
    const refuses = new Error('net::ERR_INTERNET_DISCONNECTED\nHeaders: {…}');
    const { updates, showMessageBox, calls, file } = setUp([{ button: 0, box: true }], { refuses });
    await updates.ask();
    expect(showMessageBox.mock.lastCall![0]).toMatchObject({
      type: 'error',
      detail: 'net::ERR_INTERNET_DISCONNECTED',
    });
    const before = showMessageBox.mock.calls.length;
    await updates.atStart();
    expect(showMessageBox.mock.calls).toHaveLength(before);
    expect(calls.filter((call) => call === 'report')).toHaveLength(2);
    expect(JSON.parse(readFileSync(file, 'utf8')).atStart).toBe(true);
  });

  it('never call a copy the newest that cannot look', async () => {
    const { updates, showMessageBox } = setUp([{ button: 0 }], { newest: null });
    await updates.ask();
    expect(showMessageBox.mock.lastCall![0]).toMatchObject({
      detail: 'A copy of this kind cannot look for newer versions.',
    });
  });

  it('do one thing at a time', async () => {
    const { updates, shown } = setUp([{ button: 1 }]);
    await Promise.all([updates.ask(), updates.ask()]);
    expect(shown).toHaveLength(1);
  });

  it.each(['', '{', '{"atStart":"yes"}', '[]'])(
    'take a damaged file of choices as none: %j',
    async (text) => {
      const { updates, calls, file } = setUp([]);
      writeFileSync(file, text);
      await updates.atStart();
      expect(calls).toEqual([]);
    },
  );

  it('say that a copy without releases has nowhere to look', async () => {
    const { updates, calls, shown } = setUp([{ button: 0 }], { source: null });
    await updates.ask();
    expect(shown).toEqual(['This is neural-SER 0.1.0.']);
    expect(calls).toEqual([]);
  });
});

describe('the source of updates', () => {
  const read = (text: string) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'app-update.yml'), text);
    return readUpdateSource(folder);
  };

  it('is what the release wrote', () => {
    expect(
      read('provider: github\nowner: a-lab\nrepo: ser\nupdaterCacheDirName: neural-ser-updater\n'),
    ).toEqual(SOURCE);
  });

  it.each([
    'provider: generic\nurl: http://example.com',
    'provider: github\nowner: a/b\nrepo: ser',
    'provider: github\nowner: a\nrepo: "ser?x"',
    'provider: [',
    '',
  ])('is nothing else: %j', (text) => {
    expect(read(text)).toBeNull();
  });

  it('is absent in a clone', () => {
    expect(readUpdateSource(temporaryFolder())).toBeNull();
  });
});
