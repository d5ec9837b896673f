/** The part of node-wav that `wav-samples.ts` uses; the package ships no types. */
declare module 'node-wav' {
  const nodeWav: {
    decode(bytes: Uint8Array): { sampleRate: number; channelData: Float32Array[] };
  };
  // biome-ignore lint/style/noDefaultExport: a CommonJS module, whose exports are its default one.
  export default nodeWav;
}
