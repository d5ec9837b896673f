import { UserError } from '#shared/failure.ts';
import { type ForkedProcess, forkProcess, lastLine, scrubbedEnvironment } from './forked-process.ts';

/** Processes that do one task after another, each with a limit of time and of memory. */
export interface ProcessPool<Task, Answer, Part> {
  /**
   * A process's answer to a task. Tasks wait until a process is free.
   * @throws UserError `given-up` where it needs more time or memory or ends the process; `cancelled`; `closed`.
   */
  run(task: Task, limits: TaskLimits<Part>): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface TaskLimits<Part> {
  seconds: number;
  /** Of the whole process. It watches that itself: see `src/workers/memory-watch.ts`. */
  megabytes: number;
  signal?: AbortSignal | undefined;
  /** Called with each part that comes before the answer. Large answers come in parts, because messages are copied. */
  onPart?(part: Part): void;
}

export interface ProcessPoolOptions<Task> {
  /** The script of the processes: `src/workers/serve-tasks.ts` answers the messages. */
  entry: URL;
  /** At least 1. Processes start when tasks come. */
  processes: number;
  /** Processes without a task for this long end; default 30. */
  idleSeconds?: number;
  /**
   * Whether a process may get the task while it does another such one, which it answers first: so it need not wait for its
   * next task. Only for many short tasks. Default: none.
   */
  early?: (task: Task) => boolean;
}

/** Pool → process. */
export interface TaskMessage<Task> {
  task: Task;
  megabytes: number;
}

/** Process → pool: `ready` once; for each task parts, if there are any, and an answer. */
export type TaskReport<Answer, Part> =
  | { kind: 'ready' }
  | { kind: 'part'; part: Part }
  /** `last`: the process has much memory now, which it may not give back. It must end. */
  | { kind: 'answer'; answer: Answer; last: boolean };

interface Waiting<Task, Part> {
  task: Task;
  limits: TaskLimits<Part>;
  /** A listener of its own: another task with the same signal must not take it away. */
  onAbort(): void;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

interface Member<Task, Part> {
  process: ForkedProcess;
  exited: Promise<void>;
  current: Waiting<Task, Part> | null;
  /** The process has got it already. Its time starts when it becomes the current one. */
  following: Waiting<Task, Part> | null;
  /** It gets no more tasks. */
  ending: boolean;
  timer: NodeJS.Timeout | undefined;
  idle: NodeJS.Timeout | undefined;
}

/** Loading the script takes time of its own, which does not count for the first task. */
const START_SECONDS = 30;

/** Creates a pool. A process that is stuck, in a loop or in WebAssembly, is killed, and another one takes its place. */
export function createProcessPool<Task, Answer, Part = never>({
  entry,
  processes: most,
  idleSeconds = 30,
  early = () => false,
}: ProcessPoolOptions<Task>): ProcessPool<Task, Answer, Part> {
  const members = new Set<Member<Task, Part>>();
  const queue: Waiting<Task, Part>[] = [];
  let closed = false;

  const start = (): Member<Task, Part> => {
    const process = forkProcess(entry, scrubbedEnvironment(globalThis.process.env));
    const { promise: exited, resolve } = Promise.withResolvers<void>();
    const member: Member<Task, Part> = {
      ...{ process, exited, current: null, following: null, ending: false },
      ...{ timer: undefined, idle: undefined },
    };
    members.add(member);
    process.onMessage((message) => onReport(member, message as TaskReport<Answer, Part>));
    process.onExit(({ stderrTail, code, signal }) => {
      members.delete(member);
      const { following } = member;
      finish(member)?.reject(givenUp(lastLine(stderrTail) ?? signal ?? `exit code ${code}`));
      if (following !== null) putBack(following);
      resolve();
      fill();
    });
    return member;
  };

  const onReport = (member: Member<Task, Part>, report: TaskReport<Answer, Part>): void => {
    const { current } = member;
    if (report.kind === 'part') current?.limits.onPart?.(report.part);
    // The first task's time starts when the script has loaded.
    else if (report.kind === 'ready') current !== null && watch(member, current.limits.seconds);
    else {
      finish(member)?.resolve(report.answer);
      if (report.last) void end(member);
      else next(member);
    }
  };

  /** A task that its process has not begun. */
  const putBack = (waiting: Waiting<Task, Part>): void => {
    if (closed) waiting.reject(new UserError('closed', 'Closed.'));
    else if (!waiting.limits.signal?.aborted) queue.unshift(waiting);
  };

  const finish = (member: Member<Task, Part>): Waiting<Task, Part> | null => {
    clearTimeout(member.timer);
    const { current } = member;
    member.current = null;
    current?.limits.signal?.removeEventListener('abort', current.onAbort);
    return current;
  };

  /** Kills the process and gives the task that it did. */
  const end = (member: Member<Task, Part>): Waiting<Task, Part> | null => {
    member.ending = true;
    clearTimeout(member.idle);
    member.process.kill(true);
    return finish(member);
  };

  const watch = (member: Member<Task, Part>, seconds: number) => {
    clearTimeout(member.timer);
    member.timer = setTimeout(() => end(member)?.reject(tooSlow(seconds)), seconds * 1000);
  };

  const send = ({ process }: Member<Task, Part>, { task, limits: { megabytes } }: Waiting<Task, Part>) =>
    process.send({ task, megabytes } satisfies TaskMessage<Task>);

  const give = (member: Member<Task, Part>, waiting: Waiting<Task, Part>, isNew: boolean) => {
    clearTimeout(member.idle);
    member.process.hold(true);
    member.current = waiting;
    watch(member, waiting.limits.seconds + (isNew ? START_SECONDS : 0));
    send(member, waiting);
  };

  const next = (member: Member<Task, Part>) => {
    if (member.ending) return;
    if (member.following !== null) {
      member.current = member.following;
      member.following = null;
      watch(member, member.current.limits.seconds);
      fill();
      return;
    }
    const waiting = queue.shift();
    if (waiting !== undefined) {
      give(member, waiting, false);
      fill();
      return;
    }
    member.process.hold(false);
    member.idle = setTimeout(() => void end(member), idleSeconds * 1000).unref();
  };

  /**
   * Gives waiting tasks to free processes, and starts processes as long as there are fewer than allowed. Then gives them to
   * processes that do another one.
   */
  const fill = () => {
    for (const member of members) {
      if (queue.length === 0) return;
      if (member.current === null && !member.ending) give(member, queue.shift()!, false);
    }
    while (!closed && queue.length > 0 && members.size < most) give(start(), queue.shift()!, true);
    for (const member of members) {
      if (queue.length === 0 || !early(queue[0].task)) return;
      const { current, following, ending } = member;
      if (current === null || following !== null || ending || !early(current.task)) continue;
      member.following = queue.shift()!;
      send(member, member.following);
    }
  };

  const cancelQueued = () => {
    for (let i = queue.length - 1; i >= 0; i--)
      if (queue[i].limits.signal?.aborted) queue.splice(i, 1)[0].reject(cancelled());
    for (const member of members) {
      // Its process does it nevertheless.
      if (member.following?.limits.signal?.aborted) member.following.reject(cancelled());
      if (member.current?.limits.signal?.aborted) end(member)?.reject(cancelled());
    }
  };

  return {
    run(task, limits) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const { signal } = limits;
      if (closed) reject(new UserError('closed', 'The laboratory is closing and reads no more files.'));
      else if (signal?.aborted) reject(cancelled());
      else {
        const onAbort = () => cancelQueued();
        signal?.addEventListener('abort', onAbort, { once: true });
        queue.push({ task, limits, onAbort, resolve, reject });
        fill();
      }
      return promise as Promise<Answer>;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const waiting of queue.splice(0)) waiting.reject(new UserError('closed', 'Closed.'));
      await Promise.all(
        [...members].map(({ process, exited }) => {
          process.hold(true);
          process.kill(true);
          return exited;
        }),
      );
    },
  };
}

const cancelled = () => new UserError('cancelled', 'Cancelled.');

function tooSlow(seconds: number): UserError {
  return new UserError(
    'given-up',
    `It was given up after ${Math.ceil(seconds)} s. The file is probably damaged: copy it again, or convert it to WAV.`,
  );
}

function givenUp(how: string): UserError {
  return new UserError(
    'given-up',
    `Reading it ended the process that decodes sounds (${how}). The file is probably damaged: copy it again, or convert it to WAV.`,
  );
}
