import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';

const script = new URL('../../../scripts/find-browser.mjs', import.meta.url).href;

/** A program that says so when it is asked for its version. */
function program(path: string, says: string, code = 0): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho '${says}'\nexit ${code}\n`, { mode: 0o755 });
  return path;
}

/** What is found where PATH and NEURAL_SER_BROWSER say this. */
function find(PATH: string, asked = '') {
  const code = `import(${JSON.stringify(script)}).then((m) => console.log(JSON.stringify(m.findBrowser())))`;
  const env = { ...process.env, PATH, NEURAL_SER_BROWSER: asked };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { path: string | null; reason?: string };
}

describe.skipIf(process.platform === 'win32')('the tests’ browser', () => {
  const folder = temporaryFolder();
  const young = program(join(folder, 'young/google-chrome'), 'Google Chrome 145.0.7632.6');
  const old = program(join(folder, 'old/chromium'), 'Chromium 90.0.4430.212 built on Debian');
  const note = program(join(folder, 'note/chromium'), 'Install it with snap', 1);
  const places = (...paths: string[]) => [...paths.map((path) => join(path, '..')), '/bin'].join(':');

  it('is the first on PATH that runs and is young enough', () => {
    expect(find(places(old, note, young))).toEqual({ path: young });
  });

  it('is the one that is asked for, and no other where that does not do', () => {
    expect(find(places(young), young)).toEqual({ path: young });
    for (const asked of [old, note, join(folder, 'nowhere')]) {
      expect(find(places(young), asked)).toMatchObject({
        path: null,
        reason: expect.stringContaining(asked),
      });
    }
  });
});
