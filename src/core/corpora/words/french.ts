import type { EmotionWords } from './language.ts';

export const french: EmotionWords = {
  angry: 'colère, en colère, fâché, fâchée, énervé, énervée, furieux, furieuse, rage',
  disgust: 'dégoût, dégoûté, dégoûtée, écœurement, écoeurement',
  fear: 'peur, effrayé, effrayée, apeuré, apeurée, crainte, terreur',
  happy: 'joie, joyeux, joyeuse, heureux, heureuse, bonheur, contente',
  neutral: 'neutre, neutralité, sans émotion',
  sad: 'tristesse, triste, chagrin, malheureux, malheureuse',
  surprise: 'surprise, surpris, étonnement, étonné, étonnée',
  calm: 'calme, serein, sérénité, tranquille',
  boredom: 'ennui, ennuyé, ennuyée',
  excited: 'excité, excitée, excitation',
  frustrated: 'frustré, frustrée, frustration',
  contempt: 'mépris, méprisant, méprisante',
  amused: 'amusé, amusée, amusement',
  sleepy: 'somnolent, somnolence, endormi, endormie',
  enthusiasm: 'enthousiasme, enthousiaste',
  anxious: 'anxieux, anxieuse, anxiété, inquiet, inquiète',
  pleasure: 'plaisir',
  pain: 'douleur',
  disappointed: 'déçu, déçue, déception',
  sarcastic: 'sarcastique, sarcasme',
};
