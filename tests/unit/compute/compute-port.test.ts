import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openComputePort } from '../../../src/compute/compute-port.ts';

afterEach(() => {
  Reflect.deleteProperty(process, 'parentPort');
});

describe('openComputePort', () => {
  it('speaks through Electron’s parent port where there is one', async () => {
    const posted: unknown[] = [];
    const parentPort = Object.assign(new EventEmitter(), {
      postMessage: (value: unknown) => posted.push(value),
    });
    Object.assign(process, { parentPort });
    const port = openComputePort();
    const heard: unknown[] = [];
    port?.onMessage((message) => heard.push(message));
    port?.onClose(() => heard.push('closed'));
    parentPort.emit('message', { data: { kind: 'shutdown' } });
    parentPort.emit('close');
    port?.post({ kind: 'ready' });
    await port?.flush();
    expect({ heard, posted }).toEqual({
      heard: [{ kind: 'shutdown' }, 'closed'],
      posted: [{ kind: 'ready' }],
    });
  });
});
