import type { EmotionWords } from './language.ts';

export const turkish: EmotionWords = {
  angry: 'kızgın, kızgınlık, öfke, öfkeli, sinirli, sinir, kızmış',
  disgust: 'tiksinti, tiksinme, iğrenme, iğrenmiş, iğrenç',
  fear: 'korku, korkmuş, korkulu',
  happy: 'mutlu, mutluluk, sevinç, sevinçli, neşe, neşeli',
  neutral: 'nötr, tarafsız, duygusuz, yansız',
  sad: 'üzgün, üzüntü, hüzün, hüzünlü, mutsuz, keder',
  surprise: 'şaşkın, şaşkınlık, şaşırma, şaşırmış, sürpriz, hayret',
  calm: 'sakin, sakinlik, huzurlu, dingin',
  boredom: 'sıkılmış, sıkıntı, can sıkıntısı, sıkkın',
  excited: 'heyecan, heyecanlı',
  frustrated: 'hüsran',
  contempt: 'küçümseme, aşağılama, hor görme',
  sleepy: 'uykulu',
  enthusiasm: 'coşku, coşkulu',
  anxious: 'endişe, endişeli, kaygı, kaygılı',
  disappointed: 'hayal kırıklığı',
  sarcastic: 'alaycı, iğneleyici',
};
