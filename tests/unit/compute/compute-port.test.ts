import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';

const PORT = new URL('../../../src/compute/compute-port.ts', import.meta.url).href;

/** Runs a script with `openComputePort` in scope in a forked process; gives what it posted and how it ended. */
async function forked(script: string): Promise<{ posted: unknown[]; code: number | null }> {
  const path = join(temporaryFolder(), 'child.mjs');
  writeFileSync(path, `import { openComputePort } from ${JSON.stringify(PORT)};\n${script}`);
  const child = fork(path, { execArgv: [], serialization: 'advanced' });
  const posted: unknown[] = [];
  const code = await new Promise<number | null>((resolve) => {
    // `close` comes when the channel has been read to its end; one that this side has cut never ends so.
    child.once('close', resolve);
    child.on('message', (message: { done?: true }) => {
      if (message.done) child.once('exit', resolve).disconnect();
      else posted.push(message);
    });
  });
  return { posted, code };
}

describe('openComputePort', () => {
  it('has everything delivered when it says so', async () => {
    const { posted, code } = await forked(`
      const port = openComputePort();
      for (let number = 0; number < 2000; number++) port.post({ number, filling: 'x'.repeat(500) });
      await port.flush();
      process.exit(7);
    `);
    expect(posted).toHaveLength(2000);
    expect(posted.at(-1)).toMatchObject({ number: 1999 });
    expect(code).toBe(7);
  });

  it('tells that the laboratory is gone, and then posts to nobody', async () => {
    const { code } = await forked(`
      const port = openComputePort();
      port.onClose(() => {
        port.post('nobody hears this');
        port.flush().then(() => process.exit(8));
      });
      port.post({ done: true });
    `);
    expect(code).toBe(8);
  });
});
