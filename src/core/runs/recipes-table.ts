import type { Database } from 'better-sqlite3';
import { type Recipe, recipeSchema } from '../../shared/recipes.ts';

export interface RecipesTable {
  /** Keeps a recipe under its name; another one of that name is replaced (runs keep their own copy). */
  saveRecipe(recipe: Recipe): void;
  /** The user's recipes by name; the shipped ones are not among them. */
  listRecipes(): Recipe[];
  /** Returns whether there was one of that name. */
  forgetRecipe(name: string): boolean;
}

export function recipesTable(db: Database, now: () => Date): RecipesTable {
  const save = db.prepare<[string, string, string]>(
    `INSERT INTO recipes (name, recipe, saved_at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET recipe = excluded.recipe, saved_at = excluded.saved_at`,
  );
  const list = db.prepare<[], string>('SELECT recipe FROM recipes ORDER BY name').pluck();
  const forget = db.prepare<[string]>('DELETE FROM recipes WHERE name = ?');
  return {
    saveRecipe: (recipe) => {
      save.run(recipe.name, JSON.stringify(recipe), now().toISOString());
    },
    listRecipes: () => list.all().map((recipe) => recipeSchema.parse(JSON.parse(recipe))),
    forgetRecipe: (name) => forget.run(name).changes > 0,
  };
}
