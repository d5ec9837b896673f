/** All requests that only read. They can be sent again if their answer was lost. */
import { corporaQueries } from './corpora-queries.ts';
import { programQueries } from './program-queries.ts';
import { runsQueries } from './runs-queries.ts';

export const queries = { ...programQueries, ...corporaQueries, ...runsQueries } as const;

export type QueryName = keyof typeof queries;
