import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
