import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Functions that open a file for reading, and wait for the other end of a named pipe. */
const OPENS = /^(?:open|openSync|readFile|readFileSync|createReadStream|copyFile|copyFileSync|cp|cpSync)$/;
/** Files that open others than `core/system/open-regular-file.ts` does, and why they may. */
const REASONS: Record<string, string> = {
  'src/core/archives/write-run-archive.ts': 'creates its temporary file',
  'src/core/audio/fft.ts': 'a file of a package',
  'src/core/engines/tensorflow/native/gpu.ts': 'files of /proc and /sys',
  'src/core/features/cache/feature-cache.ts':
    'rows, for writing, after it has looked whether they are a regular file',
  'src/core/runtime/downloads/download.ts':
    'its unfinished download, for writing, after it has looked what it is',
  'src/core/runtime/tensorflow/build-addon.ts': 'files of a package',
  'src/core/system/open-regular-file.ts': 'the place where files are opened',
  'src/core/system/process-owner.ts': 'files of /proc',
  'src/core/system/sync-folder.ts': 'folders',
  'src/core/system/write-whole-file.ts': 'creates its temporary file',
  'src/main/page-files.ts': 'the page that ships with the program',
  'src/server/page-files.ts': 'the page that ships with the program',
};

/** The names that a module imports from Node's file system; `*` for all of them under one name. */
function importsOf(text: string): string[] {
  const clauses = text.matchAll(/(?:^|\n)import ([^;]*?) from '(?:node:)?fs(?:\/promises)?'/g);
  const later = /(?:import|require|getBuiltinModule)\(\s*'(?:node:)?fs(?:\/promises)?'\s*\)/.test(text);
  const names = [...clauses].flatMap(([, clause = '']) => {
    if (clause.startsWith('type ')) return [];
    const named = /^\{([^}]*)\}$/.exec(clause)?.[1];
    return named === undefined ? ['*'] : named.split(',').map((name) => name.trim().split(' as ')[0]!.trim());
  });
  return later ? [...names, '*'] : names;
}

it('finds every way to import a function that opens files', () => {
  const ways: [string, boolean][] = [
    ["import { readFile } from 'node:fs/promises';", true],
    ["import {\n  existsSync,\n  openSync as open,\n} from 'fs';", true],
    ["import fs from 'node:fs';", true],
    ["import * as fs from 'node:fs/promises';", true],
    ["const { readFile } = await import('node:fs/promises');", true],
    ["import { existsSync, opendir } from 'node:fs';", false],
    ["import type { FileHandle } from 'node:fs/promises';", false],
    ["import { readFile } from './read-file.ts';", false],
  ];
  for (const [text, opens] of ways) {
    const found = importsOf(text).some((name) => name === '*' || OPENS.test(name));
    expect([text, found]).toEqual([text, opens]);
  }
});

it('opens files for reading only in core/system/open-regular-file.ts, which does not wait for named pipes', () => {
  const opening = globSync('src/**/*.ts', { cwd: root }).filter((path) =>
    importsOf(readFileSync(`${root}${path}`, 'utf8')).some((name) => name === '*' || OPENS.test(name)),
  );
  expect(opening.map((path) => path.replaceAll('\\', '/')).sort()).toEqual(Object.keys(REASONS));
});
