import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';

const PORT = new URL('../../../src/workers/job-port.ts', import.meta.url).href;

/** Runs a script that imports `openJobPort` in a forked process; gives what it posted and its exit code. */
async function forked(script: string): Promise<{ posted: unknown[]; code: number | null }> {
  const path = join(temporaryFolder(), 'child.mjs');
  writeFileSync(path, `import { openJobPort } from ${JSON.stringify(PORT)};\n${script}`);
  const child = fork(path, { execArgv: [], serialization: 'advanced' });
  const posted: unknown[] = [];
  const code = await new Promise<number | null>((resolve) => {
    // `close` comes when the channel has been read to its end; it does not come after `disconnect`.
    child.once('close', resolve);
    child.on('message', (message: { done?: true }) => {
      if (message.done) child.once('exit', resolve).disconnect();
      else posted.push(message);
    });
  });
  return { posted, code };
}

describe('openJobPort', () => {
  it('has delivered all messages after flush', async () => {
    const { posted, code } = await forked(`
      const port = openJobPort();
      for (let number = 0; number < 2000; number++) port.post({ number, filling: 'x'.repeat(500) });
      await port.flush();
      process.exit(7);
    `);
    expect(posted).toHaveLength(2000);
    expect(posted.at(-1)).toMatchObject({ number: 1999 });
    expect(code).toBe(7);
  });

  it('reports that the laboratory has ended, and then posts nothing', async () => {
    const { code } = await forked(`
      const port = openJobPort();
      port.onClose(() => {
        port.post('not delivered');
        port.flush().then(() => process.exit(8));
      });
      port.post({ done: true });
    `);
    expect(code).toBe(8);
  });
});
