import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { EventName, RequestName } from '#shared/contract.ts';
import { pageProtocols } from '#shared/page-key.ts';
import type { Answer } from '#shared/wire.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { createPage, type Entry, entryOf, type Page } from '../unit/server/page-client.ts';
import { builtPage } from '../unit/server/served-laboratory.ts';
import { type CommandLine, commandLineIn, type Started } from './command-line.ts';

/** Six steps per epoch, so that the page can be closed and opened during training. */
const LONG = { epochs: 200, batchSize: 8, earlyStopping: false, seed: 3 };

const settings = (page: string) => ({ NEURAL_SER_TENSORFLOW: 'off', NEURAL_SER_PAGE: page });

let cli: CommandLine;
let server: Started;
let address: URL;
let entry: Entry;

/** Opens a link as a browser does. */
async function enter(link: URL): Promise<Entry> {
  const [response] = (await once(get(link), 'response')) as [IncomingMessage];
  return entryOf({ headers: response.headers, body: await text(response) });
}

async function openPage(): Promise<Page> {
  const { host } = address;
  const { cookie, key } = entry;
  const socket = new WebSocket(`ws://${host}/laboratory`, pageProtocols(key), {
    headers: { cookie, origin: `http://${host}` },
  });
  onTestFinished(() => socket.terminate());
  const page = createPage(socket);
  await once(socket, 'open');
  return page;
}

let calls = 0;
async function ask<T>(page: Page, name: RequestName, input: unknown, call = `test-${calls++}`): Promise<T> {
  page.send({ kind: 'invoke', call, name, input });
  const answer: Answer = await page.answer(call);
  if (!answer.ok) throw new Error(`${name}: ${answer.failure.code} ${answer.failure.message}`);
  return answer.value as T;
}
const eventsOf = (page: Page, name: EventName) => page.events().filter(({ event }) => event.name === name);

/** Starts the server on the same laboratory as before. */
async function startServer(): Promise<void> {
  server = cli.start('serve', '--port', '0', '--json');
  const [line] = await once(server.child.stdout!, 'data');
  address = new URL(JSON.parse(String(line)).address);
  entry = await enter(address);
}

beforeAll(async () => {
  const folder = temporaryFolder();
  cli = commandLineIn(folder, `${folder}/laboratory`, settings(builtPage()));
  await startServer();
});
afterAll(() => {
  server.child.kill('SIGKILL');
});

describe('the laboratory behind a page', () => {
  it('makes voices with progress, scans them and reads their sound', async () => {
    const page = await openPage();
    page.send({ kind: 'follow', session: null, after: 0 });
    const made = await ask<{ folder: string; clips: number }>(
      page,
      'corpora.sample',
      { speakers: 4, clipsPerEmotion: 1 },
      'mine',
    );
    await expect.poll(() => eventsOf(page, 'progress').length).toBeGreaterThan(0);
    for (const { event } of eventsOf(page, 'progress')) expect(event.data).toMatchObject({ call: 'mine' });

    const clips = await ask<{ path: string }[]>(page, 'corpora.clips', { folders: [made.folder] });
    expect(clips).toHaveLength(made.clips);
    const { wav } = await ask<{ wav: Uint8Array }>(page, 'sounds.read', { path: clips[0].path });
    expect(Buffer.from(wav.subarray(0, 4)).toString()).toBe('RIFF');
  });

  it('reports errors as data', async () => {
    const page = await openPage();
    await expect(ask(page, 'runs.show', { run: 'nobody' })).rejects.toThrow('no-such-run');
    await expect(ask(page, 'corpora.scan', { folders: [] })).rejects.toThrow('invalid-input');
  });

  it('trains while no page is open, sends missed events, and stops with a checkpoint at Ctrl-C', async () => {
    const page = await openPage();
    const { session } = await page.hello();
    page.send({ kind: 'follow', session: null, after: 0 });
    const { folder } = await ask<{ folder: string }>(page, 'corpora.sample', {
      speakers: 4,
      clipsPerEmotion: 1,
    });
    const { id } = await ask<{ id: string }>(page, 'runs.start', { folders: [folder], settings: LONG });
    await expect.poll(() => eventsOf(page, 'run.batch').length, { timeout: 60_000 }).toBeGreaterThan(0);
    const lastNumber = page.events().at(-1)!.number;
    page.socket.terminate();

    const other = await openPage();
    await expect
      .poll(async () => (await ask<{ epochs: unknown[] }>(other, 'runs.show', { run: id })).epochs.length, {
        timeout: 60_000,
      })
      .toBeGreaterThan(2);
    const back = await openPage();
    back.send({ kind: 'follow', session, after: lastNumber });
    await expect.poll(() => eventsOf(back, 'run.epoch').length).toBeGreaterThan(1);
    const numbers = back.events().map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, i) => lastNumber + 1 + i));

    server.signalGroup('SIGINT');
    expect(await back.closed).toBe(1001);
    const { code, stdout } = await server.ended;
    expect(code).toBe(0);
    // One link, and a new one after it was used.
    expect(stdout.trim().split('\n')).toHaveLength(2);
    const [run] = (await cli.json('runs')) as { id: string; status: string }[];
    expect(run).toMatchObject({ id, status: 'stopped' });
  });

  it('continues a run that trained when the service was stopped, but not one that Ctrl-C stopped', async () => {
    await startServer();
    const page = await openPage();
    const [{ id }] = await ask<{ id: string }[]>(page, 'runs.list', {});
    expect(await ask(page, 'runs.queue', {})).toEqual([]);
    await ask(page, 'runs.resume', { run: id });
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    const [kept] = (await cli.json('runs')) as { status: string; failure: unknown }[];
    expect(kept).toMatchObject({ status: 'stopped' });

    await startServer();
    const again = await openPage();
    expect(await ask(again, 'runs.resumed', {})).toMatchObject([{ id }]);
    expect(await ask(again, 'runs.queue', {})).toEqual([id]);
    server.signalGroup('SIGINT');
    await server.ended;
  });
});

describe('the command serve', () => {
  it('reports why it cannot start', async () => {
    const folder = temporaryFolder();
    const unbuilt = commandLineIn(folder, `${folder}/laboratory`, settings(folder));
    expect(await unbuilt.json('serve', '--port', '0')).toMatchObject({ error: { code: 'page-not-built' } });
    expect(await unbuilt.json('serve', '--port', '70000')).toMatchObject({ error: { code: 'usage' } });
    expect(await unbuilt.json('serve', '--port', 'x')).toMatchObject({ error: { code: 'usage' } });
  });
});
