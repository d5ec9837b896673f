import { spawnSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { createRealFft } from '../../../src/core/audio/fft.ts';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasm-engine.ts';
import { createExtractor } from '../../../src/core/features/extract.ts';
import { LOG_MEL } from '../../../src/shared/recipes.ts';

const refused = expect.objectContaining({ name: 'UserError', code: 'simd-unavailable' });

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['no WebAssembly', undefined],
  [
    'a WebAssembly that does not know SIMD',
    { ...Reflect.get(globalThis, 'WebAssembly'), validate: () => false },
  ],
])('%s: whatever needs it says so', async (_, runtime) => {
  vi.stubGlobal('WebAssembly', runtime);
  await expect(createWasmEngine()).rejects.toEqual(refused);
  await expect(createExtractor(LOG_MEL)).rejects.toEqual(refused);
  await expect(createRealFft(512)).rejects.toEqual(refused);
});

test.runIf(process.arch === 'x64')('a processor without SSE4.1, as V8 plays it', () => {
  const engine = new URL('../../../src/core/engines/wasm/wasm-engine.ts', import.meta.url);
  const program = `import { createWasmEngine } from ${JSON.stringify(engine.href)};
    await createWasmEngine().catch(({ name, code }) => console.log(name, code));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-enable-sse4-1', '--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  );
  expect(stdout.trim(), stderr).toBe('UserError simd-unavailable');
});
