// Attacks the served door as tests/integration/served-attacks.test.ts does, each attack from a process of its own, and prints
// how soon another page was answered meanwhile (a call and a file together), and the memory of the door. Exits with 1 if an
// answer took 200 ms or longer. An argument chooses the attacks by a part of their names.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ATTACKS, type Outcomes } from '../tests/served-attacks/attacks.ts';
import { observe } from '../tests/served-attacks/observe.ts';
import { openPage, type StartedTarget, startTarget, type Target } from '../tests/served-attacks/target.ts';
import { median, percentile } from './window/statistics.ts';

const BAR_MS = 200;
const ANSWERS = 100;

interface Order {
  attack: string;
  target: Target;
}

const ms = (value: number) => value.toFixed(1).padStart(8);
const megabytes = (bytes: number | null) => (bytes === null ? '?' : `${Math.round(bytes / 2 ** 20)} MB`);

async function measureAll(part: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-attacks-'));
  const target = await startTarget(folder);
  const attacker = fork(import.meta.filename);
  try {
    await measure(target, attacker, part);
  } finally {
    attacker.disconnect();
    await target.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(target: StartedTarget, attacker: ChildProcess, part: string): Promise<void> {
  const other = await openPage(target, target.neighbour);
  await other.hello();
  await once(attacker, 'message');

  const row = async (name: string, attack: () => Promise<Outcomes>) => {
    const counts: Outcomes = {};
    const { answeredMs, peakBytes } = await observe(
      target,
      other,
      async () => {
        for (const [outcome, times] of Object.entries(await attack())) {
          counts[outcome] = (counts[outcome] ?? 0) + times;
        }
      },
      ANSWERS,
    );
    const max = Math.max(...answeredMs);
    if (max >= BAR_MS) process.exitCode = 1;
    const times = [median(answeredMs), percentile(answeredMs, 99), max].map(ms).join('');
    const outcomes = Object.entries(counts).map(([outcome, times]) => `${times} × ${outcome}`);
    const load = loadavg()[0].toFixed(1).padStart(6);
    console.log(`${times}${megabytes(peakBytes).padStart(9)}${load}  ${name}: ${outcomes.join(', ')}`);
  };

  console.log('Answers to another page in ms, memory of the door, load of the machine');
  console.log('  median    99 %     max   memory  load  attack: outcomes');
  await row('none', () => new Promise((resolve) => setTimeout(resolve, 1_000, {})));
  const { port, host, entry, neighbour } = target;
  for (const { name } of ATTACKS.filter(({ name }) => name.includes(part))) {
    await row(name, async () => {
      attacker.send({ attack: name, target: { port, host, entry, neighbour } } satisfies Order);
      const [outcomes] = await once(attacker, 'message');
      return outcomes;
    });
  }
  other.socket.terminate();
}

if (process.send === undefined) await measureAll(process.argv[2] ?? '');
else {
  process.on('message', async ({ attack, target }: Order) => {
    process.send?.(await ATTACKS.find(({ name }) => name === attack)!.run(target));
  });
  process.send('ready');
}
