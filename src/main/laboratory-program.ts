import { join } from 'node:path';

/** What runs the laboratory: a Node and the script of its process. */
export interface LaboratoryProgram {
  node: string;
  script: string;
}

export interface ProgramPlace {
  isPackaged: boolean;
  /** The folder of the package's files outside of the archive. */
  resources: string;
  /** The folder of the clone, in development. */
  repository: string;
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The bundled Node and the built script in a package; in a clone the Node of its packages, or that of `NEURAL_SER_NODE`,
 * and the source, or what was built in the folder `NEURAL_SER_LABORATORY`. A package ignores the environment.
 */
export function laboratoryProgram(place: ProgramPlace): LaboratoryProgram {
  const { isPackaged, resources, repository, platform, environment } = place;
  const name = platform === 'win32' ? 'node.exe' : 'node';
  if (isPackaged) {
    return {
      node: join(resources, 'node', name),
      script: join(resources, 'laboratory/main/laboratory-process.js'),
    };
  }
  return {
    node: environment.NEURAL_SER_NODE || join(repository, 'node_modules/node/bin', name),
    script: environment.NEURAL_SER_LABORATORY
      ? join(environment.NEURAL_SER_LABORATORY, 'main/laboratory-process.js')
      : join(repository, 'src/main/laboratory-process.ts'),
  };
}
