/**
 * Keeps the WebAssembly instance of a decoder for the next file. An instance has 17 to 29 MB of memory, and a new one for
 * each file costs more than decoding a clip: 1.5 ms, and most of the time of the garbage collector.
 *
 * The next file finds the instance as a new one is: all memory that was used is set back, not freed by the library, whose
 * destructors free some parts twice and others never. So nothing of one file can reach the next one. Besides, an
 * instance is only kept after a file without any error. See docs/decisions/0046-fast-scans.md.
 */

/** What a decoder has from `@wasm-audio-decoders/common`. The types of the packages do not name it. */
interface Common {
  _wasm: { HEAP: ArrayBuffer };
  _pointers: Set<number>;
  instantiate(instance: unknown, module: unknown): Promise<Common>;
  /** The planes of a decoded packet, one after another in `data`. */
  getOutputChannels(data: Float32Array, channels: number, samples: number): Float32Array[];
}
interface CommonClass {
  new (): Common;
  /** Joins the pieces of each channel. */
  getDecodedAudioMultiChannel: Join;
  getDecodedAudio(errors: unknown, planes: Float32Array[], ...rest: unknown[]): unknown;
}
type Join = (errors: unknown, pieces: Float32Array[][], channels: number, ...rest: unknown[]) => unknown;

/** A decoder of a library, and its class, which takes another class of `common` for its workers and for kept instances. */
interface LibraryDecoder {
  _WASMAudioDecoderCommon: CommonClass;
  constructor: { WASMAudioDecoderCommon?: CommonClass | undefined };
}

/** A decoder, and what keeps its instance. */
interface Lease<D> {
  decoder: D;
  /**
   * The next decoder may have the instance. Call it after a file without any error or warning, when the decoder is no longer
   * used. Without this call, the instance is the garbage collector's. `decoder.free()` is not needed.
   */
  keep(): void;
}

/** The instances of one class of decoders in this thread. */
export interface InstanceKeeper {
  /**
   * What `create` creates, which is one decoder of the class. What `decodeFrame` of a packet gives is valid until the next call,
   * because it is not copied.
   */
  lease<D>(create: () => D): Lease<D>;
}

interface Instance {
  wasm: Common['_wasm'];
  heap: Uint8Array;
  /** The memory at the start, up to its last byte that is not 0. */
  start: Uint8Array;
  /** Everything from here on is 0. */
  usedBytes: number;
  files: number;
}

/** So that no unknown fault lasts for a whole corpus. */
const MAX_FILES = 200;
/** A thread decodes one file at a time, the laboratory's own thread a few. */
const MAX_IDLE = 2;
/** A long file needs more than clips do; its memory would be set back for each of them. */
const MAX_USED_BYTES = 2 ** 22;
/** Memory is used from its start on. Where this much of it is unused, so is the rest. */
const UNUSED_BYTES = 2 ** 20;
const ZEROS = Buffer.alloc(2 ** 16);

/** Keeps the instances of decoders of the same class as `example`. */
export function createInstanceKeeper(example: object): InstanceKeeper {
  const { _WASMAudioDecoderCommon: Base, constructor: target } = example as LibraryDecoder;
  /** A single piece need not be copied. */
  const join: Join = (errors, pieces, channels, ...rest) =>
    pieces.length === 1
      ? Base.getDecodedAudio(errors, pieces[0], ...rest)
      : Base.getDecodedAudioMultiChannel(errors, pieces, channels, ...rest);
  /** Instances that no decoder uses. Decoders that are used at one time have one each. */
  const idle: Instance[] = [];

  return {
    lease(create) {
      let instance = idle.pop();
      const construct = () => {
        const common = new Base();
        const instantiate = common.instantiate;
        common.instantiate = async (...given) => {
          if (instance === undefined) {
            await instantiate(...given);
            instance = instanceOf(common._wasm);
          } else {
            setBack(instance);
            common._wasm = instance.wasm;
            common._pointers = new Set();
          }
          return common;
        };
        common.getOutputChannels = planesOf;
        return common;
      };
      // The decoders also use functions of the class itself, which cannot be replaced there.
      target.WASMAudioDecoderCommon = new Proxy(ProxyTarget, {
        construct,
        get: (_, name) => (name === 'getDecodedAudioMultiChannel' ? join : Reflect.get(Base, name)),
      }) as unknown as CommonClass;
      try {
        return {
          decoder: create(),
          keep() {
            if (instance !== undefined && idle.length < MAX_IDLE && isReusable(instance)) idle.push(instance);
            instance = undefined;
          },
        };
      } finally {
        target.WASMAudioDecoderCommon = undefined;
      }
    },
  };
}

/** What a proxy of a class must be made of, if other functions take the place of its own. */
class ProxyTarget {}

const planesOf: Common['getOutputChannels'] = (data, channels, samples) =>
  Array.from({ length: channels }, (_, i) => data.subarray(i * samples, (i + 1) * samples));

function instanceOf(wasm: Instance['wasm']): Instance {
  const heap = new Uint8Array(wasm.HEAP);
  const bytes = usedBytes(heap, 0, heap.length);
  return { wasm, heap, start: heap.slice(0, bytes), usedBytes: bytes, files: 0 };
}

function setBack({ heap, start, usedBytes }: Instance): void {
  heap.set(start);
  heap.fill(0, start.length, usedBytes);
}

function isReusable(instance: Instance): boolean {
  const { heap, wasm } = instance;
  if (++instance.files >= MAX_FILES || heap.length !== wasm.HEAP.byteLength) return false;
  // All of the memory after the first file, and what follows the known part after each other one.
  const unused = instance.files === 1 ? heap.length : UNUSED_BYTES;
  instance.usedBytes = usedBytes(heap, instance.usedBytes, unused);
  return instance.usedBytes <= MAX_USED_BYTES;
}

/** The end of the last part that is not 0, from `known` on, after which `unused` bytes are 0. In steps of 64 KB. */
function usedBytes(heap: Uint8Array, known: number, unused: number): number {
  let used = known;
  for (let at = known; at < heap.length && at < used + unused; at += ZEROS.length) {
    const part = Buffer.from(heap.buffer, at, Math.min(ZEROS.length, heap.length - at));
    if (part.compare(ZEROS, 0, part.length) !== 0) used = at + part.length;
  }
  return used;
}
