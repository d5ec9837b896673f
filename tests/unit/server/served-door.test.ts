import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type RequestName, requests } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import { MAX_CALLS, MAX_CALLS_PER_PAGE, MAX_PAGE_MESSAGE_BYTES, MAX_PAGES } from '#shared/limits.ts';
import type { DoorMessage } from '#shared/wire.ts';
import { encodeMessage } from '#shared/wire-encoding.ts';
import { sampleInput } from '../../sample-input.ts';
import { type Asked, fakeLaboratory, serveFake } from './served-laboratory.ts';

/** A message with this input. */
const encodeInput = (input: unknown) => encodeMessage({ kind: 'invoke', call: 'x', name: 'doctor', input });

const NAMES = Object.keys(requests) as RequestName[];

describe('the served door', () => {
  it('forwards every request of the contract and its answer', async () => {
    const { laboratory, asked } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const page = await openPage();
    for (const name of NAMES) {
      const input = sampleInput(requests[name].input);
      page.send({ kind: 'invoke', call: name, name, input });
      expect(await page.answer(name), name).toEqual({ ok: true, value: { name, input } });
    }
    expect(asked.map(({ name }) => name)).toEqual(NAMES);
    expect(asked.map(({ options }) => options.call)).toEqual(NAMES);
  });

  it('transfers bytes as bytes in both directions and omits undefined values', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    const { laboratory, asked } = fakeLaboratory(() => ({
      wav: bytes,
      durationSeconds: 1.5,
      nothing: undefined,
    }));
    const { openPage } = await serveFake(laboratory);
    const page = await openPage();
    page.send({
      kind: 'invoke',
      call: 'a',
      name: 'recordings.save',
      input: { name: 'é', wav: bytes, of: undefined },
    });
    expect(await page.answer('a')).toEqual({ ok: true, value: { wav: bytes, durationSeconds: 1.5 } });
    expect(asked[0].input).toEqual({ name: 'é', wav: bytes });
    expect(Object.getPrototypeOf((asked[0].input as { wav: object }).wav)).toBe(Uint8Array.prototype);
  });

  it('answers with failures as data: user errors, invalid input, unknown names, bugs', async () => {
    const defects: unknown[] = [];
    const { laboratory, asked } = fakeLaboratory(({ name }) => {
      if (name === 'runs.show') throw new UserError('run-not-found', 'There is no such run.');
      if (name === 'runs.list') throw new TypeError('a defect');
      return { unsendable: () => undefined };
    });
    const { openPage } = await serveFake(laboratory, { onDefect: (error) => defects.push(error) });
    const page = await openPage();
    const failure = async (call: string, name: string, input: unknown) => {
      page.send({ kind: 'invoke', call, name, input });
      const answer = await page.answer(call);
      return answer.ok ? answer : answer.failure;
    };
    expect(await failure('1', 'runs.show', { run: 'x' })).toEqual({
      code: 'run-not-found',
      message: 'There is no such run.',
    });
    expect(await failure('2', 'runs.list', {})).toEqual({ code: 'internal', message: 'a defect' });
    expect(defects).toEqual([new TypeError('a defect')]);
    expect(await failure('3', 'doctor', {})).toMatchObject({ code: 'internal' });
    expect(defects).toHaveLength(2);
    const reached = asked.length;
    expect(await failure('4', 'runs.show', {})).toMatchObject({ code: 'invalid-input' });
    expect(await failure('5', 'runs.show', null)).toMatchObject({ code: 'invalid-input' });
    for (const name of ['runs.delete', '__proto__', 'constructor', '']) {
      expect(await failure(`6${name}`, name, {})).toMatchObject({ code: 'unknown-request' });
    }
    expect(asked).toHaveLength(reached);
  });

  it('cancels only the call with the given name', async () => {
    const { laboratory, asked } = fakeLaboratory(
      ({ options }) =>
        new Promise((_resolve, reject) => {
          options.signal?.addEventListener('abort', () => reject(new UserError('cancelled', 'Cancelled.')));
        }),
    );
    const { openPage } = await serveFake(laboratory);
    const page = await openPage();
    for (const call of ['a', 'b']) page.send({ kind: 'invoke', call, name: 'doctor', input: {} });
    page.send({ kind: 'cancel', call: 'nobody' });
    page.send({ kind: 'cancel', call: 'a' });
    expect(await page.answer('a')).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(asked.map(({ options }) => options.signal?.aborted)).toEqual([true, false]);
    // Again, after it has ended.
    page.send({ kind: 'cancel', call: 'a' });
    page.send({ kind: 'cancel', call: 'b' });
    await page.answer('b');
  });

  it('continues a call whose page has closed, and answers later requests for it without executing it again', async () => {
    const waiting: (() => void)[] = [];
    const { laboratory, asked } = fakeLaboratory(
      ({ name }) =>
        new Promise((resolve) => {
          waiting.push(() => resolve({ done: name }));
        }),
    );
    const { openPage } = await serveFake(laboratory);
    const start = { kind: 'invoke', call: 'mine', name: 'library.add', input: { folders: ['x'] } };
    const first = await openPage();
    first.send(start);
    await expect.poll(() => asked.length).toBe(1);
    first.socket.close();
    await first.closed;
    expect(asked[0].options.signal?.aborted).toBe(false);

    const done = { ok: true, value: { done: 'library.add' } };
    const second = await openPage();
    second.send(start);
    second.send({ kind: 'invoke', call: 'other', name: 'doctor', input: {} });
    await expect.poll(() => asked.length).toBe(2);
    for (const end of waiting) end();
    expect(await second.answer('mine')).toEqual(done);
    const third = await openPage();
    third.send(start);
    expect(await third.answer('mine')).toEqual(done);
    expect(asked).toHaveLength(2);
  });

  it('closes a connection after an invalid message, without effect on others', async () => {
    const { laboratory } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const good = await openPage();
    const nonsense: (string | Uint8Array)[] = [
      '',
      'text',
      Uint8Array.of(0xc1),
      Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff),
      Uint8Array.of(0xde, 0xff),
      Uint8Array.of(0x81, 0xa9, ...Buffer.from('__proto__'), 0x01),
      Uint8Array.of(0xc0),
    ];
    for (const bytes of nonsense) {
      const page = await openPage();
      page.socket.send(bytes);
      expect(await page.closed).toBe(1007);
    }
    for (const message of [
      { kind: 'invoke', name: 'doctor', input: {} },
      { kind: 'invoke', call: '', name: 'doctor', input: {} },
      { kind: 'invoke', call: 'x', name: 5, input: {} },
      { kind: 'follow', session: null, after: -1 },
      { kind: 'follow', session: null, after: Number.NaN },
      { kind: 'nothing' },
    ]) {
      const page = await openPage();
      page.send(message);
      expect(await page.closed).toBe(1007);
    }
    good.send({ kind: 'invoke', call: 'a', name: 'doctor', input: {} });
    expect(await good.answer('a')).toMatchObject({ ok: true });
  });

  it('rejects a message above the limits, says which one, and continues to serve', async () => {
    const { laboratory, asked } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const refused: [Uint8Array, string][] = [
      [new Uint8Array(4_000_000).fill(0x91), 'levels of nested data'],
      [encodeInput(new Array(30_000).fill(1)), 'more than 25,000 values'],
      [encodeInput(Array.from({ length: 30_000 }, () => ({}))), 'more than 25,000 values'],
      [encodeInput('x'.repeat(2_000_000)), 'text'],
    ];
    for (const [bytes, reason] of refused) {
      const page = await openPage();
      const closed = once(page.socket, 'close');
      page.socket.send(bytes);
      // A message after it is not read.
      page.send({ kind: 'invoke', call: 'after', name: 'doctor', input: {} });
      const [code, text] = await closed;
      expect([code, String(text)]).toEqual([1009, expect.stringContaining(reason)]);
    }
    const page = await openPage();
    page.socket.send(new Uint8Array(MAX_PAGE_MESSAGE_BYTES + 1));
    expect(await page.closed).toBe(1009);
    await (await openPage()).hello();
    expect(asked).toEqual([]);
  });

  it('limits the running calls of a page, and those of all pages', async () => {
    const { laboratory, asked } = fakeLaboratory(
      ({ options }) =>
        new Promise((resolve) => options.signal?.addEventListener('abort', () => resolve(null))),
    );
    const { openPage } = await serveFake(laboratory);
    const fill = async (from: number) => {
      const page = await openPage();
      for (let i = 0; i <= MAX_CALLS_PER_PAGE; i++) {
        page.send({ kind: 'invoke', call: `${from + i}`, name: 'doctor', input: {} });
      }
      expect(await page.answer(`${from + MAX_CALLS_PER_PAGE}`)).toMatchObject({
        failure: { code: 'too-many-calls' },
      });
      return page;
    };
    const [first] = [await fill(0)];
    // Another page has its own limit, and the pages have one together.
    for (let n = 1; n < MAX_CALLS / MAX_CALLS_PER_PAGE; n++) await fill(1000 * n);
    expect(asked).toHaveLength(MAX_CALLS);
    const late = await openPage();
    late.send({ kind: 'invoke', call: 'late', name: 'doctor', input: {} });
    expect(await late.answer('late')).toMatchObject({ failure: { code: 'too-many-calls' } });
    // A call that was not started may be sent again.
    first.send({ kind: 'cancel', call: '0' });
    await first.answer('0');
    late.send({ kind: 'invoke', call: 'late', name: 'doctor', input: {} });
    await expect.poll(() => asked.at(-1)?.options.call).toBe('late');
  });

  it('limits the number of open pages', async () => {
    const { laboratory } = fakeLaboratory();
    const { enter, open } = await serveFake(laboratory);
    const entry = await enter();
    const pages = await Promise.all(Array.from({ length: MAX_PAGES }, () => open({ ...entry })));
    await expect(open({ ...entry })).rejects.toThrow('503');
    pages[0].socket.close();
    await pages[0].closed;
    await expect.poll(() => open({ ...entry }).then(() => 'open', String)).toBe('open');
  });
});

describe('events', () => {
  const numbers = (page: { events(): { number: number }[] }) => page.events().map(({ number }) => number);
  const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

  it('reach every page that follows them, in order, in bundles', async () => {
    const { laboratory, batch } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const [one, two, other] = [await openPage(), await openPage(), await openPage()];
    for (const page of [one, two]) page.send({ kind: 'follow', session: null, after: 0 });
    // An answer shows that the earlier messages were received.
    for (const page of [one, two])
      page.send({ kind: 'invoke', call: `${page === one}`, name: 'doctor', input: {} });
    await Promise.all([one.answer('true'), two.answer('false')]);
    for (let step = 1; step <= 2_500; step++) batch(step);
    await Promise.all([one.received(2_500), two.received(2_500)]);
    for (const page of [one, two]) {
      expect(numbers(page)).toEqual(upTo(1, 2_500));
      expect(page.events()[41].event).toMatchObject({ name: 'run.batch', data: { step: 42 } });
      const bundles = page.messages.filter(
        (message) => message.kind === 'events' && message.events.length > 0,
      );
      expect(bundles.length).toBeLessThan(10);
    }
    expect(other.events()).toEqual([]);
  });

  it('are sent to a page that reconnects, from the ones that it missed', async () => {
    const { laboratory, batch } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const first = await openPage();
    const { session, last } = await first.hello();
    first.send({ kind: 'follow', session, after: last });
    first.send({ kind: 'invoke', call: 'a', name: 'doctor', input: {} });
    await first.answer('a');
    batch(1);
    await first.received(1);
    first.socket.terminate();
    for (let step = 2; step <= 50; step++) batch(step);
    const second = await openPage();
    expect(await second.hello()).toMatchObject({ session });
    second.send({ kind: 'follow', session, after: 1 });
    await second.received(50);
    expect(numbers(second)).toEqual(upTo(2, 50));
    expect(second.messages.some((message) => message.kind === 'events' && message.missed)).toBe(false);
  });

  it('are reported as missed if they are no longer stored', async () => {
    const { laboratory, batch } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory, { remembered: 10 });
    const missed = (message: DoorMessage) =>
      message.kind === 'events' && message.missed ? message.events.map(({ number }) => number) : undefined;
    for (let step = 1; step <= 30; step++) batch(step);
    const away = await openPage();
    const { session } = await away.hello();
    await expect.poll(async () => (await (await openPage()).hello()).last).toBe(30);
    away.send({ kind: 'follow', session, after: 5 });
    expect(await away.waitFor(missed)).toEqual(upTo(21, 30));

    // Numbers of another session, or numbers that do not exist yet, are not valid.
    for (const follow of [
      { session: 'another', after: 3 },
      { session, after: 31 },
    ]) {
      const page = await openPage();
      page.send({ kind: 'follow', ...follow });
      expect(await page.waitFor(missed)).toEqual([]);
    }
  });

  it('are stored for a page that does not read, without effect on others, and sent when it reads again', async () => {
    const { laboratory, batch } = fakeLaboratory(({ input }: Asked) => ({
      wav: new Uint8Array(Number((input as { run: string }).run)),
    }));
    const { openPage } = await serveFake(laboratory, {
      remembered: 200,
      limits: { eventBytes: 1_000, bufferedBytes: 2 ** 30, heartbeatMs: 60_000 },
    });
    const [slow, quick] = [await openPage(), await openPage()];
    for (const page of [slow, quick]) page.send({ kind: 'follow', session: null, after: 0 });
    slow.socket.pause();
    // Fills the buffers of the sockets and the system.
    for (let i = 0; i < 12; i++) {
      slow.send({ kind: 'invoke', call: `${i}`, name: 'runs.show', input: { run: `${2 ** 21}` } });
    }
    quick.send({ kind: 'invoke', call: 'a', name: 'runs.show', input: { run: '1' } });
    await quick.answer('a');
    await expect.poll(() => quick.messages.length).toBeGreaterThan(1);
    for (let step = 1; step <= 100; step++) batch(step);
    await quick.received(100);
    for (let step = 101; step <= 500; step++) batch(step);
    await quick.received(500);
    expect(slow.events()).toEqual([]);
    slow.socket.resume();
    await slow.answer('11');
    await slow.received(500);
    const received = numbers(slow);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(new Set(received).size).toBe(received.length);
    // Events that it did not get are reported as missed.
    const missed = slow.messages.some((message) => message.kind === 'events' && message.missed);
    expect(missed).toBe(received.length < 500);
  });

  it('are not sent to a page that never reads; its connection is closed', async () => {
    const { laboratory } = fakeLaboratory(() => ({ wav: new Uint8Array(2 ** 24) }));
    const { openPage } = await serveFake(laboratory, {
      limits: { eventBytes: 1_000, bufferedBytes: 2 ** 30, heartbeatMs: 150 },
    });
    const page = await openPage();
    await page.hello();
    page.socket.pause();
    page.send({ kind: 'invoke', call: 'a', name: 'doctor', input: {} });
    const other = await openPage();
    // A client that does not read only notices the end when it writes.
    const writing = setInterval(() => page.socket.ping(), 50);
    onTestFinished(() => clearInterval(writing));
    expect(await page.closed).toBe(1006);
    other.send({ kind: 'invoke', call: 'b', name: 'doctor', input: {} });
    await other.answer('b');
  });
});
