import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { limitConnections } from '#server/http-limits.ts';

async function setUp(max: number) {
  const server = createServer((_, response) => response.end('served'));
  const isPage = limitConnections(server, max);
  const accepted: Socket[] = [];
  server.on('connection', (socket: Socket) => accepted.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const open = async () => {
    const before = accepted.length;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    await expect.poll(() => accepted.length, { interval: 1 }).toBe(before + 1);
    return { socket, accepted: accepted[before] };
  };
  return { open, isPage, port };
}

it('closes the oldest connection above the limit, and answers new ones', async () => {
  const { open, port } = await setUp(3);
  const silent = [await open(), await open(), await open()];
  silent[0].socket.write('GET / HTTP/1.1\r\nHost: ');
  const closed = new Promise((resolve) => silent[0].socket.once('close', resolve));
  const answer = await fetch(`http://127.0.0.1:${port}`);
  expect(await answer.text()).toBe('served');
  await closed;
  expect(silent.map(({ accepted }) => accepted.destroyed)).toEqual([true, false, false]);
});

it('does not close the connection of a page, and does not count it', async () => {
  const { open, isPage } = await setUp(1);
  const page = await open();
  isPage(page.accepted);
  const other = await open();
  const last = await open();
  await expect.poll(() => other.accepted.destroyed).toBe(true);
  expect([page, last].map(({ accepted }) => accepted.destroyed)).toEqual([false, false]);
});
