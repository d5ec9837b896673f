import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishReplacing, isReplacing, replaceFolder } from '#core/system/replace-folder.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

function folders(...names: string[]) {
  const root = temporaryFolder();
  for (const name of names) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'content'), name);
  }
  return { root, content: (name: string) => readFileSync(join(root, name, 'content'), 'utf8') };
}

describe('replacing a folder', () => {
  it('puts the new one in place of the old one, or where there was none', async () => {
    const { root, content } = folders('target', 'first', 'second');
    await replaceFolder(join(root, 'first'), join(root, 'target'));
    await replaceFolder(join(root, 'second'), join(root, 'other'));
    expect([content('target'), content('other')]).toEqual(['first', 'second']);
    expect(readdirSync(root).sort()).toEqual(['other', 'target']);
  });

  it('keeps the old one when the new one is missing', async () => {
    const { root, content } = folders('target');
    await expect(replaceFolder(join(root, 'none'), join(root, 'target'))).rejects.toThrow('ENOENT');
    expect(content('target')).toBe('target');
    expect(readdirSync(root)).toEqual(['target']);
  });

  it('is finished after a kill between the renames, and after one before the old one was removed', async () => {
    const { root, content } = folders('.old-lost', '.old-replaced', 'replaced', 'staging');
    expect(await isReplacing(root)).toBe(true);
    await finishReplacing(root);
    expect(content('lost')).toBe('.old-lost');
    expect(content('replaced')).toBe('replaced');
    expect(readdirSync(root).sort()).toEqual(['lost', 'replaced', 'staging']);
    expect(await isReplacing(root)).toBe(false);
    await finishReplacing(join(root, 'none'));
    expect(existsSync(join(root, 'none'))).toBe(false);
  });
});
