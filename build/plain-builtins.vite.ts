import { builtinModules } from 'node:module';
import type { Plugin } from 'vite';

/**
 * Takes Node's own modules from `process.getBuiltinModule` in place of `import`, for which Node makes a module with a copy of every
 * export: it loads what is only there to be exported, such as the Web Cryptography API, and costs a tenth of the start of a
 * process.
 */
export function plainBuiltins(): Plugin {
  const names = builtinModules.join('|');
  const statement = new RegExp(`^import (.+) from "((?:node:)?(?:${names}))";$`, 'gm');
  return {
    name: 'plain-builtins',
    renderChunk: (code) => ({
      code: code.replace(statement, (_, bindings: string, name: string) => constants(bindings, name)),
      map: null,
    }),
  };
}

/** `fs, { readFileSync as read }` of `import` as constants. */
function constants(bindings: string, name: string): string {
  const builtin = `process.getBuiltinModule(${JSON.stringify(name)})`;
  const [, whole, named] = /^(?:\* as )?([\w$]+)?(?:, )?(\{.*\})?$/.exec(bindings) ?? [];
  if (whole === undefined && named === undefined)
    throw new Error(`Cannot read the import of ${name}: ${bindings}`);
  return [
    whole === undefined ? [] : [`const ${whole} = ${builtin};`],
    named === undefined ? [] : [`const ${named.replaceAll(' as ', ': ')} = ${builtin};`],
  ]
    .flat()
    .join(' ');
}
