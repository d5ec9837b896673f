import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';

const script = new URL('../../../setup/find-browser.mjs', import.meta.url).href;

/** A program that prints `says` as its version. */
function program(path: string, says: string, code = 0): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho '${says}'\nexit ${code}\n`, { mode: 0o755 });
  return path;
}

/** What a function of the script gives with these environment variables. */
function call(
  name: 'findBrowser' | 'findHeadlessBrowser' | 'findSoftwareGpu',
  variables: Record<string, string>,
): unknown {
  const code = `import(${JSON.stringify(script)}).then((m) => console.log(JSON.stringify(m.${name}())))`;
  const env = { ...process.env, ...variables };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** The browser that is found with these values of PATH and NEURAL_SER_BROWSER. */
const find = (PATH: string, asked = '') => call('findBrowser', { PATH, NEURAL_SER_BROWSER: asked });

describe.skipIf(process.platform === 'win32')('the tests’ browser', () => {
  const folder = temporaryFolder();
  const recent = program(join(folder, 'recent/google-chrome'), 'Google Chrome 145.0.7632.6');
  const old = program(join(folder, 'old/chromium'), 'Chromium 90.0.4430.212 built on Debian');
  const note = program(join(folder, 'note/chromium'), 'Install it with snap', 1);
  const pathOf = (...paths: string[]) => [...paths.map((path) => join(path, '..')), '/bin'].join(':');

  it('is the first one on PATH that runs and is recent enough', () => {
    expect(find(pathOf(old, note, recent))).toEqual({ path: recent });
  });

  it('is the one that NEURAL_SER_BROWSER names, or none if that does not work', () => {
    expect(find(pathOf(recent), recent)).toEqual({ path: recent });
    for (const asked of [old, note, join(folder, 'nowhere')]) {
      expect(find(pathOf(recent), asked)).toMatchObject({
        path: null,
        reason: expect.stringContaining(asked),
      });
    }
  });
});

describe.skipIf(process.platform === 'win32')('the browser without windows', () => {
  const folder = temporaryFolder();
  const shell = program(join(folder, 'found/chromium-headless-shell'), 'Chromium 145.0.7632.6');
  const PATH = `${join(folder, 'found')}:/bin`;
  const findHeadless = (variables: Record<string, string>) =>
    call('findHeadlessBrowser', {
      PATH,
      NEURAL_SER_BROWSER: '',
      NEURAL_SER_HEADLESS_BROWSER: '',
      ...variables,
    });

  it('is the one on PATH, or the one that is named if it works', () => {
    expect(findHeadless({})).toBe(shell);
    expect(findHeadless({ NEURAL_SER_HEADLESS_BROWSER: shell })).toBe(shell);
    expect(findHeadless({ NEURAL_SER_HEADLESS_BROWSER: join(folder, 'nowhere') })).toBeNull();
  });

  it('is not looked for if the browser of all tests is named', () => {
    expect(findHeadless({ NEURAL_SER_BROWSER: shell })).toBeNull();
  });
});

describe.skipIf(process.platform !== 'linux')('the tests’ software GPU', () => {
  const folder = temporaryFolder();
  const driver = (place: string) => {
    for (const name of ['vk_swiftshader_icd.json', 'libvk_swiftshader.so']) {
      mkdirSync(join(folder, place), { recursive: true });
      writeFileSync(join(folder, place, name), '');
    }
    return join(folder, place, 'vk_swiftshader_icd.json');
  };

  it('is beside the browser that is named, also if the name is a link', () => {
    const expected = driver('chrome');
    const browser = program(join(folder, 'chrome/google-chrome'), 'Google Chrome 145.0.7632.6');
    const link = join(folder, 'link');
    symlinkSync(browser, link);
    for (const asked of [browser, link])
      expect(call('findSoftwareGpu', { NEURAL_SER_BROWSER: asked })).toBe(expected);
  });

  it('is beside the browser on PATH, and beside the one that Playwright downloaded', () => {
    const onPath = driver('on-path');
    program(join(folder, 'on-path/chromium'), 'Chromium 145.0.7632.6');
    const quiet = { NEURAL_SER_BROWSER: '', PLAYWRIGHT_BROWSERS_PATH: join(folder, 'none') };
    expect(call('findSoftwareGpu', { ...quiet, PATH: join(folder, 'on-path') })).toBe(onPath);
    const downloaded = driver('playwright/chromium-1234/chrome-linux');
    const browser = program(join(folder, 'playwright/chromium-1234/chrome-linux/chrome'), '');
    expect(call('findSoftwareGpu', { NEURAL_SER_BROWSER: browser })).toBe(downloaded);
    if (existsSync('/usr/lib/chromium/vk_swiftshader_icd.json')) return;
    const played = { PATH: folder, PLAYWRIGHT_BROWSERS_PATH: join(folder, 'playwright') };
    expect(call('findSoftwareGpu', { NEURAL_SER_BROWSER: '', ...played })).toBe(downloaded);
  });

  it('needs its library too', () => {
    const browser = program(join(folder, 'bare/chrome'), 'Google Chrome 145.0.7632.6');
    writeFileSync(join(folder, 'bare/vk_swiftshader_icd.json'), '');
    expect(call('findSoftwareGpu', { NEURAL_SER_BROWSER: browser, PATH: '/nowhere' })).not.toBe(
      join(folder, 'bare/vk_swiftshader_icd.json'),
    );
  });
});
