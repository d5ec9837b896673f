import type { EmotionWords } from './language.ts';

export const german: EmotionWords = {
  angry: 'Wut, wütend, wuetend, Zorn, zornig, Ärger, Aerger, ärgerlich, verärgert, veraergert, böse, boese',
  disgust: 'Ekel, ekelig, eklig, angeekelt, angewidert, Abscheu',
  fear: 'Angst, ängstlich, aengstlich, Furcht, furchtsam, verängstigt, Panik',
  happy: 'Freude, fröhlich, froehlich, froh, freudig, Glück, Glueck, glücklich, gluecklich, heiter',
  neutral: 'neutral, sachlich, emotionslos, ohne Emotion',
  sad: 'Trauer, traurig, Traurigkeit, Kummer, betrübt',
  surprise: 'Überraschung, Ueberraschung, überrascht, ueberrascht, erstaunt, Staunen',
  calm: 'ruhig, Ruhe, gelassen',
  boredom: 'Langeweile, gelangweilt, langweilig',
  excited: 'aufgeregt, Aufregung, begeistert',
  frustrated: 'frustriert, Frust',
  contempt: 'Verachtung, verächtlich, veraechtlich',
  amused: 'amüsiert, amuesiert, belustigt',
  sleepy: 'schläfrig, schlaefrig, müde, muede',
  enthusiasm: 'Begeisterung, Enthusiasmus',
  anxious: 'besorgt, nervös',
  pain: 'Schmerz, Schmerzen',
  disappointed: 'enttäuscht, enttaeuscht, Enttäuschung, Enttaeuschung',
  sarcastic: 'sarkastisch, Sarkasmus',
};
