import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimesSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { pageProtocols } from '#shared/page-key.ts';
import { decodeMessage } from '#shared/wire-encoding.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { entryOf } from '../unit/server/page-client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The session that the laboratory names in its first message. */
async function session(origin: string, { key, ...headers }: Record<string, string>) {
  const address = `${origin.replace('http', 'ws')}/laboratory`;
  const socket = new WebSocket(address, pageProtocols(key ?? null), { headers });
  const [data] = (await once(socket, 'message')) as [Buffer];
  const hello = decodeMessage(new Uint8Array(data)) as { session: string };
  return { socket, name: hello.session };
}

it('npm run dev gives the page and its laboratory at one address, and the page outlives a restart', async () => {
  const program = spawn(
    process.execPath,
    ['scripts/dev/dev.ts', '--port', '0', '--data', temporaryFolder()],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NEURAL_SER_TENSORFLOW: 'off' },
    },
  );
  const ended = once(program, 'exit');
  onTestFinished(async () => {
    program.kill('SIGTERM');
    await ended;
  });
  const link = await new Promise<string>((resolve) => {
    createInterface(program.stdout).on('line', (line) => {
      const [address] = /http:\S+\?token=\S+/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  const { origin } = new URL(link);
  const entered = await fetch(link, { redirect: 'manual' });
  expect(entered.status).toBe(200);
  const { cookie, key } = entryOf({
    headers: Object.fromEntries(entered.headers),
    body: await entered.text(),
  });
  const page = await fetch(origin);
  expect(await page.text()).toContain('/@vite/client');

  await expect(session(origin, { cookie, key, origin: 'http://localhost:1' })).rejects.toThrow('403');
  await expect(session(origin, { cookie, origin })).rejects.toThrow('403');
  const before = await session(origin, { cookie, key, origin });
  const closed = once(before.socket, 'close');
  // As an editor that saves the file unchanged.
  const now = new Date();
  utimesSync(new URL('../../src/core/laboratory/index.ts', import.meta.url), now, now);
  expect((await closed)[0]).toBe(1001);
  const after = await session(origin, { cookie, key, origin });
  expect(after.name).not.toBe(before.name);
  after.socket.terminate();
});
