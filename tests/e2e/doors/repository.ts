import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** The folder of the built page. */
export const BUILT_PAGE = fileURLToPath(new URL('../../../out/renderer', import.meta.url));
