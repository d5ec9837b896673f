import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
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

/** The browser that is found with these values of PATH and NEURAL_SER_BROWSER. */
function find(PATH: string, asked = '') {
  const code = `import(${JSON.stringify(script)}).then((m) => console.log(JSON.stringify(m.findBrowser())))`;
  const env = { ...process.env, PATH, NEURAL_SER_BROWSER: asked };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { path: string | null; reason?: string };
}

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
