import { serveTasks } from '#workers/serve-tasks.ts';

/**
 * A process that answers a number with its double, after as many parts as it says; loops without end at `loop`; ends at `end`; fills its
 * memory at `fill`; and sends its number at `pid`.
 */
const kept: Uint8Array[] = [];
serveTasks<number | 'loop' | 'end' | 'fill' | 'pid', number, string>(async (task, send) => {
  if (task === 'end') {
    process.stderr.write('it was told to\n');
    process.exit(7);
  }
  if (task === 'pid') await send(String(process.pid));
  while (task === 'fill') kept.push(new Uint8Array(1e6).fill(1));
  while (task === 'loop');
  for (let i = 0; i < Number(task) % 10; i++) await send(`part ${i}`);
  return 2 * Number(task);
});
