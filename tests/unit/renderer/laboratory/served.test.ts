import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { PageSocket, SocketWays } from '../../../../src/renderer/laboratory/lasting-socket.ts';
import { connectServed } from '../../../../src/renderer/laboratory/served.ts';
import type { LaboratoryEvent, RequestName } from '../../../../src/shared/contract.ts';
import { UserError } from '../../../../src/shared/failure.ts';
import { MAX_PAGE_MESSAGE_BYTES } from '../../../../src/shared/wire-encoding.ts';
import { type Asked, fakeLaboratory, serveFake } from '../../server/served-laboratory.ts';

/** The page's client at a real server with a fake laboratory, over sockets that a test may cut. */
async function setUp(respond?: (asked: Asked) => unknown, wishes: Partial<SocketWays> = {}) {
  const fake = fakeLaboratory(respond);
  const served = await serveFake(fake.laboratory);
  const cookie = await served.enter();
  const { port } = served.server;
  let sockets: WebSocket[] = [];
  const way = { closed: false, cookie };
  const open = (url: string) => {
    const host = new URL(url).host;
    const socket = new WebSocket(way.closed ? 'ws://127.0.0.1:1/' : url, {
      headers: { cookie: way.cookie, origin: `http://${host}` },
    });
    sockets.push(socket);
    return socket as unknown as PageSocket;
  };
  const ways: SocketWays = {
    open,
    // Asked late, on a busy machine, it may find the door open again: that alone is no refusal.
    probe: async () => (way.closed || way.cookie === cookie ? 'lost' : 'refused'),
    retryMs: [5, 10],
    refusedRetryMs: 20,
    lostAfterMs: 100,
    silenceMs: 30_000,
    ...wishes,
  };
  const connect = () => {
    const page = connectServed(`ws://127.0.0.1:${port}/laboratory`, ways);
    onTestFinished(() => page.close());
    const events: LaboratoryEvent[] = [];
    page.subscribe((event) => events.push(event));
    let missed = 0;
    page.connection.onMissed(() => {
      missed += 1;
    });
    return { page, events, missed: () => missed };
  };
  /** Breaks every connection, without a goodbye. */
  const cut = () => {
    for (const socket of sockets) socket.terminate();
    sockets = [];
  };
  const steps = (events: LaboratoryEvent[]) =>
    events.flatMap((event) => (event.name === 'run.batch' ? [event.data.step] : []));
  return { ...fake, ...served, connect, cut, way, steps };
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const connected = (page: { connection: { state(): string } }) =>
  expect.poll(() => page.connection.state(), { interval: 5 }).toBe('connected');

describe('the page’s laboratory', () => {
  it('is asked through the door, and answers with values and failures', async () => {
    const wav = Uint8Array.of(1, 2, 3);
    const { connect } = await setUp(({ name, input, options }) => {
      if (name === 'runs.show') throw new UserError('run-not-found', 'There is no such run.');
      return { name, input, call: options.call, wav };
    });
    const { page } = connect();
    const bytes = { name: 'x', wav: Uint8Array.of(9) };
    expect(await page.invoke('recordings.keep', bytes, { call: 'mine' })).toEqual({
      name: 'recordings.keep',
      input: bytes,
      call: 'mine',
      wav,
    });
    await expect(page.invoke('runs.show', { run: 'x' })).rejects.toMatchObject({
      name: 'UserError',
      code: 'run-not-found',
      message: 'There is no such run.',
    });
  });

  it('refuses what is too large to send, before it is sent', async () => {
    const { connect, asked } = await setUp();
    const { page } = connect();
    const wav = new Uint8Array(MAX_PAGE_MESSAGE_BYTES);
    await expect(page.invoke('recordings.keep', { name: 'x', wav })).rejects.toMatchObject({
      code: 'too-large',
    });
    await page.invoke('doctor', {});
    expect(asked.map(({ name }) => name)).toEqual(['doctor']);
  });

  it('ends a call with its signal', async () => {
    const { connect, asked } = await setUp(
      ({ options }) =>
        new Promise((_resolve, reject) => {
          options.signal?.addEventListener('abort', () => reject(new UserError('cancelled', 'Cancelled.')));
        }),
    );
    const { page } = connect();
    const abort = new AbortController();
    const answer = page.invoke('doctor', {}, { signal: abort.signal });
    await expect.poll(() => asked.length).toBe(1);
    abort.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked[0].options.signal?.aborted).toBe(true);
    await expect(page.invoke('doctor', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(asked).toHaveLength(1);
  });

  it('loses no event and doubles none, however often the connection breaks; two pages hear the same', async () => {
    const { connect, cut, batch, steps } = await setUp();
    const [one, two] = [connect(), connect()];
    await Promise.all([connected(one.page), connected(two.page)]);
    await Promise.all([one.page.invoke('doctor', {}), two.page.invoke('doctor', {})]);
    for (let step = 1; step <= 300; step++) {
      batch(step);
      if (step % 50 === 0) cut();
      if (step % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 7));
    }
    for (const { events, missed } of [one, two]) {
      await expect.poll(() => steps(events).length).toBe(300);
      expect(steps(events)).toEqual(upTo(300));
      expect(missed()).toBe(0);
    }
  });

  it('gets its answers after a broken connection; nothing is done twice', async () => {
    const ends: (() => void)[] = [];
    const { connect, cut, asked } = await setUp(
      ({ name }) => new Promise((resolve) => ends.push(() => resolve(name))),
    );
    const { page } = connect();
    const names: RequestName[] = ['runs.start', 'library.add', 'doctor'];
    const answers = Promise.all([
      page.invoke('runs.start', { folders: ['x'], settings: {} }),
      page.invoke('library.add', { folders: ['x'] }),
      page.invoke('doctor', {}),
    ]);
    await expect.poll(() => asked.length).toBe(3);
    cut();
    // One ends while nobody is there.
    ends[0]();
    await connected(page);
    cut();
    ends[1]();
    ends[2]();
    expect(await answers).toEqual(names);
    expect(asked.map(({ name }) => name)).toEqual(names);
  });

  it('cancels at once what cannot be told to anybody, and tells it when it can', async () => {
    const { connect, cut, asked, way } = await setUp(() => new Promise(() => undefined));
    const { page } = connect();
    const abort = new AbortController();
    const answer = page.invoke('doctor', {}, { signal: abort.signal });
    await expect.poll(() => asked.length).toBe(1);
    way.closed = true;
    cut();
    await expect.poll(() => page.connection.state()).toBe('lost');
    abort.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked[0].options.signal?.aborted).toBe(false);
    way.closed = false;
    await expect.poll(() => asked[0].options.signal?.aborted).toBe(true);
  });
});

describe('the connection', () => {
  it('says how it is; while it is lost questions wait, and what changes something fails', async () => {
    const { connect, cut, way, asked } = await setUp();
    const { page } = connect();
    expect(page.connection.state()).toBe('connecting');
    await connected(page);
    const states: string[] = [];
    page.connection.onChange(() => states.push(page.connection.state()));
    way.closed = true;
    cut();
    await expect.poll(() => page.connection.state()).toBe('lost');
    const question = page.invoke('runs.list', {});
    await expect(page.invoke('runs.bin', { run: 'x' })).rejects.toMatchObject({ code: 'not-connected' });
    way.closed = false;
    expect(await question).toMatchObject({ name: 'runs.list' });
    expect(states).toEqual(['lost', 'connected']);
    expect(asked.map(({ name }) => name)).toEqual(['runs.list']);
  });

  it('is not called lost for a moment’s gap', async () => {
    const { connect, cut } = await setUp(undefined, { lostAfterMs: 60_000 });
    const { page } = connect();
    await connected(page);
    const changed = vi.fn();
    page.connection.onChange(changed);
    cut();
    await page.invoke('doctor', {});
    expect(changed).not.toHaveBeenCalled();
  });

  it('is refused where the door does not know the page, until it does', async () => {
    const { connect, way } = await setUp();
    const { cookie } = way;
    way.cookie = 'none=1';
    const { page } = connect();
    await expect.poll(() => page.connection.state()).toBe('refused');
    await expect(page.invoke('runs.bin', { run: 'x' })).rejects.toMatchObject({ code: 'not-connected' });
    // Another tab has come in.
    way.cookie = cookie;
    await expect.poll(() => page.connection.state()).toBe('connected');
  });

  it('is closed where the laboratory said that it ends, and lost where it said nothing', async () => {
    const ended = await setUp();
    const { page } = ended.connect();
    await connected(page);
    ended.way.closed = true;
    await ended.server[Symbol.asyncDispose]();
    await expect.poll(() => page.connection.state()).toBe('closed');
    await expect(page.invoke('runs.bin', { run: 'x' })).rejects.toMatchObject({ code: 'not-connected' });

    const back = await setUp();
    const other = back.connect().page;
    await connected(other);
    back.way.closed = true;
    back.cut();
    await expect.poll(() => other.connection.state()).toBe('lost');
  });

  it('is made anew when the door falls silent', async () => {
    const { connect } = await setUp(undefined, { silenceMs: 150 });
    const { page } = connect();
    await connected(page);
    const missed = vi.fn();
    page.connection.onMissed(missed);
    // The door's own sign of life comes every ten seconds only.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await page.invoke('doctor', {})).toBeDefined();
    expect(missed).not.toHaveBeenCalled();
  });

  it('to another laboratory asks again what only looks, and fails what may have been done', async () => {
    const old = await setUp(() => new Promise(() => undefined));
    const { page, missed, events } = old.connect();
    const question = page.invoke('runs.list', {});
    const change = expect(page.invoke('runs.bin', { run: 'x' })).rejects.toMatchObject({
      code: 'connection-lost',
    });
    await expect.poll(() => old.asked.length).toBe(2);
    old.way.closed = true;
    const { port } = old.server;
    await old.server[Symbol.asyncDispose]();
    const fresh = fakeLaboratory();
    const again = await serveFake(fresh.laboratory, { port });
    old.way.cookie = await again.enter();
    old.way.closed = false;
    expect(await question).toMatchObject({ name: 'runs.list' });
    await change;
    expect(missed()).toBe(1);
    expect(fresh.asked.map(({ name }) => name)).toEqual(['runs.list']);
    fresh.batch(1);
    await expect.poll(() => old.steps(events)).toEqual([1]);
  });
});
