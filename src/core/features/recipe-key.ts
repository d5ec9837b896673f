import { hash } from 'node:crypto';
import { type Recipe, recipeSchema } from '../../shared/recipes.ts';

/**
 * SHA-256 (hex) of a recipe's data without its name, as JSON with sorted keys: equal for recipes that give equal
 * features, whatever they are called and in whatever order their fields stand.
 */
export function recipeKey(recipe: Recipe): string {
  const { name: _, ...data } = recipeSchema.parse(recipe);
  return hash('sha256', canonicalJson(data));
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
