import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '#server/start-server.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { builtPage, fakeLaboratory, serveFake } from './served-laboratory.ts';

const { laboratory } = fakeLaboratory();

async function takenPort(): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('the start of the server', () => {
  it('explains how to build the page if it is not built', async () => {
    for (const pageFolder of [temporaryFolder(), join(temporaryFolder(), 'nowhere')]) {
      await expect(startServer({ laboratory, pageFolder, port: 0 })).rejects.toMatchObject({
        code: 'page-not-built',
        message: expect.stringContaining('npm run build:page'),
      });
    }
  });

  it('rejects a port that is in use', async () => {
    const port = await takenPort();
    await expect(startServer({ laboratory, pageFolder: builtPage(), port })).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`${port}`),
    });
  });

  it('uses the next free port by default', async () => {
    const servers = [
      await serveFake(laboratory, { port: undefined }),
      await serveFake(laboratory, { port: undefined }),
    ];
    const [one, other] = servers.map(({ server }) => server.port);
    expect(one).not.toBe(other);
    for (const { openPage } of servers) await (await openPage()).hello();
  });

  it('uses a given token once', async () => {
    const { get, links } = await serveFake(laboratory, { token: 'known' });
    expect(links[0]).toContain('?token=known');
    expect((await get('/?token=known')).status).toBe(200);
    expect((await get('/?token=known')).status).toBe(403);
  });
});

describe('the end of the server', () => {
  it('closes the pages and frees the port; a second call waits for the first', async () => {
    const { server, openPage } = await serveFake(laboratory);
    const pages = [await openPage(), await openPage()];
    const ended = server[Symbol.asyncDispose]();
    expect(server[Symbol.asyncDispose]()).toBe(ended);
    for (const page of pages) expect(await page.closed).toBe(1001);
    await ended;
    await serveFake(laboratory, { port: server.port });
  });

  it('does not wait for a page that does not close its connection', async () => {
    const { server, openPage } = await serveFake(laboratory);
    const page = await openPage();
    page.socket.pause();
    await server[Symbol.asyncDispose]();
  });
});
