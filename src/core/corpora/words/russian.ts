import type { EmotionWords } from './language.ts';

export const russian: EmotionWords = {
  angry: 'гнев, злость, злой, злая, злоба, ярость, сердитый, сердитая, gnev, zlost, yarost',
  disgust: 'отвращение, отвратительный, брезгливость, otvrashchenie, otvrashenie',
  fear: 'страх, испуг, испуганный, испуганная, боязнь, ужас, strakh, strah, ispug',
  happy:
    'радость, радостный, радостная, счастье, счастливый, счастливая, веселье, веселый, radost, schastye, schaste',
  neutral:
    'нейтральный, нейтральная, нейтральное, нейтрально, нейтраль, neytralno, neitralno, neytralnyy, neitralny',
  sad: 'грусть, грустный, грустная, печаль, печальный, печальная, тоска, горе, grust, pechal',
  surprise: 'удивление, удивленный, удивленная, изумление, udivlenie, udivleniye',
  calm: 'спокойствие, спокойный, спокойная, spokoystvie, spokoistvie',
  boredom: 'скука, скучающий, скучный, skuka',
  excited: 'возбуждение, возбужденный, волнение, vozbuzhdenie',
  frustrated: 'фрустрация, frustratsiya',
  contempt: 'презрение, презрительный, prezrenie',
  sleepy: 'сонный, сонливость, сонная, усталость',
  enthusiasm: 'энтузиазм, воодушевление, entuziazm',
  anxious: 'тревога, тревожный, тревожная, беспокойство, trevoga',
  pleasure: 'удовольствие',
  pain: 'боль',
  disappointed: 'разочарование, разочарованный, razocharovanie',
  sarcastic: 'сарказм, саркастический',
};
