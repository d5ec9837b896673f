import { chromium } from '@playwright/test';
import { browserSwitches, type OpenedDoor, type OpeningOptions } from './opened-door.ts';
import { startProgram, waitFor } from './program.ts';
import { REPOSITORY } from './repository.ts';

/** The served door: `neural-ser serve`, and a browser at its link. */
export async function openServed(options: OpeningOptions): Promise<OpenedDoor> {
  const { dataFolder, browser: executablePath, microphone, size, colorScheme, environment } = options;
  const program = startProgram(
    process.execPath,
    ['src/cli/main.ts', 'serve', '--data', dataFolder, '--json', '--port', '0'],
    { cwd: REPOSITORY, env: { ...process.env, ...environment } },
  );
  const { address } = await waitFor(program, 'an address', () => {
    const line = program.lines.find((each) => each.includes('"address"'));
    return line === undefined ? null : (JSON.parse(line) as { address: string });
  });
  const browser = await chromium.launch({ executablePath, args: browserSwitches(microphone) });
  const context = await browser.newContext({ viewport: size, colorScheme, permissions: ['microphone'] });
  const page = await context.newPage();
  await page.goto(address);
  const end = async () => {
    await browser.close();
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
