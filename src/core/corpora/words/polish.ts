import type { EmotionWords } from './language.ts';

export const polish: EmotionWords = {
  angry: 'złość, zły, zła, gniew, gniewny, wściekłość, wściekły, wściekła, rozgniewany',
  disgust: 'wstręt, obrzydzenie, odraza, niesmak',
  fear: 'strach, lęk, przestraszony, przestraszona, przerażenie, przerażony, panika',
  happy: 'radość, radosny, radosna, szczęście, szczęśliwy, szczęśliwa, wesoły, wesoła, wesołość',
  neutral: 'neutralny, neutralna, neutralne, neutralność, neutralnie, obojętny, bez emocji',
  sad: 'smutek, smutny, smutna, żal, rozpacz',
  surprise: 'zaskoczenie, zaskoczony, zaskoczona, zdziwienie, zdziwiony, zdziwiona',
  calm: 'spokój, spokojny, spokojna',
  boredom: 'nuda, znudzenie, znudzony, znudzona',
  excited: 'podekscytowanie, podekscytowany, podekscytowana, ekscytacja',
  frustrated: 'frustracja, sfrustrowany, sfrustrowana',
  contempt: 'pogarda, pogardliwy',
  amused: 'rozbawienie, rozbawiony, rozbawiona',
  sleepy: 'senny, senna, senność',
  enthusiasm: 'entuzjazm, entuzjastyczny',
  anxious: 'niepokój, zaniepokojony, zaniepokojona',
  pleasure: 'przyjemność',
  disappointed: 'rozczarowanie, rozczarowany, rozczarowana',
  sarcastic: 'sarkazm, sarkastyczny, ironia',
};
