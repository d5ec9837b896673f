import { resolve } from 'node:path';
import type { Plugin } from 'vite';

/** The folder of the package that a file belongs to; null for other files. */
const packageFolder = (file: string): string | null =>
  /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file)?.[1] ?? null;

/** Adds the folders of all packages whose code or files are in the output to `folders`. */
export function listPackages(folders: Set<string>): Plugin {
  let root = '';
  return {
    name: 'list-packages',
    apply: 'build',
    configResolved: (config) => {
      root = config.root;
    },
    generateBundle: (_options, bundle) => {
      const files = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk'
          ? output.moduleIds
          : output.originalFileNames.map((name) => resolve(root, name)),
      );
      for (const file of files) {
        const folder = packageFolder(file);
        if (folder !== null) folders.add(folder);
      }
    },
  };
}
