import { fileURLToPath } from 'node:url';

/** The folder with real speech, fixtures and tools beside the checkout. Tests that need it are skipped without it. */
export const SHARED = fileURLToPath(new URL('../../shared/', import.meta.url));
