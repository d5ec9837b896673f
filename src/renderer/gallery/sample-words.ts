import type { EmotionWordTable } from '#shared/emotion-words.ts';

/** Some words of the program and of a user. */
export const SAMPLE_WORDS: EmotionWordTable = {
  own: [
    { word: 'joy', label: 'amused', shipped: [{ language: 'English', label: 'happy' }] },
    { word: 'krass', label: 'angry', shipped: [] },
    { word: 'Trauer', label: 'sad', shipped: [{ language: 'German', label: 'sad' }] },
    { word: 'unklar', label: null, shipped: [] },
    {
      word: 'غصه',
      label: 'boredom',
      shipped: [
        { language: 'Persian', label: 'sad' },
        { language: 'Hindi and Urdu', label: 'angry' },
      ],
    },
  ],
  shipped: [
    { word: 'joy', language: 'English', label: 'happy' },
    { word: 'fearful', language: 'English', label: 'fear' },
    { word: 'Wut', language: 'German', label: 'angry' },
    { word: 'Langeweile', language: 'German', label: 'boredom' },
    { word: 'colère', language: 'French', label: 'angry' },
    { word: 'страх', language: 'Russian', label: 'fear' },
    { word: 'حزين', language: 'Arabic', label: 'sad' },
    { word: '驚き', language: 'Japanese', label: 'surprise' },
  ],
};
