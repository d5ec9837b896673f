import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readWindowPosition, windowBounds, writeWindowPosition } from '#main/window-position.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const first = { x: 0, y: 0, width: 1920, height: 1080 };
const second = { x: 1920, y: 0, width: 2560, height: 1440 };
const position = { x: 2000, y: 100, width: 1300, height: 800, maximized: true };

describe('the window’s position', () => {
  it('is stored', () => {
    const file = join(temporaryFolder(), 'place.json');
    writeWindowPosition(file, position, (error) => expect.unreachable(String(error)));
    expect(readWindowPosition(file)).toEqual(position);
  });

  it('is ignored if the file is missing, damaged or invalid', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'place.json');
    expect(readWindowPosition(file)).toBeNull();
    for (const text of ['', '{"x":1', '[]', '{"x":"1"}', JSON.stringify({ ...position, width: -3 })]) {
      writeFileSync(file, text);
      expect(readWindowPosition(file)).toBeNull();
    }
    mkdirSync(join(folder, 'folder'));
    expect(readWindowPosition(join(folder, 'folder'))).toBeNull();
  });

  it('is not required to be written', () => {
    const onFailure = vi.fn();
    writeWindowPosition(join(temporaryFolder(), 'missing', 'place.json'), position, onFailure);
    expect(onFailure).toHaveBeenCalledOnce();
  });

  it('is used if it is on a screen', () => {
    expect(windowBounds(position, [first, second])).toEqual({ x: 2000, y: 100, width: 1300, height: 800 });
  });

  it('is dropped without its screen, but its size is kept', () => {
    expect(windowBounds(position, [first])).toEqual({ width: 1300, height: 800 });
    const corner = { ...position, x: 1900, y: 1000 };
    expect(windowBounds(corner, [first])).toEqual({ width: 1300, height: 800 });
  });

  it('is never larger than the screen', () => {
    const small = { x: 0, y: 0, width: 1024, height: 600 };
    expect(windowBounds({ ...position, x: 10 }, [small])).toEqual({
      x: 10,
      y: 100,
      width: 1024,
      height: 600,
    });
    expect(windowBounds(null, [small])).toEqual({ width: 1024, height: 600 });
    expect(windowBounds(null, [])).toEqual({ width: 1440, height: 900 });
  });
});
