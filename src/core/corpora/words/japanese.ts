import type { EmotionWords } from './language.ts';

export const japanese: EmotionWords = {
  angry: '怒り, 怒, 怒る, いかり, イカリ, 憤怒, 激怒, ikari',
  disgust: '嫌悪, 嫌悪感, 嫌, けんお',
  fear: '恐怖, 恐れ, 怖い, 怖れ, 恐, おそれ, osore, kyofu, kyoufu',
  happy: '喜び, 喜, 嬉しい, 楽しい, 楽しみ, 幸せ, 幸福, 楽, よろこび, yorokobi, ureshii, tanoshii, shiawase',
  neutral: '中立, 平常, 通常, ニュートラル, 無感情, 普通, heijo, heijou',
  sad: '悲しみ, 悲しい, 悲, 哀しみ, 哀, かなしみ, kanashimi, kanashii',
  surprise: '驚き, 驚, 驚愕, びっくり, おどろき, odoroki',
  calm: '平静, 冷静, 穏やか, 落ち着き, 安らぎ',
  boredom: '退屈, たいくつ, taikutsu',
  excited: '興奮, わくわく, 高揚',
  frustrated: '苛立ち, いらだち, 欲求不満',
  contempt: '軽蔑, 侮蔑',
  amused: '面白い, 愉快',
  sleepy: '眠い, 眠気',
  enthusiasm: '熱意',
  anxious: '不安, 心配',
  pain: '痛み, 苦痛',
  disappointed: '失望, がっかり, 落胆',
  sarcastic: '皮肉',
};
