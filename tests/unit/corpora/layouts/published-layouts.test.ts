import { describe, expect, test } from 'vitest';
import { LAYOUT_READERS } from '#core/corpora/layouts/registry.ts';
import { readPublishedName } from '#core/corpora/scan/detect-layout.ts';
import { SAMPLE_LAYOUTS, type SampleLayout } from '#shared/corpora.ts';
import { LABELS } from '#shared/labels.ts';
import { PUBLISHED_NAMES } from './published-names.ts';

const split = (path: string) => {
  const parts = ['corpora', ...path.split('/')];
  return { folders: parts.slice(0, -1), stem: parts[parts.length - 1] };
};
const NAMES = SAMPLE_LAYOUTS.flatMap((layout) =>
  PUBLISHED_NAMES[layout].map(([path, facts]) => ({ layout, path, facts })),
);

describe('every published layout', () => {
  test.each(NAMES)('$layout reads $path', ({ layout, path, facts }) => {
    const { folders, stem } = split(path);
    const naming = readPublishedName(folders, stem);
    expect(naming).toMatchObject({ layout, contradiction: null, ...facts });
    if (naming?.label) expect(Object.keys(LABELS)).toContain(naming.label);
  });

  test.each(NAMES)('$layout reads a copy of $path as the same recording', ({ layout, path }) => {
    if (layout === 'aesdd') return;
    const { folders, stem } = split(path);
    const [original, copy] = [stem, `${stem} (1)`].map((name) => readPublishedName(folders, name));
    expect(copy).toEqual(original);
  });
});

/** A layout that reads a name of another one, if its folders are absent or of its own corpus: the folder decides. */
const DECIDED_BY_FOLDER: [reader: SampleLayout, of: SampleLayout][] = [['emo-db', 'oreau']];

describe('no layout takes the names of another corpus', () => {
  const pairs = SAMPLE_LAYOUTS.flatMap((reader) =>
    SAMPLE_LAYOUTS.filter((of) => of !== reader).map((of): [SampleLayout, SampleLayout] => [reader, of]),
  );
  test.each(pairs)('%s of %s', (reader, of) => {
    const taken = PUBLISHED_NAMES[of].filter(([path]) => {
      const { folders, stem } = split(path);
      return (
        LAYOUT_READERS[reader].readName(folders, stem) !== null ||
        LAYOUT_READERS[reader].readName([], stem) !== null
      );
    });
    if (DECIDED_BY_FOLDER.some(([a, b]) => a === reader && b === of)) expect(taken).not.toEqual([]);
    else expect(taken).toEqual([]);
  });

  test.each([
    ['my recordings', '2024'],
    ['audio of today', '1628012345678'],
    ['angry/audio', '1628012345678'],
    ['sad', '201'],
    ['wangzhe', '201'],
    ['f', '10a02Ja'],
    ['interviews', '0011_000351'],
    ['dates', '03-01-05-01-01-01-05-2024'],
    ['x', 'a01'],
    ['x', 'male3_angry_1a_1'],
    ['x', 'male1_bored_1a_1x'],
    ['x', 'constructor'],
    ['x', '__proto__'],
    ['x', '01_my_dog_x_001'],
    ['x', '01_anger_dog_a_001'],
    ['x', '03a01Xa'],
    ['x', '07a01Fa'],
    ['x', '13-C-1-1'],
    ['x', 'Ses06F_impro01_F000'],
  ])('nor a name that is only similar: %s/%s', (folder, stem) => {
    expect(readPublishedName(folder.split('/'), stem)).toBeNull();
  });
});

describe('a folder that contradicts the name', () => {
  test.each([
    ['emo-db', 'happy/03a01Wa'],
    ['aesdd', 'fear/a01 (3)'],
    ['urdu', 'Sad/SM1_F1_A01'],
    ['turev-db', 'Happy/6783_kz_abla'],
    ['esd', '0011/Angry/Sad/0011_000351'],
  ] as const)('%s: %s', (layout, path) => {
    const { folders, stem } = split(path);
    const naming = LAYOUT_READERS[layout].readName(folders, stem);
    if (layout === 'esd') expect(naming?.label).toBe('sad');
    else expect(naming?.contradiction).toMatch(/Name conflict/);
  });
});

describe('EMO-DB and Oréau', () => {
  const { isOwnFolder } = LAYOUT_READERS['emo-db'];
  test('a folder with more names of Oréau is not EMO-DB', () => {
    expect(isOwnFolder?.(['10a02Ja', '42a06Ja', '10a02Na'])).toBe(false);
    expect(isOwnFolder?.(['03a01Fa', '10a02Na', '16b10Wb'])).toBe(true);
    expect(isOwnFolder?.(['10a02Na'])).toBe(true);
    expect(isOwnFolder?.([])).toBe(true);
  });
});
