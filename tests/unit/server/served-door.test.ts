import { describe, expect, it, onTestFinished } from 'vitest';
import { type RequestName, requests } from '../../../src/shared/contract.ts';
import { UserError } from '../../../src/shared/failure.ts';
import type { DoorMessage } from '../../../src/shared/wire.ts';
import { MAX_PAGE_MESSAGE_BYTES } from '../../../src/shared/wire-encoding.ts';
import { sampleInput } from '../../sample-input.ts';
import { type Asked, fakeLaboratory, serveFake } from './served-laboratory.ts';

const NAMES = Object.keys(requests) as RequestName[];

describe('the served door', () => {
  it('reaches every request of the contract, and brings back what it answers', async () => {
    const { laboratory, asked } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const page = await openPage();
    for (const name of NAMES) {
      const input = sampleInput(requests[name].input);
      page.say({ kind: 'invoke', call: name, name, input });
      expect(await page.answer(name), name).toEqual({ ok: true, value: { name, input } });
    }
    expect(asked.map(({ name }) => name)).toEqual(NAMES);
    expect(asked.map(({ options }) => options.call)).toEqual(NAMES);
  });

  it('carries bytes as bytes, both ways, and leaves out what is undefined', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    const { laboratory, asked } = fakeLaboratory(() => ({
      wav: bytes,
      durationSeconds: 1.5,
      nothing: undefined,
    }));
    const { openPage } = await serveFake(laboratory);
    const page = await openPage();
    page.say({
      kind: 'invoke',
      call: 'a',
      name: 'recordings.keep',
      input: { name: 'é', wav: bytes, of: undefined },
    });
    expect(await page.answer('a')).toEqual({ ok: true, value: { wav: bytes, durationSeconds: 1.5 } });
    expect(asked[0].input).toEqual({ name: 'é', wav: bytes });
    expect(Object.getPrototypeOf((asked[0].input as { wav: object }).wav)).toBe(Uint8Array.prototype);
  });

  it('answers with failures as data: the user’s mistakes, wrong input, unknown names, defects', async () => {
    const defects: unknown[] = [];
    const { laboratory, asked } = fakeLaboratory(({ name }) => {
      if (name === 'runs.show') throw new UserError('run-not-found', 'There is no such run.');
      if (name === 'runs.list') throw new TypeError('a defect');
      return { unsendable: () => undefined };
    });
    const { openPage } = await serveFake(laboratory, { onDefect: (error) => defects.push(error) });
    const page = await openPage();
    const failure = async (call: string, name: string, input: unknown) => {
      page.say({ kind: 'invoke', call, name, input });
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

  it('cancels a call by its name, and no other', async () => {
    const { laboratory, asked } = fakeLaboratory(
      ({ options }) =>
        new Promise((_resolve, reject) => {
          options.signal?.addEventListener('abort', () => reject(new UserError('cancelled', 'Cancelled.')));
        }),
    );
    const { openPage } = await serveFake(laboratory);
    const page = await openPage();
    for (const call of ['a', 'b']) page.say({ kind: 'invoke', call, name: 'doctor', input: {} });
    page.say({ kind: 'cancel', call: 'nobody' });
    page.say({ kind: 'cancel', call: 'a' });
    expect(await page.answer('a')).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(asked.map(({ options }) => options.signal?.aborted)).toEqual([true, false]);
    // Once more, when it has ended.
    page.say({ kind: 'cancel', call: 'a' });
    page.say({ kind: 'cancel', call: 'b' });
    await page.answer('b');
  });

  it('goes on with a call whose page is gone, and answers whoever asks by its name, doing nothing twice', async () => {
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
    first.say(start);
    await expect.poll(() => asked.length).toBe(1);
    first.socket.close();
    await first.closed;
    expect(asked[0].options.signal?.aborted).toBe(false);

    const done = { ok: true, value: { done: 'library.add' } };
    const second = await openPage();
    second.say(start);
    second.say({ kind: 'invoke', call: 'other', name: 'doctor', input: {} });
    await expect.poll(() => asked.length).toBe(2);
    for (const end of waiting) end();
    expect(await second.answer('mine')).toEqual(done);
    const third = await openPage();
    third.say(start);
    expect(await third.answer('mine')).toEqual(done);
    expect(asked).toHaveLength(2);
  });

  it('closes a connection that says what is no message, and harms no other', async () => {
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
      new Uint8Array(100_000).fill(0x91),
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
      page.say(message);
      expect(await page.closed).toBe(1007);
    }
    good.say({ kind: 'invoke', call: 'a', name: 'doctor', input: {} });
    expect(await good.answer('a')).toMatchObject({ ok: true });
  });

  it('refuses a message above its limit, and serves on', async () => {
    const { laboratory } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const page = await openPage();
    page.socket.send(new Uint8Array(MAX_PAGE_MESSAGE_BYTES + 1));
    expect(await page.closed).toBe(1009);
    await (await openPage()).hello();
  });

  it('bounds how much is asked at one time', async () => {
    const { laboratory } = fakeLaboratory(() => new Promise(() => undefined));
    const { openPage } = await serveFake(laboratory);
    const page = await openPage();
    for (let i = 0; i <= 1_000; i++) page.say({ kind: 'invoke', call: `${i}`, name: 'doctor', input: {} });
    expect(await page.answer('1000')).toMatchObject({ failure: { code: 'too-many-calls' } });
  });
});

describe('events', () => {
  const numbers = (page: { events(): { number: number }[] }) => page.events().map(({ number }) => number);
  const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

  it('reach every page that follows, in order, in bundles', async () => {
    const { laboratory, batch } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const [one, two, deaf] = [await openPage(), await openPage(), await openPage()];
    for (const page of [one, two]) page.say({ kind: 'follow', session: null, after: 0 });
    // Whatever was said before it has been heard.
    for (const page of [one, two])
      page.say({ kind: 'invoke', call: `${page === one}`, name: 'doctor', input: {} });
    await Promise.all([one.answer('true'), two.answer('false')]);
    for (let step = 1; step <= 2_500; step++) batch(step);
    await Promise.all([one.heard(2_500), two.heard(2_500)]);
    for (const page of [one, two]) {
      expect(numbers(page)).toEqual(upTo(1, 2_500));
      expect(page.events()[41].event).toMatchObject({ name: 'run.batch', data: { step: 42 } });
      const bundles = page.messages.filter(
        (message) => message.kind === 'events' && message.events.length > 0,
      );
      expect(bundles.length).toBeLessThan(10);
    }
    expect(deaf.events()).toEqual([]);
  });

  it('that a page missed are told to it when it is back', async () => {
    const { laboratory, batch } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory);
    const first = await openPage();
    const { session, last } = await first.hello();
    first.say({ kind: 'follow', session, after: last });
    first.say({ kind: 'invoke', call: 'a', name: 'doctor', input: {} });
    await first.answer('a');
    batch(1);
    await first.heard(1);
    first.socket.terminate();
    for (let step = 2; step <= 50; step++) batch(step);
    const second = await openPage();
    expect(await second.hello()).toMatchObject({ session });
    second.say({ kind: 'follow', session, after: 1 });
    await second.heard(50);
    expect(numbers(second)).toEqual(upTo(2, 50));
    expect(second.messages.some((message) => message.kind === 'events' && message.missed)).toBe(false);
  });

  it('that are forgotten are told of', async () => {
    const { laboratory, batch } = fakeLaboratory();
    const { openPage } = await serveFake(laboratory, { remembered: 10 });
    const missed = (message: DoorMessage) =>
      message.kind === 'events' && message.missed ? message.events.map(({ number }) => number) : undefined;
    for (let step = 1; step <= 30; step++) batch(step);
    const away = await openPage();
    const { session } = await away.hello();
    await expect.poll(async () => (await (await openPage()).hello()).last).toBe(30);
    away.say({ kind: 'follow', session, after: 5 });
    expect(await away.hear(missed)).toEqual(upTo(21, 30));

    // Numbers of another laboratory, or that none has told, mean nothing here.
    for (const follow of [
      { session: 'another', after: 3 },
      { session, after: 31 },
    ]) {
      const page = await openPage();
      page.say({ kind: 'follow', ...follow });
      expect(await page.hear(missed)).toEqual([]);
    }
  });

  it('wait for a page that does not read, hold up no other, and are told when it reads again', async () => {
    const { laboratory, batch } = fakeLaboratory(({ input }: Asked) => ({
      wav: new Uint8Array((input as { run: string }).run.length),
    }));
    const { openPage } = await serveFake(laboratory, {
      remembered: 200,
      limits: { eventBytes: 1_000, waitingBytes: 2 ** 30, beatMs: 60_000 },
    });
    const [slow, quick] = [await openPage(), await openPage()];
    for (const page of [slow, quick]) page.say({ kind: 'follow', session: null, after: 0 });
    slow.socket.pause();
    // Fills what the sockets and the system hold.
    for (let i = 0; i < 12; i++) {
      slow.say({ kind: 'invoke', call: `${i}`, name: 'runs.show', input: { run: 'x'.repeat(2 ** 21) } });
    }
    quick.say({ kind: 'invoke', call: 'a', name: 'runs.show', input: { run: 'x' } });
    await quick.answer('a');
    await expect.poll(() => quick.messages.length).toBeGreaterThan(1);
    for (let step = 1; step <= 100; step++) batch(step);
    await quick.heard(100);
    for (let step = 101; step <= 500; step++) batch(step);
    await quick.heard(500);
    expect(slow.events()).toEqual([]);
    slow.socket.resume();
    await slow.answer('11');
    await slow.heard(500);
    const heard = numbers(slow);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(new Set(heard).size).toBe(heard.length);
    // What it did not get is told of.
    const missed = slow.messages.some((message) => message.kind === 'events' && message.missed);
    expect(missed).toBe(heard.length < 500);
  });

  it('drop a page that reads nothing at all', async () => {
    const { laboratory } = fakeLaboratory(() => ({ wav: new Uint8Array(2 ** 24) }));
    const { openPage } = await serveFake(laboratory, {
      limits: { eventBytes: 1_000, waitingBytes: 2 ** 30, beatMs: 150 },
    });
    const page = await openPage();
    await page.hello();
    page.socket.pause();
    page.say({ kind: 'invoke', call: 'a', name: 'doctor', input: {} });
    const other = await openPage();
    // Who does not read learns of the end by writing.
    const writing = setInterval(() => page.socket.ping(), 50);
    onTestFinished(() => clearInterval(writing));
    expect(await page.closed).toBe(1006);
    other.say({ kind: 'invoke', call: 'b', name: 'doctor', input: {} });
    await other.answer('b');
  });
});
