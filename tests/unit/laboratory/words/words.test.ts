import { describe, expect, test } from 'vitest';
import { ownCorpusRequests } from '#core/laboratory/own-corpora/requests.ts';
import { wordRequests } from '#core/laboratory/words/requests.ts';
import { parseWords, wordsCsv } from '#core/laboratory/words/words-csv.ts';
import { requests } from '#shared/contract.ts';
import { contradictsShipped, type OwnWord, ownWordsSchema } from '#shared/emotion-words.ts';
import { NO_CONTEXT, playedServices } from '../laboratory-services.ts';

function laboratory() {
  const services = playedServices();
  const handlers = wordRequests(services);
  return {
    services,
    list: () => handlers['words.list']({}, NO_CONTEXT),
    /** As a page sends them: checked by the contract. */
    save: async (words: OwnWord[]) =>
      handlers['words.save'](requests['words.save'].input.parse({ words }), NO_CONTEXT),
    remove: (words: string[] | null) => handlers['words.remove']({ words }, NO_CONTEXT),
    export: () => handlers['words.export']({}, NO_CONTEXT),
    import: (csv: string | Uint8Array<ArrayBuffer>, overwrite = false) =>
      handlers['words.import'](
        { csv: typeof csv === 'string' ? new TextEncoder().encode(csv) : csv, overwrite },
        NO_CONTEXT,
      ),
  };
}

describe('own words', () => {
  test('are kept in the log; another writing is the same word', async () => {
    const { save, list, remove } = laboratory();
    expect(
      await save([
        { word: 'Krass', label: 'angry' },
        { word: 'unklar', label: null },
      ]),
    ).toEqual({
      ...{ added: 2, changed: 0, unchanged: 0 },
    });
    expect(await save([{ word: ' KRASS ', label: 'fear' }])).toEqual({ added: 0, changed: 1, unchanged: 0 });
    expect(await save([{ word: 'KRASS', label: 'fear' }])).toEqual({ added: 0, changed: 0, unchanged: 1 });
    expect((await list()).own).toEqual([
      { word: 'KRASS', label: 'fear', shipped: [] },
      { word: 'unklar', label: null, shipped: [] },
    ]);
    expect(await remove(['krass', 'never saved'])).toEqual([{ word: 'KRASS', label: 'fear' }]);
    expect(await remove(null)).toEqual([{ word: 'unklar', label: null }]);
    expect((await list()).own).toEqual([]);
  });

  test('say what the program means by them, in each language', async () => {
    const { save, list } = laboratory();
    await save([
      { word: 'Joy', label: 'amused' },
      { word: 'Wut', label: 'angry' },
      { word: 'غصه', label: 'sad' },
      { word: 'krass', label: null },
    ]);
    const { own, shipped } = await list();
    expect(
      own.map((one) => [one.word, one.shipped.map(({ label }) => label), contradictsShipped(one)]),
    ).toEqual([
      ['Joy', ['happy'], true],
      ['Wut', ['angry'], false],
      ['krass', [], false],
      ['غصه', expect.arrayContaining(['sad', 'angry']), false],
    ]);
    expect(shipped).toContainEqual({ word: 'Wut', language: 'German', label: 'angry' });
    expect(new Set(shipped.map(({ language }) => language)).size).toBe(14);
  });

  test.each([
    ['empty', '   ', /empty/],
    ['too long', 'a'.repeat(1000), /at most 100/],
    ['a number', '17', /letters/],
    ['with digits', 'E1', /no digits/],
    ['with a control character', 'an\u0007gry', /invisible/],
    ['that turns the text', 'an\u202egry', /invisible/],
    ['of punctuation', '=()', /letters/],
  ])('refuse a word that is %s', async (_, word, reason) => {
    const { save, list } = laboratory();
    await expect(
      save([
        { word: 'gut', label: 'happy' },
        { word, label: 'sad' },
      ]),
    ).rejects.toThrow(reason);
    expect((await list()).own).toEqual([]);
  });

  test('refuse a label that cannot be one, a word without letters that count, and too many', async () => {
    const { save, list, services } = laboratory();
    for (const label of ['', '(skipped)', 'a/b', 'x'.repeat(41)])
      await expect(save([{ word: 'krass', label }])).rejects.toThrow();
    await expect(
      save([
        { word: 'gut', label: 'happy' },
        { word: '\u0640', label: 'sad' },
      ]),
    ).rejects.toMatchObject({ code: 'word' });
    expect((await list()).own).toEqual([]);
    const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const many = Array.from({ length: 10_000 }, (_, n) => ({ word: `w${letters(n)}`, label: 'sad' }));
    expect(await save(many)).toMatchObject({ added: 10_000 });
    await expect(save([{ word: 'one more', label: 'sad' }])).rejects.toMatchObject({
      code: 'too-many-words',
    });
    expect(services.log.ownWords()).toHaveLength(10_000);
    expect(ownWordsSchema.safeParse([...many, many[0]]).success).toBe(false);
  });

  test('are those by which names and emotions of a recorded corpus are checked', async () => {
    const { save, services } = laboratory();
    const create = (name: string, emotion: string) =>
      ownCorpusRequests(services)['ownCorpora.create'](
        requests['ownCorpora.create'].input.parse({
          name,
          prompts: { emotions: [emotion, 'neutral'], sentences: ['One.'], repetitions: 1, order: 'fixed' },
          statement: 'I agree.',
        }),
        NO_CONTEXT,
      );
    await save([
      { word: 'krass', label: 'angry' },
      { word: 'sad', label: null },
    ]);
    await expect(create('Krass', 'angry')).rejects.toMatchObject({ code: 'invalid-name' });
    await expect(create('mine', 'krass')).rejects.toThrow('reads “krass” as the label “angry”');
    await expect(create('mine', 'sad')).rejects.toThrow('“sad” is skipped by your words');
    await create('mine', 'angry');
  });
});

describe('the table of words', () => {
  const HOSTILE: OwnWord[] = [
    { word: '=cmd()', label: 'angry' },
    { word: "'=exec", label: 'sad' },
    { word: '@gut, "sehr"', label: 'happy' },
    { word: '-unklar', label: null },
  ];

  test('is read as it was written, and no cell is computed', () => {
    const csv = wordsCsv(HOSTILE);
    for (const line of csv.trim().split('\r\n').slice(1)) expect(line).toMatch(/^"?'/);
    expect(parseWords(csv)).toEqual({
      words: HOSTILE.map((one, index) => ({ ...one, line: index + 2 })),
      keptBack: [],
    });
  });

  test('has its columns in any order; bad and contradicting lines are kept back', async () => {
    const { import: read, list, save, export: write } = laboratory();
    await save([{ word: 'mies', label: 'sad' }]);
    const csv =
      '\ufeffLabel;note;WORD\r\nangry;;Krass\r\nfear;;KRASS\r\nangry;;krass\r\n;;leer\r\nhappy;;\r\n' +
      '(Skipped);;unklar\r\nhappy;;Mies\r\na/b;;wort\r\nsad;;17\r\n';
    const report = await read(csv);
    expect(report).toMatchObject({ added: 2, changed: 0, unchanged: 0 });
    expect(report.keptBack.map(({ line, why, reason }) => [line, why, reason])).toEqual([
      [3, 'conflict', 'Line 2 has “Krass” with another label.'],
      [5, 'invalid', 'No label. Write (skipped) to leave out the clips with this word.'],
      [6, 'invalid', 'A word is empty.'],
      [8, 'conflict', 'Here the word means sad.'],
      [9, 'invalid', 'The label cannot be used. Use letters, digits, spaces and hyphens.'],
      [10, 'invalid', 'A word needs letters.'],
    ]);
    expect(await read(csv, true)).toMatchObject({ added: 0, changed: 1, unchanged: 2 });
    expect((await list()).own.map(({ word, label }) => [word, label])).toEqual([
      ['Krass', 'angry'],
      ['Mies', 'happy'],
      ['unklar', null],
    ]);
    // What was exported changes nothing.
    const { csv: exported, words } = await write();
    expect([words, await read(exported)]).toEqual([3, { added: 0, changed: 0, unchanged: 3, keptBack: [] }]);
  });

  test.each([
    ['of something else', 'path,emotion\na.wav,sad\n', 'words-unreadable'],
    ['that is empty', '', 'words-unreadable'],
    ['that is no text', new Uint8Array([0x77, 0, 1, 2]), 'table-unreadable'],
    ['that is too large', new Uint8Array(4 * 2 ** 20 + 1), 'words-unreadable'],
  ])('is refused if it is one %s', async (_, csv, code) => {
    const { import: read, list } = laboratory();
    await expect(read(csv)).rejects.toMatchObject({ code });
    expect((await list()).own).toEqual([]);
  });
});
