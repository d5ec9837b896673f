import { expect, test } from 'vitest';
import { LAYOUT_READERS } from '#core/corpora/layouts/registry.ts';
import { readTakeFileName, takeFileName } from '#core/own-corpora/take-files.ts';
import { LABELS } from '#shared/labels.ts';

const TAKE = { sentence: 12, emotion: 3, repetition: 2, take: 14 };

test.each(['p01', 'P-1', 'x'])('the name of a file of %s has prompt and take', (code) => {
  for (const label of [...Object.keys(LABELS), 'très-content', '怒り', 'a_s001_e01_r1_t1']) {
    const file = takeFileName(code, TAKE, label);
    expect(file).toMatch(/^[\w-]+\.wav$/);
    expect(readTakeFileName(code, file)).toEqual(TAKE);
    expect(readTakeFileName(`${code}x`, file)).toBeNull();
  }
});

test('no published corpus has such names, whatever the code', () => {
  for (const code of ['p01', 'DC', 'YAF', 'OAF', 'F01', 'M-01', 'JK', 'Ses01F', 'spk-1', 'zhaoquanyin'])
    for (const label of Object.keys(LABELS)) {
      const stem = takeFileName(code, TAKE, label).replace('.wav', '');
      for (const [layout, reader] of Object.entries(LAYOUT_READERS))
        expect(reader.readName(['My voices', code], stem), `${layout} ${stem}`).toBeNull();
    }
});

test.each([
  'x.wav',
  'p01.wav',
  'p01_s1_e1_r1_t1.wav',
  'p01_s001_e01_r1_t1.mp3',
  '.p01_s001_e01_r1_t1.wav.12.3.tmp',
])('%s is no take', (file) => expect(readTakeFileName('p01', file)).toBeNull());
