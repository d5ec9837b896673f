// Imported, because a build includes imports, while a bundle could not find the file by its path.
import program from '../../../package.json' with { type: 'json' };

/** The program's own version, as in package.json. */
export const VERSION: string = program.version;
