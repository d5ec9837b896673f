import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { placeWindow, readWindowPlace, writeWindowPlace } from '../../../src/main/window-place.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const first = { x: 0, y: 0, width: 1920, height: 1080 };
const second = { x: 1920, y: 0, width: 2560, height: 1440 };
const place = { x: 2000, y: 100, width: 1300, height: 800, maximized: true };

describe('the window’s place', () => {
  it('is remembered', () => {
    const file = join(temporaryFolder(), 'place.json');
    writeWindowPlace(file, place, (error) => expect.unreachable(String(error)));
    expect(readWindowPlace(file)).toEqual(place);
  });

  it('is forgotten where the file is missing, damaged, or says nonsense', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'place.json');
    expect(readWindowPlace(file)).toBeNull();
    for (const text of ['', '{"x":1', '[]', '{"x":"1"}', JSON.stringify({ ...place, width: -3 })]) {
      writeFileSync(file, text);
      expect(readWindowPlace(file)).toBeNull();
    }
    mkdirSync(join(folder, 'folder'));
    expect(readWindowPlace(join(folder, 'folder'))).toBeNull();
  });

  it('that cannot be written keeps nothing from closing', () => {
    const onFailure = vi.fn();
    writeWindowPlace(join(temporaryFolder(), 'missing', 'place.json'), place, onFailure);
    expect(onFailure).toHaveBeenCalledOnce();
  });

  it('is used where a screen shows it', () => {
    expect(placeWindow(place, [first, second])).toEqual({ x: 2000, y: 100, width: 1300, height: 800 });
  });

  it('is given up where its screen is gone, but not its size', () => {
    expect(placeWindow(place, [first])).toEqual({ width: 1300, height: 800 });
    const corner = { ...place, x: 1900, y: 1000 };
    expect(placeWindow(corner, [first])).toEqual({ width: 1300, height: 800 });
  });

  it('is never larger than the screen', () => {
    const small = { x: 0, y: 0, width: 1024, height: 600 };
    expect(placeWindow({ ...place, x: 10 }, [small])).toEqual({ x: 10, y: 100, width: 1024, height: 600 });
    expect(placeWindow(null, [small])).toEqual({ width: 1024, height: 600 });
    expect(placeWindow(null, [])).toEqual({ width: 1440, height: 900 });
  });
});
