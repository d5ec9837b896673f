/** Bytes of the packets of one page, so that its table of sizes has room. */
const MAX_PAGE_BYTES = 255 * 254;
const PAGE_HEADER = 27;
const CONTINUED = 1;
const FIRST = 2;

/**
 * Makes a function that puts packets into pages of an Ogg stream, one by one, for a decoder that reads Ogg only. Positions
 * and checksums are not set.
 */
export function oggPages(): (packet: Uint8Array, isFirst: boolean) => Uint8Array {
  let sequence = 0;
  return (packet, isFirst) => {
    const pages: Uint8Array[] = [];
    for (let at = 0; at === 0 || at <= packet.length; at += MAX_PAGE_BYTES) {
      const part = packet.subarray(at, at + MAX_PAGE_BYTES);
      const isLast = at + MAX_PAGE_BYTES > packet.length;
      const sizes = Array.from({ length: Math.floor(part.length / 255) }, () => 255);
      if (isLast) sizes.push(part.length % 255);
      const page = new Uint8Array(PAGE_HEADER + sizes.length + part.length);
      page.set(new TextEncoder().encode('OggS'));
      page[5] = (at > 0 ? CONTINUED : 0) | (isFirst && at === 0 ? FIRST : 0);
      const view = new DataView(page.buffer);
      view.setUint32(14, 1, true);
      view.setUint32(18, sequence++, true);
      page[26] = sizes.length;
      page.set(sizes, PAGE_HEADER);
      page.set(part, PAGE_HEADER + sizes.length);
      pages.push(page);
    }
    return pages.length === 1 ? pages[0] : Buffer.concat(pages);
  };
}
