/** Programs that are measured alternately. Each executes the command of a line and answers with a number. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';

const ROUNDS = 5;
const PREDICTIONS = 15;
/** Maximum CPU shares of other programs during a measurement, and before it. */
const QUIET = 0.05;
const LOOK_SECONDS = 3;
/** Pause between two measurements for other programs. */
const BREATH_SECONDS = 0.1;

export interface Peer {
  name: string;
  process: ChildProcess;
  answers: AsyncIterator<string>;
  /** Its first line. */
  ready: string;
}

export interface PeerProgram {
  name: string;
  command: string;
  args: readonly string[];
  /** Changes to this process's environment; undefined removes a variable. */
  environment?: Record<string, string | undefined>;
  /** A line that it reads before its first line. */
  given?: string;
}

/** Starts a program and waits until it is ready. @throws Error with its output if it ends before. */
export async function startPeer(program: PeerProgram): Promise<Peer> {
  const { name, command, args, environment, given } = program;
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', TF_CPP_MIN_LOG_LEVEL: '3', ...environment },
  });
  // TensorFlow prints messages on every start. They are only shown after a failure.
  const output: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => output.push(line));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  if (given !== undefined) child.stdin.write(`${given}\n`);
  const { done, value } = await answers.next();
  if (done) throw new Error(`${name} ended before it was ready:\n${output.join('\n')}`);
  return { name, process: child, answers, ready: value };
}

async function ask({ name, process: child, answers }: Peer, request: string): Promise<number> {
  child.stdin!.write(`${request}\n`);
  const { done, value } = await answers.next();
  if (done) throw new Error(`${name} ended at “${request}”.`);
  return Number(value);
}

export interface Measured {
  firstStepMs: number;
  /** Medians. */
  stepMs: number;
  predictMs: number;
  /** Peak of resident memory. */
  megabytes: number;
}

/** The results of the programs in order, and the CPU share of other programs during the measurement. */
export interface Comparison {
  measured: Measured[];
  otherLoad: number;
}

/** Options for a shared machine. */
export interface Sharing {
  /** Waits up to this long for low load, measures again if the load was high, and uses the measurement with the lowest load. */
  patienceSeconds: number;
  /** Gives the programs real-time priority during the measurement. */
  first: boolean;
}

/**
 * Measures the programs and ends their processes. They alternate step by step, so that other load affects all of them
 * equally. Each round starts with another program, so that none always follows the same one.
 */
export async function measure(peers: readonly Peer[], sharing: Sharing): Promise<Comparison> {
  const firstSteps: number[] = [];
  for (const peer of peers) {
    firstSteps.push(await ask(peer, 'step'));
    for (const request of ['step', 'predict', 'predict']) await ask(peer, request);
  }
  const deadline = performance.now() + 1000 * sharing.patienceSeconds;
  const isLate = () => performance.now() > deadline;
  let best: { rounds: Rounds[]; otherLoad: number } | null = null;
  if (sharing.first) putFirst(peers);
  do {
    while (!isLate() && (await machineLoad()) > QUIET);
    const found = await measureRounds(peers);
    if (best === null || found.otherLoad < best.otherLoad) best = found;
  } while (best.otherLoad > QUIET && !isLate());
  const measured: Measured[] = [];
  for (const [i, peer] of peers.entries()) {
    const { step, predict } = best.rounds[i];
    measured.push({
      firstStepMs: firstSteps[i],
      stepMs: median(step),
      predictMs: median(predict),
      megabytes: await ask(peer, 'memory'),
    });
    const gone = once(peer.process, 'exit');
    peer.process.stdin!.end();
    await gone;
  }
  return { measured, otherLoad: best.otherLoad };
}

type Rounds = Record<'step' | 'predict', number[]>;

async function measureRounds(peers: readonly Peer[]): Promise<{ rounds: Rounds[]; otherLoad: number }> {
  const rounds: Rounds[] = peers.map(() => ({ step: [], predict: [] }));
  const spent = { busy: 0, all: 0 };
  const own = async () => {
    let milliseconds = 0;
    for (const peer of peers) milliseconds += await ask(peer, 'cpu');
    return milliseconds;
  };
  const takeTurns = async (request: keyof Rounds, times: number) => {
    for (let round = 0; round < times; round++)
      for (let turn = 0; turn < peers.length; turn++) {
        const peer = (round + turn) % peers.length;
        await pause(BREATH_SECONDS);
        const before = processorTimes();
        rounds[peer][request].push(await ask(peers[peer], request));
        const after = processorTimes();
        spent.busy += after.busy - before.busy;
        spent.all += after.all - before.all;
      }
  };
  const before = await own();
  await takeTurns('step', ROUNDS);
  await takeTurns('predict', PREDICTIONS);
  return { rounds, otherLoad: Math.max(0, (spent.busy - ((await own()) - before)) / spent.all) };
}

/** The busy share of all CPUs, measured over some time. */
async function machineLoad(): Promise<number> {
  const before = processorTimes();
  await pause(LOOK_SECONDS);
  const after = processorTimes();
  return (after.busy - before.busy) / (after.all - before.all);
}

/** Gives every thread of the programs real-time priority (SCHED_RR of Linux, only as root). Threads spin while they wait. */
function putFirst(peers: readonly Peer[]): void {
  for (const { name, process: child } of peers) {
    const { status, stderr } = spawnSync('chrt', ['-a', '-r', '-p', '1', `${child.pid}`], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${name} cannot get priority: ${stderr || 'chrt is not installed'}`);
  }
}

/** Milliseconds of all CPUs since the start of the machine. */
function processorTimes(): { busy: number; all: number } {
  const sums = { busy: 0, all: 0 };
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq;
    sums.busy += busy;
    sums.all += busy + times.idle;
  }
  return sums;
}

const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, 1000 * seconds));

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

export function geometricMean(numbers: readonly number[]): number {
  return Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);
}
