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

/** A request that changes something, with what it makes stale. */
export const command = <I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  { stale, idempotent = false }: { stale: readonly StaleBy<I>[]; idempotent?: boolean },
) => ({ kind: 'command' as const, input, output, stale: stale as readonly DeclaredStale[], idempotent });

/** Whatever has new runs in it. */
export const ADDED_RUNS = [
  'runs.list',
  'runs.show',
  'runs.unlisted',
  'runs.groups',
  'runs.predictions',
  'runs.groupKeys',
  'cluster.status',
] as const;
