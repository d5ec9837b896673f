import { spawnSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { createRealFft } from '#core/audio/fft.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';

const simdUnavailable = expect.objectContaining({ name: 'UserError', code: 'simd-unavailable' });

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['no WebAssembly', undefined],
  ['WebAssembly without SIMD', { ...Reflect.get(globalThis, 'WebAssembly'), validate: () => false }],
])('%s: the engine, the extractor and the FFT throw simd-unavailable', async (_, runtime) => {
  vi.stubGlobal('WebAssembly', runtime);
  await expect(createWasmEngine()).rejects.toEqual(simdUnavailable);
  await expect(createExtractor(LOG_MEL)).rejects.toEqual(simdUnavailable);
  await expect(createRealFft(512)).rejects.toEqual(simdUnavailable);
});

test.runIf(process.arch === 'x64')(
  'throws simd-unavailable on a processor without SSE4.1, which V8 emulates',
  () => {
    const engine = new URL('../../../src/core/engines/wasm/wasm-engine.ts', import.meta.url);
    const program = `import { createWasmEngine } from ${JSON.stringify(engine.href)};
    await createWasmEngine().catch(({ name, code }) => console.log(name, code));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--no-enable-sse4-1', '--input-type=module', '--eval', program],
      { encoding: 'utf8' },
    );
    expect(stdout.trim(), stderr).toBe('UserError simd-unavailable');
  },
);
