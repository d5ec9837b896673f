import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { listAdapters } from '#core/engines/webgpu/choose-adapter.ts';
import { webgpuEnvironment, whyNoWebgpu } from '../../../webgpu-adapter.ts';

/** The library reads the environment once, so each case is a process. */
async function inProcess(code: string, environment: Record<string, string>): Promise<string> {
  const module = new URL('../../../../src/core/engines/webgpu/choose-adapter.ts', import.meta.url);
  const script = `import { chooseAdapter, listAdapters } from ${JSON.stringify(module)}; ${code}; process.exit();`;
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VK_|NEURAL_SER_)/.test(name));
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...Object.fromEntries(inherited), ...environment },
  });
  return stdout.trim();
}

const CHOICE =
  "console.log(await chooseAdapter().then(({ about }) => about.name, ({ code, message }) => code + ': ' + message))";
const NOWHERE = { VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' };

test.runIf(process.platform === 'linux')(
  'without a driver there is no adapter, with the reason',
  async () => {
    const found = await inProcess('console.log(JSON.stringify(await listAdapters()))', NOWHERE);
    expect(JSON.parse(found)).toEqual({ adapters: [], reason: 'No GPU with a Vulkan driver was found.' });
    expect(await inProcess(CHOICE, NOWHERE)).toBe(
      'engine-unavailable: No GPU with a Vulkan driver was found.',
    );
  },
);

describe.skipIf(whyNoWebgpu)('the software adapter', () => {
  test('is listed as one', async () => {
    const { adapters, reason } = await listAdapters();
    expect(reason).toBeNull();
    expect(adapters).toEqual([
      expect.objectContaining({
        number: 1,
        name: expect.stringContaining('SwiftShader'),
        software: true,
        backend: 'vulkan',
        stepMilliseconds: null,
        tiles: null,
        failure: null,
      }),
    ]);
    expect(adapters[0].maxArrayBytes).toBeGreaterThanOrEqual(2 ** 27);
  });

  test('is only used when it is named', async () => {
    const { NEURAL_SER_WEBGPU_ADAPTER: name, ...driver } = webgpuEnvironment as Record<string, string>;
    expect(await inProcess(CHOICE, driver)).toMatch(/^engine-unavailable: Only a software adapter was found/);
    const chosen = { ...driver, NEURAL_SER_WEBGPU_ADAPTER: name };
    expect(await inProcess(CHOICE, chosen)).toContain('SwiftShader');
    expect(await inProcess(CHOICE, { ...driver, NEURAL_SER_WEBGPU_ADAPTER: '1' })).toContain('SwiftShader');
    const other = { ...driver, NEURAL_SER_WEBGPU_ADAPTER: 'GeForce' };
    expect(await inProcess(CHOICE, other)).toMatch(
      /“GeForce”, but the adapters of this computer are: 1 \(SwiftShader/,
    );
  });

  test('is used where the device is its number, and no other number is taken for it', async () => {
    const { NEURAL_SER_WEBGPU_ADAPTER: _, ...driver } = webgpuEnvironment as Record<string, string>;
    expect(await inProcess(CHOICE, { ...driver, NEURAL_SER_DEVICE: '1' })).toContain('SwiftShader');
    expect(await inProcess(CHOICE, { ...driver, NEURAL_SER_DEVICE: '2' })).toMatch(
      /^engine-unavailable: The device is 2, but the adapters of this computer are: 1 \(SwiftShader/,
    );
  });
});
