/** How commands and events declare which answers they make stale. */
import { z } from 'zod';
import { type QueryName, queries } from './queries.ts';

/** The keys of an object's schema. */
export type KeyOf<D extends z.ZodType> = keyof z.output<D> extends infer K
  ? string extends K
    ? never
    : K & string
  : never;

/** A query with stale answers: all, or those whose input has the same value under `by` as this data. */
export type DeclaredStale = QueryName | { query: QueryName; by: string };

/** The same, with queries and keys checked against the data of the declaring command or event. */
export type StaleBy<D extends z.ZodType> = {
  [Q in QueryName]: Q | { query: Q; by: KeyOf<D> & KeyOf<(typeof queries)[Q]['input']> };
}[QueryName];

/** Stale queries. `where` null: all their answers are stale. */
export const staleQuerySchema = z.object({
  query: z.enum(Object.keys(queries) as [QueryName, ...QueryName[]]),
  where: z.object({ key: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }).nullable(),
});
export type StaleQuery = z.infer<typeof staleQuerySchema>;
