/**
 * Runs on the browser's audio thread: hands the microphone's samples over as they are, one channel (the mean of all),
 * float32, in chunks of some 20 ms. A file of its own, loaded from the page's own origin, so that a strict content
 * policy allows it.
 */
import { CAPTURE_NAME } from './capture-name.ts';

/** The audio thread's own words, which TypeScript's DOM library does not know. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const CHUNK_SAMPLES = 1024;

class Capture extends AudioWorkletProcessor {
  #chunk = new Float32Array(CHUNK_SAMPLES);
  #filled = 0;

  process([channels]: Float32Array[][]): boolean {
    // No channels: nothing is connected any more.
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
