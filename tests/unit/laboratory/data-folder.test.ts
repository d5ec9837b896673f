import { isAbsolute, join, resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataFolder } from '#core/laboratory/data-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the laboratory's folder", () => {
  it('is the requested one or that of the environment, always absolute', () => {
    vi.stubEnv('NEURAL_SER_DATA', '/from/environment');
    expect(dataFolder('/asked/for')).toBe('/asked/for');
    expect(dataFolder('asked')).toBe(resolve('asked'));
    expect(dataFolder(undefined)).toBe('/from/environment');
    vi.stubEnv('NEURAL_SER_DATA', 'relative');
    expect(dataFolder(undefined)).toBe(resolve('relative'));
  });

  it('is the system’s folder for program data otherwise, also for empty values', () => {
    vi.stubEnv('NEURAL_SER_DATA', '');
    vi.stubEnv('XDG_DATA_HOME', resolve('home-of-data'));
    const usual = dataFolder(undefined);
    expect(isAbsolute(usual)).toBe(true);
    expect(usual).toContain('neural-ser');
    expect(dataFolder('')).toBe(usual);
    if (process.platform === 'linux') expect(usual).toBe(join(resolve('home-of-data'), 'neural-ser'));
  });
});
