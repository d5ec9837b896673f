import type { EmotionWords } from './language.ts';

export const arabic: EmotionWords = {
  angry: 'غضب, غاضب, غاضبة, عصبي, عصبية, ghadab, ghadib',
  disgust: 'اشمئزاز, مشمئز, قرف, مقرف',
  fear: 'خوف, خائف, خائفة, رعب, ذعر, khawf, khouf',
  happy: 'سعادة, سعيد, سعيدة, فرح, فرحان, فرحة, سرور, saada',
  neutral: 'محايد, محايدة, حيادي, عادي, طبيعي, بدون مشاعر, muhayid',
  sad: 'حزن, حزين, حزينة, أسى, huzn',
  surprise: 'مفاجأة, متفاجئ, متفاجئة, دهشة, مندهش, مندهشة, تعجب, استغراب',
  calm: 'هدوء, هادئ, هادئة',
  boredom: 'ملل',
  excited: 'متحمس, متحمسة, إثارة',
  frustrated: 'إحباط, محبط, محبطة',
  contempt: 'احتقار, ازدراء',
  sleepy: 'نعسان, نعاس',
  enthusiasm: 'حماس, حماسة',
  anxious: 'قلق, قلقة, توتر',
  pain: 'ألم',
  disappointed: 'خيبة أمل',
  sarcastic: 'سخرية, ساخر',
};
