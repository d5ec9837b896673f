import type { EmotionWords } from './language.ts';

export const mandarin: EmotionWords = {
  angry: '生气, 生氣, 愤怒, 憤怒, 怒, 气愤, 恼怒, 发怒, shengqi, fennu',
  disgust: '厌恶, 厭惡, 恶心, 反感, yanwu',
  fear: '害怕, 恐惧, 恐懼, 惊恐, 恐慌, 惧, 恐, haipa, kongju, jingkong',
  happy: '高兴, 高興, 快乐, 快樂, 开心, 開心, 喜悦, 喜, 乐, 愉快, 欢乐, gaoxing, kaixin, kuaile',
  neutral: '中性, 中立, 无情感, zhongxing, zhongli',
  sad: '悲伤, 悲傷, 伤心, 傷心, 难过, 難過, 悲, 哀, 忧伤, beishang, shangxin, nanguo',
  surprise: '惊讶, 驚訝, 惊喜, 驚喜, 惊奇, 驚奇, 吃惊, 惊, 意外, jingya, jingxi, jingqi, chijing',
  calm: '平静, 平靜, 冷静, 冷靜, pingjing',
  boredom: '无聊, 無聊, 厌倦, 厭倦, wuliao',
  excited: '兴奋, 興奮, 激动, 激動, xingfen, jidong',
  frustrated: '沮丧, 沮喪, 挫败',
  contempt: '轻蔑, 輕蔑, 鄙视, 蔑视',
  sleepy: '困倦, 困',
  enthusiasm: '热情',
  anxious: '焦虑, 焦慮, 担心, 紧张',
  pain: '痛苦, 疼痛',
  disappointed: '失望, shiwang',
  sarcastic: '讽刺, 諷刺',
};
