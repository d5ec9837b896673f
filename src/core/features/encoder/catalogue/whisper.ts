import type { EncoderEntry, EncoderFile } from './encoder-entry.ts';

/** The encoders of Whisper (Radford et al. 2022, arXiv:2212.04356). They always compute 30 s, so they are slow for short clips. */
const whisper = (
  size: 'base' | 'small',
  dimensions: number,
  revision: string,
  bytes: EncoderFile['bytes'],
): EncoderEntry => ({
  name: `whisper-${size}`,
  title: `Whisper ${size}, encoder`,
  about: `Trained for speech recognition in many languages on 680,000 hours. ${dimensions} values every 20 ms.`,
  page: `https://huggingface.co/Xenova/whisper-${size}`,
  revision,
  files: [
    {
      name: 'encoder_model.onnx',
      url: `https://huggingface.co/Xenova/whisper-${size}/resolve/${revision}/onnx/encoder_model.onnx`,
      sha256: null,
      bytes,
    },
  ],
  licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', nonCommercial: false },
  instructions: null,
  verified: false,
  features: {
    trim: null,
    durationSeconds: 5,
    normalise: 'none',
    input: { kind: 'whisper-mel', bands: 80, seconds: 30 },
    output: 'last_hidden_state',
    dimensions,
    frameSamples: 320,
    hopSamples: 320,
  },
});

export const WHISPER_BASE = whisper('base', 512, '9226b958253551c6db13a6f43837e1b46918e620', 82.5e6);
export const WHISPER_SMALL = whisper('small', 768, 'main', 353e6);
