import { chromium } from '@playwright/test';
import { COMMAND_LINE } from '../../program-scripts.ts';
import { browserSwitches, type OpenedDoor, type OpeningOptions } from './opened-door.ts';
import { startProgram, waitFor } from './program.ts';
import { BUILT_PAGE, REPOSITORY } from './repository.ts';
import type { SharedBrowser } from './shared-browser.ts';

/**
 * Opens the served door: `neural-ser serve`, and a page at its link. The browser is shared with other tests, except where a
 * file plays into the microphone, which is a switch of the browser.
 */
export async function openServed(options: OpeningOptions, shared: SharedBrowser): Promise<OpenedDoor> {
  const { dataFolder, browser: executablePath, microphone, size, colorScheme, environment } = options;
  const program = startProgram(
    process.execPath,
    [COMMAND_LINE, 'serve', '--data', dataFolder, '--json', '--port', '0'],
    { cwd: REPOSITORY, env: { ...process.env, NEURAL_SER_PAGE: BUILT_PAGE, ...environment } },
  );
  const { address } = await waitFor(program, 'an address', () => {
    const line = program.lines.find((each) => each.includes('"address"'));
    return line === undefined ? null : (JSON.parse(line) as { address: string });
  });
  const own =
    microphone === null ? null : await chromium.launch({ executablePath, args: browserSwitches(microphone) });
  const browser = own ?? (await shared.open(executablePath));
  const context = await browser.newContext({ viewport: size, colorScheme, permissions: ['microphone'] });
  const page = await context.newPage();
  await page.goto(address);
  // The link stores the key of the page and forwards to it.
  await page.waitForURL(({ search }) => search === '');
  const end = async () => {
    await context.close();
    await own?.close();
    return program.end();
  };
  return {
    kind: 'served',
    runtime: 'served',
    page,
    pageAgain: async () => {
      const again = await context.newPage();
      await again.goto(new URL('/', address).href);
      return again;
    },
    dataFolder,
    desktop: null,
    said: program.said,
    end,
    ended: program.ended,
  };
}
