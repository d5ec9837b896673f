import { isAbsolute, join, resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataFolder } from '../../../src/core/laboratory/data-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the laboratory's folder", () => {
  it('is as asked for, else as the environment says, always absolute', () => {
    vi.stubEnv('NEURAL_SER_DATA', '/from/environment');
    expect(dataFolder('/asked/for')).toBe('/asked/for');
    expect(dataFolder('asked')).toBe(resolve('asked'));
    expect(dataFolder(undefined)).toBe('/from/environment');
    vi.stubEnv('NEURAL_SER_DATA', 'relative');
    expect(dataFolder(undefined)).toBe(resolve('relative'));
  });

  it('is where this system keeps the data of programs otherwise, blank words included', () => {
    vi.stubEnv('NEURAL_SER_DATA', '');
    vi.stubEnv('XDG_DATA_HOME', resolve('home-of-data'));
    const usual = dataFolder(undefined);
    expect(isAbsolute(usual)).toBe(true);
    expect(usual).toContain('neural-ser');
    expect(dataFolder('')).toBe(usual);
    if (process.platform === 'linux') expect(usual).toBe(join(resolve('home-of-data'), 'neural-ser'));
  });
});
