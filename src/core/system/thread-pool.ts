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

export interface ThreadPoolOptions {
  /** The script of the threads: it answers each message with one. */
  entry: URL;
  name: string;
  /** At least 1. Threads start when tasks come. */
  threads: number;
  /** Threads without a task for this long end; default 30. */
  idleSeconds?: number;
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
}: ThreadPoolOptions): ThreadPool<Task, Answer> {
  const threads = new Set<Thread<Task>>();
  const queue: Waiting<Task>[] = [];
  let closed = false;

  const start = (): Thread<Task> => {
    // Libraries report each damaged part of a file there; what matters is in the answers.
    const worker = new Worker(entry, { name, stderr: true });
    worker.stderr.resume();
    const thread: Thread<Task> = { worker, current: null, timer: undefined, idle: undefined };
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
      finish(thread)?.reject(givenUp(cause));
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

  const watch = (thread: Thread<Task>, seconds: number) => {
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => {
      finish(thread)?.reject(tooSlow(seconds));
      void thread.worker.terminate();
    }, seconds * 1000);
  };

  const give = (thread: Thread<Task>, waiting: Waiting<Task>, isNew: boolean) => {
    clearTimeout(thread.idle);
    thread.worker.ref();
    thread.current = waiting;
    watch(thread, isNew ? START_SECONDS + waiting.seconds : waiting.seconds);
    thread.worker.postMessage(waiting.task);
  };

  const next = (thread: Thread<Task>) => {
    const waiting = queue.shift();
    if (waiting !== undefined) return give(thread, waiting, false);
    thread.worker.unref();
    thread.idle = setTimeout(() => void thread.worker.terminate(), idleSeconds * 1000).unref();
  };

  /** Gives waiting tasks to free threads, and starts threads as long as there are fewer than allowed. */
  const fill = () => {
    for (const thread of threads) {
      if (queue.length === 0) return;
      if (thread.current === null) give(thread, queue.shift()!, false);
    }
    while (!closed && queue.length > 0 && threads.size < most) give(start(), queue.shift()!, true);
  };

  const cancelQueued = () => {
    for (let i = queue.length - 1; i >= 0; i--)
      if (queue[i].signal?.aborted) queue.splice(i, 1)[0].reject(new UserError('cancelled', 'Cancelled.'));
    for (const thread of threads) {
      if (!thread.current?.signal?.aborted) continue;
      finish(thread)?.reject(new UserError('cancelled', 'Cancelled.'));
      void thread.worker.terminate();
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
