import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseEngine, type EngineCandidate, probeEngines } from '#core/engines/choose-engine.ts';
import { UserError } from '#shared/failure.ts';
import { createSoftmaxEngine } from '../../integration/training/softmax-engine.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const absent: EngineCandidate = {
  name: 'tensorflow',
  open: async () => {
    throw new UserError('engine-unavailable', 'Its library is not installed.');
  },
  versions: async () => ({}),
};

function working(name: EngineCandidate['name'], closed: string[] = []): EngineCandidate {
  return {
    name,
    open: async () => ({ ...createSoftmaxEngine(), name, [Symbol.dispose]: () => void closed.push(name) }),
    versions: async () => ({ [name]: '1.0' }),
  };
}

describe('chooseEngine', () => {
  it('chooses the best engine that works, and tells why no better one', async () => {
    const { engine, why, versions } = await chooseEngine('auto', [absent, working('wasm')]);
    expect(engine.name).toBe('wasm');
    expect(why).toContain('Its library is not installed.');
    expect(versions).toEqual({ wasm: '1.0' });
    expect((await chooseEngine('auto', [working('tensorflow'), working('wasm')])).engine.name).toBe(
      'tensorflow',
    );
  });

  it('chooses the requested engine even if it is not the best', async () => {
    const { engine } = await chooseEngine('wasm', [working('tensorflow'), working('wasm')]);
    expect(engine.name).toBe('wasm');
  });

  it('uses an engine that is only for requests when it is requested, and never otherwise', async () => {
    const onRequest: EngineCandidate = { ...working('webgpu'), onRequest: true };
    expect((await chooseEngine('webgpu', [working('wasm'), onRequest])).engine.name).toBe('webgpu');
    expect((await chooseEngine('auto', [onRequest, working('wasm')])).engine.name).toBe('wasm');
    await expect(chooseEngine('auto', [absent, onRequest])).rejects.toMatchObject({
      code: 'engine-unavailable',
    });
    await expect(chooseEngine('tensorflow', [absent, onRequest], { orAnother: true })).rejects.toMatchObject({
      code: 'engine-unavailable',
    });
  });

  it('never falls back from the requested engine', async () => {
    await expect(chooseEngine('tensorflow', [absent, working('wasm')])).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('Its library is not installed.'),
    });
    await expect(chooseEngine('tensorflow')).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect(chooseEngine('auto', [absent])).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect(chooseEngine('tensorflow', [])).rejects.toMatchObject({ code: 'engine-unavailable' });
  });
});

describe('with a numbered device', () => {
  const webgpu: EngineCandidate = { ...working('webgpu'), onRequest: true };
  const all = [working('tensorflow'), working('wasm'), webgpu];

  it('trains on the engine webgpu only if that is requested', async () => {
    vi.stubEnv('NEURAL_SER_DEVICE', '2');
    expect((await chooseEngine('webgpu', all)).engine.name).toBe('webgpu');
    for (const requested of ['auto', 'tensorflow', 'wasm'] as const)
      await expect(chooseEngine(requested, all)).rejects.toMatchObject({
        code: 'engine-unavailable',
        message: expect.stringContaining('--engine webgpu'),
      });
  });

  it('uses trained weights of any engine on it, and on nothing else', async () => {
    vi.stubEnv('NEURAL_SER_DEVICE', '2');
    expect((await chooseEngine('tensorflow', all, { orAnother: true })).engine.name).toBe('webgpu');
    const none = [working('wasm'), { ...absent, name: 'webgpu', onRequest: true } as const];
    await expect(chooseEngine('wasm', none, { orAnother: true })).rejects.toMatchObject({
      code: 'engine-unavailable',
    });
  });
});

it('gives advice for the requested engine', async () => {
  await expect(chooseEngine('tensorflow', [absent])).rejects.toThrow(/Choose the engine “auto”\.$/);
  vi.stubEnv('NEURAL_SER_DEVICE', 'gpu');
  await expect(chooseEngine('auto')).rejects.toThrow(/Choose the device “cpu”, or remove the setting\.$/);
});

it('uses another engine for trained weights if the run’s engine does not work, and tells so', async () => {
  const fallback = { orAnother: true };
  const both = [working('tensorflow'), working('wasm')];
  expect((await chooseEngine('wasm', both, fallback)).engine.name).toBe('wasm');
  const { engine, why } = await chooseEngine('tensorflow', [absent, working('wasm')], fallback);
  expect(engine.name).toBe('wasm');
  expect(why).toMatch(/replaces tensorflow.*Its library is not installed\./);
  await expect(chooseEngine('tensorflow', [absent], fallback)).rejects.toThrow(/Reinstall the laboratory\.$/);
});

describe('probeEngines', () => {
  it('reports on each candidate and closes it', async () => {
    const closed: string[] = [];
    expect(await probeEngines([absent, working('wasm', closed)])).toEqual([
      {
        engine: 'tensorflow',
        works: false,
        device: null,
        reason: 'Its library is not installed.',
        versions: {},
      },
      { engine: 'wasm', works: true, device: 'cpu', reason: null, versions: { wasm: '1.0' } },
    ]);
    expect(closed).toEqual(['wasm']);
  });
});
