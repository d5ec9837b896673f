import type { TaskMessage, TaskReport } from '#core/system/process-pool.ts';
import { openJobPort } from './job-port.ts';
import { watchMemory } from './memory-watch.ts';

/** Memory that was used once is not always given back, and must not count against the next task. */
const LAST_MEGABYTES = 300;
/** Until the first task. */
const START_MEGABYTES = 500;

/**
 * Does the tasks of a `ProcessPool` in this process, one after another. `send` sends a part of the answer and waits until it has
 * left this process. `answer` must not fail.
 */
export function serveTasks<Task, Answer, Part = never>(
  answer: (task: Task, send: (part: Part) => Promise<void>) => Promise<Answer>,
): void {
  const port = openJobPort();
  if (port === null) {
    process.stderr.write('The laboratory starts this process; do not start it by hand.\n');
    process.exitCode = 64;
    return;
  }
  // A terminal sends Ctrl-C to all its processes. The laboratory decides what happens to its tasks.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
  const watch = watchMemory(START_MEGABYTES);
  const post = (report: TaskReport<Answer, Part>) => port.post(report);
  const send = (part: Part) => {
    post({ kind: 'part', part });
    return port.flush();
  };
  /** The next task may come before this one is answered. */
  let last = Promise.resolve();
  port.onMessage((message) => {
    const { task, megabytes } = message as TaskMessage<Task>;
    last = last.then(async () => {
      watch.allow(megabytes);
      const given = await answer(task, send);
      post({ kind: 'answer', answer: given, last: process.memoryUsage.rss() / 1e6 > LAST_MEGABYTES });
    });
  });
  port.onClose(() => process.exit());
  post({ kind: 'ready' });
}
