import { describe, expect, it } from 'vitest';
import { type DroppedItem, droppedSounds } from '#renderer/pages/predict/dropped-sounds.ts';

type Tree = { [name: string]: Tree | string | DOMException };

/** A folder that returns a few entries per call, like a browser; a DOMException as content makes it unreadable. */
function entry(name: string, content: Tree[string], above = ''): FileSystemEntry {
  const fullPath = `${above}/${name}`;
  if (typeof content === 'string') {
    const file = (resolve: (file: File) => void) => resolve(new File([content], name));
    return { name, fullPath, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const left = content instanceof DOMException ? [] : Object.entries(content);
    return {
      readEntries(resolve: (entries: FileSystemEntry[]) => void, reject: (error: DOMException) => void) {
        if (content instanceof DOMException) reject(content);
        else resolve(left.splice(0, 2).map(([inner, tree]) => entry(inner, tree, fullPath)));
      },
    };
  };
  return { name, fullPath, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const folder = (name: string, content: Tree[string]): DroppedItem => ({
  file: null,
  entry: entry(name, content),
});
const names = async (...things: DroppedItem[]) => (await droppedSounds(things)).files.map(({ name }) => name);

describe('items dropped on Predict', () => {
  it('are all files of any type, and the audio files in folders, ordered by name', async () => {
    const tree = {
      'clip-10.wav': '',
      'clip-9.WAV': '',
      'notes.txt': '',
      '._clip-9.wav': '',
      '.git': { 'hidden.wav': '' },
      deeper: { and: { deeper: { 'b.flac': '', 'a.Opus': '', 'c.AIFC': '', 'd.caf': '' } }, nothing: {} },
    };
    const text = { file: new File([''], 'read me.txt'), entry: entry('read me.txt', '') };
    expect(await names(text, folder('voices', tree))).toEqual([
      'read me.txt',
      'clip-9.WAV',
      'clip-10.wav',
      'a.Opus',
      'b.flac',
      'c.AIFC',
      'd.caf',
    ]);
    const { files } = await droppedSounds([folder('voices', { 'a.wav': 'its bytes' })]);
    expect(await (await files[0].open()).text()).toBe('its bytes');
  });

  it('include the names of folders without audio files, and of unreadable ones', async () => {
    const unreadable = new DOMException('', 'NotReadableError');
    const dropped = [
      folder('empty', {}),
      folder('pictures', { 'a.png': '' }),
      folder('closed', unreadable),
      folder('half', { closed: unreadable, 'a.wav': '' }),
    ];
    const { files, emptyFolders } = await droppedSounds(dropped);
    expect(emptyFolders).toEqual(['empty', 'pictures', 'closed']);
    expect(files.map(({ name }) => name)).toEqual(['a.wav']);
  });

  it('are searched up to a maximum number of entries', async () => {
    const many: Tree = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `folder ${i}`,
        Object.fromEntries(Array.from({ length: 100 }, (_, j) => [`${i}-${j}.wav`, ''])),
      ]),
    );
    const { files } = await droppedSounds([folder('all', many)]);
    expect(files.length).toBeGreaterThan(10_000);
    expect(files.length).toBeLessThan(20_100);
  });

  it('are files if the browser has no entries', async () => {
    expect(await names({ file: new File([''], 'a.wav'), entry: null }, { file: null, entry: null })).toEqual([
      'a.wav',
    ]);
  });
});
