import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { PageSocket, SocketOptions } from '#renderer/client/reconnecting-socket.ts';
import { connectServed } from '#renderer/client/served.ts';
import type { LaboratoryEvent, RequestName } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import { MAX_PAGE_MESSAGE_BYTES } from '#shared/limits.ts';
import { pageProtocols } from '#shared/page-key.ts';
import { type Asked, fakeLaboratory, serveFake } from '../../server/served-laboratory.ts';

/** The page's client, a real server with a fake laboratory, and sockets that the test can break. */
async function setUp(respond?: (asked: Asked) => unknown, changes: Partial<SocketOptions> = {}) {
  const fake = fakeLaboratory(respond);
  const served = await serveFake(fake.laboratory);
  const { cookie, key } = await served.enter();
  const { port } = served.server;
  let sockets: WebSocket[] = [];
  const network = { closed: false, cookie, key };
  const open = (url: string) => {
    const host = new URL(url).host;
    const socket = new WebSocket(network.closed ? 'ws://127.0.0.1:1/' : url, pageProtocols(network.key), {
      headers: { cookie: network.cookie, origin: `http://${host}` },
    });
    sockets.push(socket);
    return socket as unknown as PageSocket;
  };
  const options: SocketOptions = {
    open,
    // On a slow machine the probe may run after the server is back, which is not a refusal.
    probe: async () => (network.closed || network.cookie === cookie ? 'lost' : 'refused'),
    retryMs: [5, 10],
    refusedRetryMs: 20,
    lostAfterMs: 100,
    silenceMs: 30_000,
    ...changes,
  };
  const connect = () => {
    const page = connectServed(`ws://127.0.0.1:${port}/laboratory`, options);
    onTestFinished(() => page.close());
    const events: LaboratoryEvent[] = [];
    page.subscribe((event) => events.push(event));
    let missed = 0;
    page.connection.onMissed(() => {
      missed += 1;
    });
    return { page, events, missed: () => missed };
  };
  /** Breaks every connection without a close message. */
  const cut = () => {
    for (const socket of sockets) socket.terminate();
    sockets = [];
  };
  const steps = (events: LaboratoryEvent[]) =>
    events.flatMap((event) => (event.name === 'run.batch' ? [event.data.step] : []));
  return { ...fake, ...served, connect, cut, network, steps };
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const connected = (page: { connection: { state(): string } }) =>
  expect.poll(() => page.connection.state(), { interval: 5 }).toBe('connected');

describe('the page’s laboratory', () => {
  it('answers requests with values and failures', async () => {
    const wav = Uint8Array.of(1, 2, 3);
    const { connect } = await setUp(({ name, input, options }) => {
      if (name === 'runs.show') throw new UserError('run-not-found', 'There is no such run.');
      return { name, input, call: options.call, wav };
    });
    const { page } = connect();
    const bytes = { name: 'x', wav: Uint8Array.of(9) };
    expect(await page.invoke('recordings.save', bytes, { call: 'mine' })).toEqual({
      name: 'recordings.save',
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

  it('rejects a message that is too large before it is sent', async () => {
    const { connect, asked } = await setUp();
    const { page } = connect();
    const wav = new Uint8Array(MAX_PAGE_MESSAGE_BYTES);
    await expect(page.invoke('recordings.save', { name: 'x', wav })).rejects.toMatchObject({
      code: 'too-large',
    });
    await page.invoke('doctor', {});
    expect(asked.map(({ name }) => name)).toEqual(['doctor']);
  });

  it('cancels a call by its signal', async () => {
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

  it('delivers every event once to each page, however often the connection breaks', async () => {
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

  it('gets its answers after a broken connection, and repeats no command', async () => {
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
    // One call ends while there is no connection.
    ends[0]();
    await connected(page);
    cut();
    ends[1]();
    ends[2]();
    expect(await answers).toEqual(names);
    expect(asked.map(({ name }) => name)).toEqual(names);
  });

  it('cancels a call at once without a connection, and in the laboratory after the reconnection', async () => {
    const { connect, cut, asked, network } = await setUp(() => new Promise(() => undefined));
    const { page } = connect();
    const abort = new AbortController();
    const answer = page.invoke('doctor', {}, { signal: abort.signal });
    await expect.poll(() => asked.length).toBe(1);
    network.closed = true;
    cut();
    await expect.poll(() => page.connection.state()).toBe('lost');
    abort.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked[0].options.signal?.aborted).toBe(false);
    network.closed = false;
    await expect.poll(() => asked[0].options.signal?.aborted).toBe(true);
  });
});

describe('the connection', () => {
  it('reports its state; while it is lost, queries wait and commands fail', async () => {
    const { connect, cut, network, asked } = await setUp();
    const { page } = connect();
    expect(page.connection.state()).toBe('connecting');
    await connected(page);
    const states: string[] = [];
    page.connection.onChange(() => states.push(page.connection.state()));
    network.closed = true;
    cut();
    await expect.poll(() => page.connection.state()).toBe('lost');
    const query = page.invoke('runs.list', {});
    await expect(page.invoke('runs.trash', { run: 'x' })).rejects.toMatchObject({ code: 'not-connected' });
    network.closed = false;
    expect(await query).toMatchObject({ name: 'runs.list' });
    expect(states).toEqual(['lost', 'connected']);
    expect(asked.map(({ name }) => name)).toEqual(['runs.list']);
  });

  it('is not reported as lost during a short interruption', async () => {
    const { connect, cut } = await setUp(undefined, { lostAfterMs: 60_000 });
    const { page } = connect();
    await connected(page);
    const changed = vi.fn();
    page.connection.onChange(changed);
    cut();
    await page.invoke('doctor', {});
    expect(changed).not.toHaveBeenCalled();
  });

  it('is refused without a valid session, and connects when the session is renewed', async () => {
    const { connect, network } = await setUp();
    const { cookie } = network;
    network.cookie = 'none=1';
    const { page } = connect();
    await expect.poll(() => page.connection.state()).toBe('refused');
    await expect(page.invoke('runs.trash', { run: 'x' })).rejects.toMatchObject({ code: 'not-connected' });
    // Another tab has renewed the session.
    network.cookie = cookie;
    await expect.poll(() => page.connection.state()).toBe('connected');
  });

  it('is closed after the laboratory announced its end, and lost otherwise', async () => {
    const ended = await setUp();
    const { page } = ended.connect();
    await connected(page);
    ended.network.closed = true;
    await ended.server[Symbol.asyncDispose]();
    await expect.poll(() => page.connection.state()).toBe('closed');
    await expect(page.invoke('runs.trash', { run: 'x' })).rejects.toMatchObject({ code: 'not-connected' });

    const back = await setUp();
    const other = back.connect().page;
    await connected(other);
    back.network.closed = true;
    back.cut();
    await expect.poll(() => other.connection.state()).toBe('lost');
  });

  it('reconnects when the server is silent', async () => {
    const { connect } = await setUp(undefined, { silenceMs: 150 });
    const { page } = connect();
    await connected(page);
    const missed = vi.fn();
    page.connection.onMissed(missed);
    // The server's heartbeat comes only every 10 s.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await page.invoke('doctor', {})).toBeDefined();
    expect(missed).not.toHaveBeenCalled();
  });

  it('resends queries and idempotent commands to a new laboratory, and fails other commands', async () => {
    const old = await setUp(() => new Promise(() => undefined));
    const { page, missed, events } = old.connect();
    const query = page.invoke('runs.list', {});
    const change = expect(page.invoke('runs.start', { folders: ['x'], settings: {} })).rejects.toMatchObject({
      code: 'connection-lost',
    });
    const rename = page.invoke('runs.annotate', { run: 'x', name: 'y' });
    await expect.poll(() => old.asked.length).toBe(3);
    old.network.closed = true;
    const { port } = old.server;
    await old.server[Symbol.asyncDispose]();
    const fresh = fakeLaboratory();
    const again = await serveFake(fresh.laboratory, { port });
    Object.assign(old.network, await again.enter());
    old.network.closed = false;
    expect(await query).toMatchObject({ name: 'runs.list' });
    await change;
    expect(await rename).toMatchObject({ name: 'runs.annotate' });
    expect(missed()).toBe(1);
    // Queries and the idempotent command; the other command is not repeated.
    expect(fresh.asked.map(({ name }) => name)).toEqual(['runs.list', 'runs.annotate']);
    fresh.batch(1);
    await expect.poll(() => old.steps(events)).toEqual([1]);
  });
});
