import { expect, test } from 'vitest';
import { decodeSound } from '#renderer/pages/predict/decode-sound.ts';
import { encodePcm16 } from '#renderer/parts/microphone/wav-encoding.ts';
import { UserError } from '#shared/failure.ts';

/** A laboratory that reads nothing, and says so with this code. */
const refusing = (code: string) => ({
  invoke: () => Promise.reject(new UserError(code, 'It has no decoder for this.')),
});

/** A µ-law WAV file of one second at 8 kHz, which browsers decode. */
function muLaw(): Uint8Array<ArrayBuffer> {
  const wav = encodePcm16(new Float32Array(4000), 8000);
  const view = new DataView(wav.buffer);
  view.setUint16(20, 7, true);
  view.setUint32(28, 8000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  wav.fill(0x10, 44, 8044);
  return wav;
}

test('a file that the laboratory cannot read is decoded by the browser', async () => {
  const file = new File([muLaw()], 'a.wav');
  const sound = await decodeSound(file, refusing('no-decoder'));
  expect(sound.durationSeconds).toBeCloseTo(1, 3);
  expect(sound.file).toBeUndefined();
  expect(sound.wav.length).toBeGreaterThan(16_000);
});

test('a file that neither can read has the reason of the laboratory', async () => {
  const file = new File(['no sound'], 'a.wma');
  await expect(decodeSound(file, refusing('wav-unreadable'))).rejects.toMatchObject({
    code: 'not-a-sound',
    message: '“a.wma” cannot be read. It has no decoder for this.',
  });
});

test('the browser is not asked for what the laboratory refuses for another reason', async () => {
  const file = new File([muLaw()], 'long.wav');
  await expect(decodeSound(file, refusing('sound-too-long'))).rejects.toMatchObject({
    code: 'sound-too-long',
  });
});
