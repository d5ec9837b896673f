/** `serve --open` with different programs in place of the system's browser. The server continues in every case. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { builtPage } from '../unit/server/served-laboratory.ts';
import { commandLineIn } from './command-line.ts';

/** Starts the server with only `xdg-open` on the path, or with nothing. */
function serveWith(opener: { content: string; mode: number } | null, settings: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  if (opener !== null) writeFileSync(join(tools, 'xdg-open'), opener.content, { mode: opener.mode });
  const cli = commandLineIn(folder, join(folder, 'laboratory'), {
    NEURAL_SER_TENSORFLOW: 'off',
    NEURAL_SER_PAGE: builtPage(),
    PATH: tools,
    DISPLAY: ':0',
    ...settings,
  });
  const started = cli.start('serve', '--open', '--json', '--port', '0');
  return { ...started, opened: join(tools, 'xdg-open.opened') };
}

const script = (line: string) => ({ content: `#!/bin/sh\n${line}\n`, mode: 0o755 });

/** The link that the server printed. */
async function linkOf({ child }: ReturnType<typeof serveWith>): Promise<string> {
  const [line] = await once(child.stdout!, 'data');
  return (JSON.parse(String(line).split('\n')[0]) as { address: string }).address;
}
async function serves(link: string): Promise<boolean> {
  const [response] = await once(get(link), 'response');
  response.resume();
  return response.statusCode === 200;
}

describe.skipIf(process.platform !== 'linux')('serve --open', () => {
  it.each([
    ['that is missing', null, {}],
    ['that fails', script('exit 3'), {}],
    ['that is not executable', { content: '', mode: 0o644 }, {}],
    ['that is not a program', { content: '\u007fELF', mode: 0o755 }, {}],
    ['without a display', script('exit 0'), { DISPLAY: '', WAYLAND_DISPLAY: '' }],
  ])('prints a hint and continues for a browser %s', async (_what, opener, settings) => {
    const server = serveWith(opener, settings);
    const link = await linkOf(server);
    await server.waitForStderr(/Open the link yourself/);
    expect(await serves(link)).toBe(true);
    server.signalGroup('SIGINT');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });

  it('passes the link to the system’s browser and does not wait for it', async () => {
    const server = serveWith(
      script('echo "$@" > "$0.part"\n/bin/mv "$0.part" "$0.opened"\nexec /bin/sleep 10'),
    );
    const link = await linkOf(server);
    await expect.poll(() => existsSync(server.opened), { timeout: 30_000 }).toBe(true);
    expect(readFileSync(server.opened, 'utf8')).toBe(`${link}\n`);
    expect(await serves(link)).toBe(true);
    server.signalGroup('SIGINT');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    expect((await server.ended).stderr).not.toMatch(/Open the link yourself/);
  });
});
