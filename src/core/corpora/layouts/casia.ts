import { labelOfWord } from './emotion-words.ts';
import { publishedLayout } from './published-layout.ts';

/**
 * CASIA: Institute of Automation, Chinese Academy of Sciences, CASIA Mandarin emotional corpus. The names are only the
 * numbers of the sentences, in a folder for each speaker and emotion: `wangzhe/angry/201.wav`. A widespread copy has both
 * in the name: `201-angry-wangzhe.wav`.
 */
const NAME = /^(\d{1,4})(?:-([a-z]+)-([a-z]+))?$/i;
const SEX_OF = new Map<string, 'female' | 'male'>([
  ['liuchanhg', 'female'],
  ['wangzhe', 'male'],
  ['zhaoquanyin', 'female'],
  ['zhaozuoxiang', 'male'],
]);

export const casia = publishedLayout({
  layout: 'casia',
  name: 'CASIA',
  part: /^(?:liuchanhg|wangzhe|zhaoquanyin|zhaozuoxiang)$/i,
  read(stem, folders) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, sentence, word, name] = fields;
    const speaker = [...folders, name ?? '']
      .map((part) => part.toLowerCase())
      .findLast((part) => SEX_OF.has(part));
    const code = word ?? folders.slice(-2).findLast((folder) => labelOfWord(folder) !== null);
    if (speaker === undefined || code === undefined) return null;
    return { code, label: labelOfWord(code), speaker, sex: SEX_OF.get(speaker), sentence };
  },
});
