import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../../src/server/start-server.ts';
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
  it('says how the page is built where it is not', async () => {
    for (const pageFolder of [temporaryFolder(), join(temporaryFolder(), 'nowhere')]) {
      await expect(startServer({ laboratory, pageFolder, port: 0 })).rejects.toMatchObject({
        code: 'page-not-built',
        message: expect.stringContaining('npm run build:page'),
      });
    }
  });

  it('says that a port which was asked for is taken', async () => {
    const port = await takenPort();
    await expect(startServer({ laboratory, pageFolder: builtPage(), port })).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`${port}`),
    });
  });

  it('takes the next free port when none is asked for', async () => {
    const servers = [
      await serveFake(laboratory, { port: undefined }),
      await serveFake(laboratory, { port: undefined }),
    ];
    const [one, other] = servers.map(({ server }) => server.port);
    expect(one).not.toBe(other);
    for (const { openPage } of servers) await (await openPage()).hello();
  });

  it('uses a token that it is given, once', async () => {
    const { get, links } = await serveFake(laboratory, { token: 'known' });
    expect(links[0]).toContain('?token=known');
    expect((await get('/?token=known')).status).toBe(303);
    expect((await get('/?token=known')).status).toBe(403);
  });
});

describe('the end of the server', () => {
  it('tells the pages, and frees the port; the second time it only waits', async () => {
    const { server, openPage } = await serveFake(laboratory);
    const pages = [await openPage(), await openPage()];
    const ended = server[Symbol.asyncDispose]();
    expect(server[Symbol.asyncDispose]()).toBe(ended);
    for (const page of pages) expect(await page.closed).toBe(1001);
    await ended;
    await serveFake(laboratory, { port: server.port });
  });

  it('does not wait for a page that says no goodbye', async () => {
    const { server, openPage } = await serveFake(laboratory);
    const page = await openPage();
    page.socket.pause();
    await server[Symbol.asyncDispose]();
  });
});
