import type { EncoderEntry } from './encoder-entry.ts';

/** Google's speech embedding (Lin et al. 2020, arXiv:2002.01322) in the form that openWakeWord distributes. */
export const SPEECH_EMBEDDING: EncoderEntry = {
  name: 'speech-embedding',
  title: 'Speech embedding (openWakeWord)',
  about: 'Small and fast, made for spoken words; weak for emotion. 96 values every 80 ms.',
  page: 'https://github.com/dscripka/openWakeWord',
  revision: 'v0.5.1',
  files: [
    {
      name: 'embedding_model.onnx',
      url: 'https://github.com/dscripka/openWakeWord/releases/download/v0.5.1/embedding_model.onnx',
      sha256: '70d164290c1d095d1d4ee149bc5e00543250a7316b59f31d056cff7bd3075c1f',
      bytes: 1326578,
    },
    {
      name: 'melspectrogram.onnx',
      url: 'https://github.com/dscripka/openWakeWord/releases/download/v0.5.1/melspectrogram.onnx',
      sha256: 'ba2b0e0f8b7b875369a2c89cb13360ff53bac436f2895cced9f479fa65eb176f',
      bytes: 1087958,
    },
  ],
  licence: {
    name: 'Apache-2.0',
    url: 'https://www.apache.org/licenses/LICENSE-2.0',
    nonCommercial: false,
  },
  instructions: null,
  verified: true,
  features: {
    trim: null,
    durationSeconds: 5,
    normalise: '16-bit',
    input: {
      kind: 'frame-windows',
      file: 'melspectrogram.onnx',
      values: 32,
      multiply: 0.1,
      add: 2,
      window: 76,
      hop: 8,
    },
    output: null,
    dimensions: 96,
    // 76 frames of 512 samples every 160 (10 ms).
    frameSamples: 12_512,
    hopSamples: 1280,
  },
};
