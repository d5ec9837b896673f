import { withResolution } from './png-resolution.ts';

/** Pixels per pixel of the SVG: 288 per inch, enough for print. */
const SCALE = 3;

/**
 * Draws an SVG file as a PNG with its resolution. Images have only the system's fonts.
 * @throws Error if the browser cannot draw it.
 */
export async function svgToPng(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SCALE * image.naturalWidth;
    canvas.height = SCALE * image.naturalHeight;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('The browser could not make a PNG of a plot.');
    return withResolution(new Uint8Array(await blob.arrayBuffer()), SCALE * 96);
  } finally {
    URL.revokeObjectURL(address);
  }
}
