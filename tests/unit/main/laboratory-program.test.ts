import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { laboratoryProgram } from '#main/laboratory-program.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const place = {
  isPackaged: false,
  resources: '/opt/neural-SER/resources',
  repository,
  platform: 'linux' as NodeJS.Platform,
  environment: {},
};

describe('the program of the laboratory’s process', () => {
  it('is the Node and the source of a clone', () => {
    const { node, script } = laboratoryProgram(place);
    expect({ node: existsSync(node), script: existsSync(script) }).toEqual({ node: true, script: true });
  });

  it('can have another Node in a clone, and never in a package', () => {
    const environment = { NEURAL_SER_NODE: '/home/me/node' };
    expect(laboratoryProgram({ ...place, environment }).node).toBe('/home/me/node');
    expect(laboratoryProgram({ ...place, environment, isPackaged: true })).toEqual({
      node: '/opt/neural-SER/resources/node/node',
      script: '/opt/neural-SER/resources/laboratory/main/laboratory-process.js',
    });
  });

  it('is what was built in a folder of its own, if a clone is told so', () => {
    const environment = { NEURAL_SER_LABORATORY: '/tmp/built' };
    expect(laboratoryProgram({ ...place, environment }).script).toBe('/tmp/built/main/laboratory-process.js');
    expect(laboratoryProgram({ ...place, environment, isPackaged: true }).script).toMatch(/^\/opt\//);
  });

  it('has the name of a Windows program there', () => {
    expect(laboratoryProgram({ ...place, isPackaged: true, platform: 'win32' }).node).toMatch(/node\.exe$/);
  });
});
