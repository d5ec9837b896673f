import { z } from 'zod';
import { labelSetSchema, SEVEN } from '#shared/label-sets.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { featureSettingsSchema } from '#shared/settings/features.ts';

/**
 * A small value that a schema accepts: what must be there, and nothing more. So a test can ask for every request of the
 * contract, also for those that are added to it later.
 * @throws Error for a kind of schema that it does not know yet
 */
export function sampleInput(schema: z.core.$ZodType): unknown {
  // Their parts must fit together.
  if (schema === labelSetSchema) return SEVEN;
  if (schema === featureSettingsSchema) return DEFAULT_SETTINGS.features;
  if (schema instanceof z.ZodObject) {
    const entries = Object.entries(schema.shape as Record<string, z.core.$ZodType>)
      .map(([key, value]) => [key, sampleInput(value)] as const)
      .filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries);
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return undefined;
  }
  if (schema instanceof z.ZodNullable) return null;
  if (schema instanceof z.ZodArray) return [sampleInput(schema.element)];
  if (schema instanceof z.ZodTuple) return schema.def.items.map(sampleInput);
  if (schema instanceof z.ZodUnion) return sampleInput(schema.options[0]);
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodLiteral) return schema.value;
  if (schema instanceof z.ZodPipe) return sampleInput(schema.in);
  const simple = ['x', `${'a'.repeat(64)} sad`, 1, true, {}, new Uint8Array([1, 2, 3])];
  const accepted = simple.find((value) => z.core.safeParse(schema, value).success);
  if (accepted === undefined) throw new Error(`No sample for a schema of the kind ${schema._zod.def.type}.`);
  return accepted;
}
