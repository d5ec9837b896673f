import { PAGES } from '#shared/pages.ts';

/** The tab “Other corpora” in the address of a run. */
export const OTHER_CORPORA = 'other-corpora';

/** The address of a saved evaluation: the report of its run, with its results open. */
export const evaluationAddress = (run: string, evaluation: string): string =>
  `${PAGES.runs.path}/${encodeURIComponent(run)}?tab=${OTHER_CORPORA}&evaluation=${encodeURIComponent(evaluation)}`;
