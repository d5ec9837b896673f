import type { EmotionWords } from './language.ts';

export const italian: EmotionWords = {
  angry: 'rabbia, arrabbiato, arrabbiata, ira, collera, furia, furioso',
  disgust: 'disgusto, disgustato, disgustata, schifo, ribrezzo',
  fear: 'paura, impaurito, impaurita, spaventato, spaventata, spavento, timore, terrore',
  happy: 'gioia, felice, felicità, allegria, allegro, allegra, contento, contenta',
  neutral: 'neutrale, neutro, neutralità, neutra, senza emozione',
  sad: 'tristezza, triste',
  surprise: 'sorpresa, sorpreso, stupore, stupito, stupita, meraviglia',
  calm: 'calma, calmo, tranquillo, tranquilla, serenità, sereno',
  boredom: 'noia, annoiato, annoiata',
  excited: 'eccitato, eccitata, eccitazione, emozionato, emozionata',
  frustrated: 'frustrato, frustrata, frustrazione',
  contempt: 'disprezzo, sdegno',
  amused: 'divertito, divertita, divertimento',
  sleepy: 'assonnato, assonnata, sonnolenza',
  enthusiasm: 'entusiasmo, entusiasta',
  anxious: 'ansia, ansioso, ansiosa, preoccupato, preoccupata',
  pleasure: 'piacere',
  pain: 'dolore',
  disappointed: 'deluso, delusa, delusione',
  sarcastic: 'sarcastico, sarcasmo, ironico',
};
