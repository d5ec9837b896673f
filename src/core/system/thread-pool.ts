import { Worker } from 'node:worker_threads';
import { UserError } from '#shared/failure.ts';

/** Threads that do one task after another, each with a limit of time. */
export interface ThreadPool<Task, Answer> {
  /**
   * The thread's answer to a task. Tasks wait until a thread is free.
   * @throws UserError `given-up` where it takes longer than `seconds` or ends the thread; `cancelled`; `closed`.
   */
  run(task: Task, seconds: number, signal?: AbortSignal): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ThreadPoolOptions<Task> {
  /** The script of the threads: it answers each message with one. */
  entry: URL;
  name: string;
  /** At least 1. Threads start when tasks come. */
  threads: number;
  /** Threads without a task for this long end; default 30. */
  idleSeconds?: number;
  /**
   * Whether a thread may get the task while it does another such one, which it answers first: so it need not wait for its next
   * task. Only for many short tasks. Default: none.
   */
  early?: (task: Task) => boolean;
}

interface Waiting<Task> {
  task: Task;
  seconds: number;
  signal: AbortSignal | undefined;
  /** A listener of its own: another task with the same signal must not take it away. */
  onAbort(): void;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

interface Thread<Task> {
  worker: Worker;
  current: Waiting<Task> | null;
  /** The thread has got it already. Its time starts when it becomes the current one. */
  following: Waiting<Task> | null;
  /** It gets no more tasks. */
  ending: boolean;
  timer: NodeJS.Timeout | undefined;
  idle: NodeJS.Timeout | undefined;
}

/** Loading the script takes time of its own, which does not count for the first task. */
const START_SECONDS = 30;

/** Creates a pool. A thread that is stuck, in a loop or in WebAssembly, is ended, and another one takes its place. */
export function createThreadPool<Task, Answer>({
  entry,
  name,
  threads: most,
  idleSeconds = 30,
  early = () => false,
}: ThreadPoolOptions<Task>): ThreadPool<Task, Answer> {
  const threads = new Set<Thread<Task>>();
  const queue: Waiting<Task>[] = [];
  let closed = false;

  const start = (): Thread<Task> => {
    // Libraries report each damaged part of a file there; what matters is in the answers.
    const worker = new Worker(entry, { name, stderr: true });
    worker.stderr.resume();
    const thread: Thread<Task> = {
      worker,
      current: null,
      following: null,
      ending: false,
      timer: undefined,
      idle: undefined,
    };
    threads.add(thread);
    let ready = false;
    let cause: unknown;
    worker.on('message', (answer: unknown) => {
      if (!ready) {
        ready = true;
        // The first message says that the script has loaded.
        if (thread.current !== null) watch(thread, thread.current.seconds);
        return;
      }
      finish(thread)?.resolve(answer);
      next(thread);
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => {
      threads.delete(thread);
      const { following } = thread;
      finish(thread)?.reject(givenUp(cause));
      if (following !== null && closed) following.reject(new UserError('closed', 'Closed.'));
      else if (following !== null && !following.signal?.aborted) queue.unshift(following);
      fill();
    });
    return thread;
  };

  const finish = (thread: Thread<Task>): Waiting<Task> | null => {
    clearTimeout(thread.timer);
    const { current } = thread;
    thread.current = null;
    current?.signal?.removeEventListener('abort', current.onAbort);
    return current;
  };

  /** Ends the thread and gives the task that it did. */
  const end = (thread: Thread<Task>): Waiting<Task> | null => {
    thread.ending = true;
    void thread.worker.terminate();
    return finish(thread);
  };

  const watch = (thread: Thread<Task>, seconds: number) => {
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => end(thread)?.reject(tooSlow(seconds)), seconds * 1000);
  };

  const give = (thread: Thread<Task>, waiting: Waiting<Task>, isNew: boolean) => {
    clearTimeout(thread.idle);
    thread.worker.ref();
    thread.current = waiting;
    watch(thread, isNew ? START_SECONDS + waiting.seconds : waiting.seconds);
    thread.worker.postMessage(waiting.task);
  };

  const next = (thread: Thread<Task>) => {
    if (thread.ending) return;
    if (thread.following !== null) {
      thread.current = thread.following;
      thread.following = null;
      watch(thread, thread.current.seconds);
      fill();
      return;
    }
    const waiting = queue.shift();
    if (waiting !== undefined) {
      give(thread, waiting, false);
      fill();
      return;
    }
    thread.worker.unref();
    thread.idle = setTimeout(() => void end(thread), idleSeconds * 1000).unref();
  };

  /**
   * Gives waiting tasks to free threads, and starts threads as long as there are fewer than allowed. Then gives them to threads
   * that do another one.
   */
  const fill = () => {
    for (const thread of threads) {
      if (queue.length === 0) return;
      if (thread.current === null && !thread.ending) give(thread, queue.shift()!, false);
    }
    while (!closed && queue.length > 0 && threads.size < most) give(start(), queue.shift()!, true);
    for (const thread of threads) {
      if (queue.length === 0 || !early(queue[0].task)) return;
      const { current, following, ending } = thread;
      if (current === null || following !== null || ending || !early(current.task)) continue;
      thread.following = queue.shift()!;
      thread.worker.postMessage(thread.following.task);
    }
  };

  const cancelQueued = () => {
    for (let i = queue.length - 1; i >= 0; i--)
      if (queue[i].signal?.aborted) queue.splice(i, 1)[0].reject(cancelled());
    for (const thread of threads) {
      // Its thread does it nevertheless.
      if (thread.following?.signal?.aborted) thread.following.reject(cancelled());
      if (thread.current?.signal?.aborted) end(thread)?.reject(cancelled());
    }
  };

  return {
    run(task, seconds, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      if (closed) reject(new UserError('closed', 'The laboratory is closing and reads no more files.'));
      else if (signal?.aborted) reject(new UserError('cancelled', 'Cancelled.'));
      else {
        const onAbort = () => cancelQueued();
        signal?.addEventListener('abort', onAbort, { once: true });
        queue.push({ task, seconds, signal, onAbort, resolve, reject });
        fill();
      }
      return promise as Promise<Answer>;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const waiting of queue.splice(0)) waiting.reject(new UserError('closed', 'Closed.'));
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
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

function givenUp(cause: unknown): UserError {
  const detail = cause instanceof Error ? ` (${cause.message})` : '';
  return new UserError(
    'given-up',
    `Reading it ended the thread that decodes sounds${detail}. The file is probably damaged: copy it again, or convert it to WAV.`,
  );
}
