import type { EmotionWords } from './language.ts';

export const hindiUrdu: EmotionWords = {
  angry: 'गुस्सा, ग़ुस्सा, क्रोध, क्रोधित, नाराज़, नाराज, غصہ, ناراض, غضب, gussa, ghussa, krodh',
  disgust: 'घृणा, घिन, नफ़रत, नफरत, نفرت, کراہت, گھن, ghrina, nafrat',
  fear: 'डर, भय, डरा हुआ, भयभीत, خوف, ڈر, خوفزدہ, darr, bhay, khauf',
  happy: 'खुशी, ख़ुशी, खुश, ख़ुश, प्रसन्न, आनंद, आनन्द, خوشی, خوش, مسرت, khushi',
  neutral: 'तटस्थ, सामान्य, निष्पक्ष, غیر جانبدار, معمول, معتدل, tatasth, samanya',
  sad: 'दुख, दुःख, दुखी, दुःखी, उदास, उदासी, ग़म, गम, اداس, اداسی, غم, غمگین, دکھ, دکھی, dukh, dukhi, udas, udaas, udasi',
  surprise: 'आश्चर्य, हैरान, हैरानी, अचरज, विस्मय, حیرت, حیران, حیرانی, تعجب, ashcharya, hairan, hairani',
  calm: 'शांत, शान्त, शांति, سکون, پرسکون, shaant',
  boredom: 'ऊब, बोरियत, بوریت, اکتاہٹ',
  excited: 'उत्साहित, उत्तेजित, پرجوش',
  frustrated: 'कुंठा, कुंठित',
  contempt: 'तिरस्कार, حقارت',
  enthusiasm: 'उत्साह, جوش',
  anxious: 'चिंता, चिंतित, پریشانی, فکرمند',
  pain: 'दर्द, درد',
  disappointed: 'निराश, निराशा, مایوس, مایوسی',
  sarcastic: 'व्यंग्य, طنز',
};
