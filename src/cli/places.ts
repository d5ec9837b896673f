/** Where the command line finds other files of the program: in a clone, or in a package, whose code is bundled. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

// A bundle has this file inside of the entry script, in the same folder.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const packaged = extname(import.meta.url) === '.js';

/** The script that starts the command line. */
export const MAIN_SCRIPT = here(packaged ? 'main.js' : 'main.ts');

/** The folder of the built page. */
export const PAGE_FOLDER = here(packaged ? '../page/' : '../../out/renderer/');

/** The folder with all that the command line needs, and whether it is a package with its own Node. */
export const PROGRAM = { folder: here('../../'), packaged };
