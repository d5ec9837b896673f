import type { EmotionWords } from './language.ts';

export const persian: EmotionWords = {
  angry: 'خشم, خشمگین, عصبانی, عصبانیت, khashm, asabani, asabaniat',
  disgust: 'انزجار, تنفر, نفرت, چندش, tanafor, enzejar',
  fear: 'ترس, ترسیده, وحشت, هراس, tars, vahshat',
  happy: 'شادی, شاد, خوشحال, خوشحالی, خوشی, khoshhal, khoshhali',
  neutral: 'خنثی, عادی, بی احساس, khonsa',
  sad: 'غم, غمگین, ناراحت, ناراحتی, اندوه, غصه, غم و اندوه, gham, ghamgin, narahat, andooh',
  surprise: 'تعجب, متعجب, شگفتی, حیرت, taajob, heyrat',
  calm: 'آرام, آرامش, aramesh',
  boredom: 'کسالت, بی حوصله, بی حوصلگی, ملال',
  excited: 'هیجان, هیجان زده, هیجانی',
  contempt: 'تحقیر',
  sleepy: 'خواب آلود',
  anxious: 'نگرانی, نگران, اضطراب, مضطرب',
  pain: 'درد',
  disappointed: 'ناامید, ناامیدی',
};
