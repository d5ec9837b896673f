/** The program's icon in the sizes and formats of the systems, drawn from the page's SVG. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from '../../setup/bootstrap.mjs';

/** Sizes of the freedesktop icon theme. */
export const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512] as const;
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256] as const;
/** Types of an ICNS file by their size in pixels. */
const MAC_TYPES = {
  icp4: 16,
  icp5: 32,
  ic11: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1024,
};

/** Writes `SIZExSIZE.png` of all sizes, `icon.ico` and `icon.icns`. */
export async function writeIcons(folder: string): Promise<void> {
  const svg = readFileSync(join(root, 'src/renderer/public/icon.svg'));
  const drawn = new Map<number, Buffer>();
  for (const size of new Set([...LINUX_SIZES, ...Object.values(MAC_TYPES)])) {
    // The drawing is 64 units wide, which are 64 pixels at 72 dpi.
    const png = await sharp(svg, { density: (72 * size) / 64 })
      .resize(size, size)
      .png()
      .toBuffer();
    drawn.set(size, png);
  }
  mkdirSync(folder, { recursive: true });
  for (const size of LINUX_SIZES) writeFileSync(join(folder, `${size}x${size}.png`), drawn.get(size)!);
  writeFileSync(join(folder, 'icon.ico'), ico(WINDOWS_SIZES.map((size) => [size, drawn.get(size)!])));
  const types = Object.entries(MAC_TYPES).map(([type, size]): [string, Buffer] => [type, drawn.get(size)!]);
  writeFileSync(join(folder, 'icon.icns'), icns(types));
}

/** An ICO file of PNG images: a header, a directory, the images. */
function ico(images: readonly [size: number, png: Buffer][]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.byteLength;
  images.forEach(([size, png], index) => {
    const at = 6 + 16 * index;
    // 0 stands for 256 pixels.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.byteLength, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.byteLength;
  });
  return Buffer.concat([header, ...images.map(([, png]) => png)]);
}

/** An ICNS file: blocks of a type, a length that includes its own eight bytes, and a PNG image. */
function icns(images: readonly [type: string, png: Buffer][]): Buffer {
  const block = (type: string, content: Buffer) => {
    const header = Buffer.alloc(8);
    header.write(type, 'latin1');
    header.writeUInt32BE(content.byteLength + 8, 4);
    return Buffer.concat([header, content]);
  };
  return block('icns', Buffer.concat(images.map(([type, png]) => block(type, png))));
}
