/** Attacks on the served door. A test checks that they are refused, and a benchmark measures what others notice of them. */
import type { Socket } from 'node:net';
import { MAX_PAGE_MESSAGE_BYTES } from '#shared/limits.ts';
import type { DoorMessage } from '#shared/wire.ts';
import { decodeMessage, encodeMessage } from '#shared/wire-encoding.ts';
import {
  closed,
  frameHead,
  openConnection,
  openFrames,
  openPage,
  openSocket,
  pageHeaders,
  statusOf,
  type Target,
} from './target.ts';

/** How often each outcome occurred: a status, a close code, or a word. */
export type Outcomes = Record<string | number, number>;

export interface Attack {
  name: string;
  /** What the door must do, as the only outcomes of {@link run}. */
  expected: readonly (string | number)[];
  /** Attacks once. */
  run(target: Target): Promise<Outcomes>;
}

const MB = 2 ** 20;

async function count(outcomes: Iterable<Promise<string | number>>): Promise<Outcomes> {
  const counts: Outcomes = {};
  for (const outcome of await Promise.all(outcomes)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Runs `attack` for each number below `total`, `atOnce` at a time. */
async function repeat(
  total: number,
  atOnce: number,
  attack: (n: number) => Promise<string | number>,
): Promise<Outcomes> {
  const counts: Outcomes = {};
  for (let from = 0; from < total; from += atOnce) {
    const part = Array.from({ length: Math.min(atOnce, total - from) }, (_, i) => attack(from + i));
    for (const [outcome, times] of Object.entries(await count(part))) {
      counts[outcome] = (counts[outcome] ?? 0) + times;
    }
  }
  return counts;
}

/** Opens a WebSocket that must be refused. */
const refusal = async (target: Target, key: string | null, headers: Record<string, string>) => {
  const opened = await openSocket(target, key, headers);
  if (typeof opened === 'number') return opened;
  opened.page.socket.terminate();
  return 'opened';
};

/** Sends one message as a page. Returns the code with which the connection is closed. */
async function closeCode(target: Target, message: Uint8Array): Promise<number> {
  const page = await openPage(target);
  page.socket.send(message);
  return page.closed;
}

const invoke = (input: unknown) =>
  encodeMessage({ kind: 'invoke', call: 'attack', name: 'predict.files', input });

/** MessagePack of arrays inside each other: a megabyte of them is a million levels. */
const nested = (megabytes: number) => new Uint8Array(megabytes * MB).fill(0x91);
/** Arrays that promise millions of values, of which a decoder allocates each. */
const promising = () => {
  const bytes = new Uint8Array(MB);
  for (let at = 0; at + 5 <= bytes.length; at += 5) bytes.set([0xdd, 0x01, 0x00, 0x00, 0x00], at);
  return bytes;
};

export const ATTACKS: readonly Attack[] = [
  {
    name: 'a wrong cookie, with any key',
    expected: [403],
    run: (target) => {
      const cookie = target.entry.cookie.replace(/=.*/, `=${'x'.repeat(43)}`);
      const headers = { ...pageHeaders(target), cookie };
      return count([
        ...['/', '/index.html', '/laboratory', '/?token=x'].map((path) => statusOf(target, path, headers)),
        refusal(target, target.entry.key, headers),
        refusal(target, null, headers),
      ]);
    },
  },
  {
    name: 'a stolen cookie and a forged Origin',
    expected: [403],
    run: (target) => {
      const { cookie } = target.entry;
      const guesses = [null, '', 'x', cookie.split('=')[1], 'A'.repeat(43)];
      return repeat(100, 20, (n) => refusal(target, guesses[n % guesses.length], pageHeaders(target)));
    },
  },
  {
    name: 'the cookie of one browser and the key of another',
    expected: [403],
    run: (target) => {
      const { entry, neighbour } = target;
      return count([
        refusal(target, neighbour.key, pageHeaders(target)),
        refusal(target, entry.key, { ...pageHeaders(target), cookie: neighbour.cookie }),
      ]);
    },
  },
  {
    name: 'a foreign Origin',
    expected: [403],
    run: (target) =>
      count(
        ['http://evil.example', 'http://127.0.0.1:1', 'http://localhost', 'null', '', 'file://'].map(
          (origin) => refusal(target, target.entry.key, { ...pageHeaders(target), origin }),
        ),
      ),
  },
  {
    name: 'a rebinding Host',
    expected: [421],
    run: (target) =>
      count(
        ['evil.example', `evil.example:${target.port}`, '127.0.0.1.evil.example', '192.168.1.2'].flatMap(
          (host) => {
            const headers = { ...pageHeaders(target), host, origin: `http://${host}` };
            return [statusOf(target, '/', headers), refusal(target, target.entry.key, headers)];
          },
        ),
      ),
  },
  {
    name: 'traversal',
    expected: [404],
    run: (target) =>
      count(
        [
          '/../package.json',
          '/assets/../../secret.txt',
          '/%2e%2e/secret.txt',
          '/..%2fsecret.txt',
          '/..%5csecret.txt',
          '//etc/passwd',
          '/%00',
          '/assets/%c0%ae%c0%ae/secret.txt',
        ].map((path) => statusOf(target, path, pageHeaders(target))),
      ),
  },
  {
    name: '10,000 requests',
    expected: [403],
    run: (target) => repeat(10_000, 50, (n) => statusOf(target, `/?token=${n}`, { host: target.host })),
  },
  {
    name: 'nested messages of 1 to 60 MB',
    expected: [1009],
    run: async (target) => {
      const counts: Outcomes = {};
      for (const megabytes of [1, 4, 16, 60]) {
        const code = await closeCode(target, nested(megabytes));
        counts[code] = (counts[code] ?? 0) + 1;
      }
      return counts;
    },
  },
  {
    name: 'messages that promise more than they have',
    expected: [1007, 1009],
    run: (target) =>
      count([closeCode(target, promising()), closeCode(target, Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff))]),
  },
  {
    name: 'messages with very many values, keys or characters',
    expected: [1009],
    run: (target) =>
      count([
        closeCode(target, invoke({ run: 'x', files: new Array(1_000_000).fill(1) })),
        closeCode(target, invoke(Array.from({ length: 200_000 }, () => ({})))),
        closeCode(
          target,
          invoke(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1]))),
        ),
        closeCode(target, invoke('x'.repeat(50 * MB))),
      ]),
  },
  {
    name: 'inputs with as many wrong values as possible',
    expected: ['invalid-input'],
    run: async (target) => {
      const page = await openPage(target);
      const counts = await count(
        Array.from({ length: 8 }, async (_, n) => {
          const call = `wrong ${n}`;
          page.send({
            kind: 'invoke',
            call,
            name: 'predict.files',
            input: { files: new Array(24_000).fill(1) },
          });
          const answer = await page.answer(call);
          return answer.ok ? 'ok' : answer.failure.code;
        }),
      );
      page.socket.terminate();
      return counts;
    },
  },
  {
    name: 'a message and a request of 100 MB',
    // The connection may break while the rest is still being sent.
    expected: [1009, 1006, 405, 'broken'],
    run: (target) =>
      count([
        closeCode(target, new Uint8Array(100 * MB)),
        statusOf(target, '/', pageHeaders(target), { method: 'POST', body: new Uint8Array(100 * MB) }),
      ]),
  },
  {
    name: 'a message in very many pieces',
    expected: ['closed'],
    run: async (target) => {
      const socket = await openFrames(target);
      const first = frameHead(0, { last: false });
      const next = frameHead(0, { opcode: 0, last: false });
      socket.write(Buffer.concat([first, ...new Array(100_000).fill(next)]));
      await closed([socket]);
      return { closed: 1 };
    },
  },
  {
    name: 'eight messages of 64 MB that never end',
    expected: ['half of them closed'],
    run: async (target) => {
      const sockets = await Promise.all(Array.from({ length: 8 }, () => openFrames(target)));
      const piece = Buffer.alloc(MB);
      for (const socket of sockets) {
        socket.write(frameHead(MAX_PAGE_MESSAGE_BYTES));
        for (let sent = 0; sent < 63 && !socket.destroyed; sent++) {
          // Called with an error if the connection is closed.
          await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
        }
      }
      await closed(sockets, 4);
      for (const socket of sockets) socket.destroy();
      return { 'half of them closed': 1 };
    },
  },
  {
    name: '1,500 slow connections',
    expected: ['the oldest closed'],
    run: async (target) => {
      const sockets: Socket[] = [];
      while (sockets.length < 1_500) {
        const opened = await Promise.all(Array.from({ length: 50 }, () => openConnection(target)));
        for (const socket of opened) socket.write('GET / HTTP/1.1\r\nHost: 127');
        sockets.push(...opened);
      }
      await closed(sockets, 400);
      for (const socket of sockets) socket.destroy();
      return { 'the oldest closed': 1 };
    },
  },
  {
    name: '1,000 calls at once',
    expected: ['ok', 'too-many-calls'],
    run: async (target) => {
      const page = await openPage(target);
      const counts: Outcomes = {};
      const answered = new Promise<void>((resolve) => {
        let missing = 1_000;
        page.socket.on('message', (bytes: Buffer) => {
          const message = decodeMessage(bytes) as DoorMessage;
          if (message.kind !== 'answer') return;
          const outcome = message.answer.ok ? 'ok' : message.answer.failure.code;
          counts[outcome] = (counts[outcome] ?? 0) + 1;
          missing -= 1;
          if (missing === 0) resolve();
        });
      });
      for (let n = 0; n < 1_000; n++) {
        page.send({ kind: 'invoke', call: `${performance.now()} ${n}`, name: 'runs.list', input: {} });
      }
      await answered;
      page.socket.terminate();
      return counts;
    },
  },
];
