import type { EmotionWords } from './language.ts';

export const spanish: EmotionWords = {
  angry: 'enojo, enojado, enojada, enfado, enfadado, enfadada, ira, rabia, furia, furioso, cólera',
  disgust: 'asco, asqueado, asqueada, repugnancia, repulsión, desagrado, disgusto',
  fear: 'miedo, temor, asustado, asustada, susto, terror, pánico',
  happy: 'alegría, alegre, felicidad, feliz, contento, contenta, júbilo, gozo',
  neutral: 'neutral, neutro, neutra, neutralidad, sin emoción',
  sad: 'tristeza, triste, infelicidad',
  surprise: 'sorpresa, sorprendido, sorprendida, asombro, asombrado',
  calm: 'calma, calmado, calmada, tranquilo, tranquila, sereno, serenidad',
  boredom: 'aburrimiento, aburrido, aburrida, tedio',
  excited: 'emocionado, emocionada, excitado, excitada, excitación',
  frustrated: 'frustrado, frustrada, frustración',
  contempt: 'desprecio, desdén',
  amused: 'divertido, divertida, diversión',
  sleepy: 'somnoliento, somnolienta, somnolencia',
  enthusiasm: 'entusiasmo, entusiasmado, entusiasmada',
  anxious: 'ansiedad, ansioso, ansiosa, preocupado, preocupada',
  pleasure: 'placer',
  pain: 'dolor',
  disappointed: 'decepcionado, decepcionada, decepción, desilusión',
  sarcastic: 'sarcástico, sarcasmo',
};
