import { FRENCH_LABEL_OF } from './cafe.ts';
import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * Oréau: Kerkeni L et al. (2020), French emotional speech database Oréau, doi:10.5281/zenodo.4405783. Speaker, sentence,
 * emotion (as in CaFE) and version, in a folder for each sex and emotion: `f/sessj/10a02Ja.wav`. Women and men have
 * numbers of their own, and many names are also names of EMO-DB, so the folders are needed.
 */
const NAME = /^(\d{2})([a-z]\d{2})([CDJNPST])[a-z]$/;
/** The folder of an emotion. */
export const OREAU_FOLDER = /^sess[cdjnpst]$/i;
const SEX_FOLDER = /^[fm]$/i;

export const oreau = publishedLayout({
  layout: 'oreau',
  name: 'Oréau',
  part: /^(?:[fm]|sess[cdjnpst])$/i,
  read(stem, folders) {
    const fields = NAME.exec(stem);
    if (fields === null || !OREAU_FOLDER.test(folders.at(-1) ?? '')) return null;
    const [, number, text, code] = fields;
    const letter = SEX_FOLDER.exec(folders.at(-2) ?? '')?.[0].toLowerCase() ?? null;
    return {
      code,
      label: labelOf(FRENCH_LABEL_OF, code),
      // The number alone can be a woman's and a man's.
      speaker: letter === null ? null : `${letter}${number}`,
      sex: letter === null ? null : letter === 'f' ? 'female' : 'male',
      // The texts were written for each emotion and are numbered within it.
      sentence: `${code}${text}`,
    };
  },
});
