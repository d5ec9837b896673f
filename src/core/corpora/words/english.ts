import type { EmotionWords } from './language.ts';

export const english: EmotionWords = {
  angry: 'angry, anger, angriness, ang, mad, rage, furious, fury',
  disgust: 'disgust, disgusted, disgusting, disgustful, dis, disg',
  fear: 'fear, fearful, fearfull, fea, afraid, scared, frightened, fright, terrified',
  happy: 'happy, happiness, happily, hap, joy, joyful, joyous, happyness',
  neutral: 'neutral, neutrality, neu, ntr, no emotion, neutral calm, calm neutral',
  sad: 'sad, sadness, sadly, unhappy, unhappiness, sorrow, sorrowful, grief',
  surprise:
    'surprise, surprised, surprising, suprise, suprised, surprize, sur, ps, pleasant surprise, pleasant surprised, ' +
    'pleasantly surprised, unpleasant surprise',
  calm: 'calm, calmness, calmly',
  // `boredem`: EmoBox.
  boredom: 'boredom, boredem, bored, boring',
  excited: 'excited, excitement, exc',
  frustrated: 'frustrated, frustration, fru',
  contempt: 'contempt, contemptuous',
  amused: 'amused, amusement',
  sleepy: 'sleepy, sleepiness',
  enthusiasm: 'enthusiasm, enthusiastic',
  anxious: 'anxious, anxiety',
  apologetic: 'apologetic',
  assertive: 'assertive',
  concerned: 'concerned',
  encouraging: 'encouraging',
  pleasure: 'pleasure',
  pain: 'pain',
  disappointed: 'disappointed, disappointment',
  breath: 'breath',
  sarcastic: 'sarcastic, sarcasm',
};
