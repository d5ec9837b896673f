/** `npm start` without a desktop window: it prints the page's address and opens it in the system's browser. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser } from '../../setup/find-browser.mjs';
import { expect, test } from './door.ts';
import { browserSwitches } from './doors/opened-door.ts';
import { startProgram, waitFor } from './doors/program.ts';
import { REPOSITORY } from './doors/repository.ts';

test('npm start prints an address and opens it with xdg-open, and a browser shows the laboratory', async ({
  dataFolder,
  environment,
}, info) => {
  info.skip(process.platform !== 'linux', 'xdg-open exists only on Linux');
  const { path: executablePath, reason } = findBrowser();
  info.skip(executablePath === null, `${reason}`);
  const tools = join(dirname(dataFolder), 'tools');
  const opened = join(tools, 'opened');
  mkdirSync(tools);
  writeFileSync(join(tools, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$@" >> '${opened}'\n`, { mode: 0o755 });
  const program = startProgram(
    process.execPath,
    ['scripts/start.mjs', '--served', '--port', '0', '--data', dataFolder],
    {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        ...environment,
        PATH: [tools, process.env.PATH].join(delimiter),
        DISPLAY: ':0',
      },
    },
  );
  try {
    const printed = await waitFor(program, 'an address', () =>
      /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(program.lines.join('\n') + program.said()),
    );
    const read = () => (existsSync(opened) ? readFileSync(opened, 'utf8') : '');
    await expect.poll(read).toBe(`${printed[0]}\n`);
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: browserSwitches(null),
    });
    const page = await browser.newPage();
    await page.goto(read().trim());
    await expect(page.getByRole('heading', { name: 'Corpora', level: 1 })).toBeVisible();
    await browser.close();
  } finally {
    expect(await program.end()).toEqual({ code: 0, signal: null });
  }
});
