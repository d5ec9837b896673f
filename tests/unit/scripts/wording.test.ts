import { describe, expect, it } from 'vitest';
import { hitsIn } from '../../../scripts/wording/check-wording.ts';
import { textsOfMarkdown, textsOfTypeScript } from '../../../scripts/wording/find-texts.ts';

const texts = (source: string) => textsOfTypeScript('page.tsx', source).map(({ text }) => text);
const replacements = (path: string, source: string) => hitsIn(path, source).map(({ phrase }) => phrase.use);

describe('the wording check', () => {
  it('reads the text of a page, and no names of the code', () => {
    const source = `
      import { recipes } from './recipes.ts';
      type Kind = 'recipe';
      const figures = { 'recipe': 1, kind: 'recogniser', label: 'waiting' };
      if (kind === 'Recipe') run('begun');
      const message = \`\${count} files are left out\`;
      const page = <p title="Keep">{open ? 'begun' : 'waiting'} Epochs,
        at most <b className="figures">3</b></p>;
      database.prepare('SELECT recipe FROM runs');
    `;
    expect(texts(source)).toEqual([
      'waiting',
      '… files are left out',
      'Keep',
      'begun',
      'waiting',
      'Epochs, at most',
      '3',
    ]);
  });

  it('reads a document without its inline code, and keeps code blocks apart', () => {
    const source = 'Use `--recipe\nNAME` [here](recipe.md).\n\n```\nneural-ser -- recognise a.wav\n```\n';
    expect(textsOfMarkdown(source)).toEqual([
      { text: 'Use …', line: 1, isCode: false },
      { text: ' [here].', line: 2, isCode: false },
      { text: 'neural-ser -- recognise a.wav', line: 5, isCode: true },
    ]);
  });

  it('names the line and the replacement', () => {
    const [hit] = hitsIn('a.ts', "\nthrow new UserError('x', 'This recogniser is unknown.');");
    expect(hit).toMatchObject({ line: 2, phrase: { use: 'model' } });
  });

  it.each([
    ['What will happen stands at the right, before it happens.', 'Plan'],
    ['Epochs, at most', 'Max epochs'],
    ['4 files would be left out; the scan says why.', 'skipped'],
    ['the figures would not be to be believed', 'results, metrics'],
    ['song.mp3 is no sound', 'is not a …'],
  ])('finds “%s”', (text, use) => {
    expect(replacements('a.ts', `const message = ${JSON.stringify(text)};`)).toContain(use);
  });

  it.each([
    'There is no speech in this clip.',
    'This run is no longer running.',
    'Train and test speakers are disjoint.',
    'The default settings lead to a judicious result.',
  ])('leaves “%s” alone', (text) => {
    expect(replacements('a.ts', `const message = ${JSON.stringify(text)};`)).toEqual([]);
  });

  it('finds old commands in code blocks, and nothing else there', () => {
    expect(replacements('a.md', '```\nneural-ser recognise x --recipe log-mel # judged\n```')).toEqual([
      '--features',
      'predict',
    ]);
  });

  it('accepts a use that is marked with its reason', () => {
    const source = "// wording-ignore: the old flag stays as an alias\nconst flag = 'Old: --recipe NAME';";
    expect(hitsIn('a.ts', source)).toEqual([]);
  });
});
