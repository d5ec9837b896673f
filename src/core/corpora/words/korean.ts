import type { EmotionWords } from './language.ts';

export const korean: EmotionWords = {
  angry: '분노, 화남, 화난, bunno',
  disgust: '혐오, 역겨움, 싫음, hyeomo',
  fear: '공포, 두려움, 무서움, 겁, gongpo, duryeoum',
  happy: '기쁨, 행복, 즐거움, 행복한, 기쁜, gippeum, haengbok',
  neutral: '중립, 무감정, 보통, 평상, jungrip',
  sad: '슬픔, 슬픈, 우울, seulpeum',
  surprise: '놀람, 놀라움, 놀란, 경악, nollam',
  calm: '평온, 차분, 차분함, 침착',
  boredom: '지루함, 지루, 심심함',
  excited: '흥분, 신남, 설렘',
  frustrated: '좌절, 짜증, 답답함',
  contempt: '경멸',
  amused: '재미',
  sleepy: '졸림',
  enthusiasm: '열정',
  anxious: '불안, 걱정',
  pain: '고통, 아픔',
  disappointed: '실망',
  sarcastic: '빈정거림, 비꼼',
};
