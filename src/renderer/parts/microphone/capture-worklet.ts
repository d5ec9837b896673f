/**
 * Runs on the browser's audio thread and sends the microphone's samples unchanged: one channel (the mean of all), float32,
 * in chunks of about 20 ms. It is a separate file of the page's origin, so that a strict content security policy allows
 * it.
 */
import { CAPTURE_NAME } from './capture-name.ts';

/** Types of the audio thread that TypeScript's DOM library does not declare. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const CHUNK_SAMPLES = 1024;

class Capture extends AudioWorkletProcessor {
  #chunk = new Float32Array(CHUNK_SAMPLES);
  #filled = 0;

  process([channels]: Float32Array[][]): boolean {
    // No channels: no input is connected.
    if (channels === undefined || channels.length === 0) return true;
    const frames = channels[0].length;
    for (let i = 0; i < frames; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      this.#chunk[this.#filled++] = sum / channels.length;
      if (this.#filled === CHUNK_SAMPLES) this.#send();
    }
    return true;
  }

  #send(): void {
    this.port.postMessage(this.#chunk, [this.#chunk.buffer]);
    this.#chunk = new Float32Array(CHUNK_SAMPLES);
    this.#filled = 0;
  }
}

registerProcessor(CAPTURE_NAME, Capture);
