import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const docs = join(import.meta.dirname, '../../../docs');
const text = readFileSync(join(docs, 'security.md'), 'utf8');
const rows = text.split('\n').filter((line) => /^\|/.test(line) && line.includes('](../tests/'));

describe('docs/security.md', () => {
  it('has all points of Electron’s checklist', () => {
    const numbers = rows.map((row) => /^\| (\d+)\. /.exec(row)?.[1]).filter((number) => number !== undefined);
    expect(numbers.map(Number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it.each(rows)('names tests that exist: %s', (row) => {
    const named = [...row.matchAll(/\]\((\.\.\/tests\/[^)]+)\) “([^”]+)”/g)];
    expect(named.length).toBe(row.split('](../tests/').length - 1);
    for (const [, path = '', title = ''] of named) {
      const file = join(docs, path);
      expect({ path, exists: existsSync(file) }).toEqual({ path, exists: true });
      expect(readFileSync(file, 'utf8')).toContain(title);
    }
  });
});
