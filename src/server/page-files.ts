/** The files of the built page. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { UserError } from '#shared/failure.ts';

interface PageFile {
  type: string;
  etag: string;
  bytes: Buffer;
  /** The gzipped bytes, if the build has created them. */
  gzipped: Buffer | undefined;
  /** The file's name changes with its content. */
  immutable: boolean;
}

/** Files by the path that the browser requests, `/assets/index-1a2b3c4d.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};
const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * Reads the complete page into memory, a few megabytes. So no requested path reaches the disk, and a page that is built
 * again in the meantime stays consistent for open browsers.
 * @throws UserError `page-not-built`
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    },
  );
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = new Map(
    await Promise.all(
      paths.map(
        async (path) =>
          [`/${relative(folder, path).split(sep).join('/')}`, await readFile(path)] satisfies [
            string,
            Buffer,
          ],
      ),
    ),
  );
  if (!read.has('/index.html')) {
    throw new UserError(
      'page-not-built',
      `The page is not built: ${join(folder, 'index.html')} does not exist. Run “npm run build:page”, or use “npm start”, which builds the page.`,
    );
  }
  const files = new Map<string, PageFile>();
  for (const [path, bytes] of read) {
    const type = TYPES[extname(path)];
    // Files that a page does not request (source maps, gzipped files) are not served.
    if (type === undefined) continue;
    files.set(path, {
      type,
      etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      bytes,
      gzipped: read.get(`${path}.gz`),
      immutable: path.startsWith('/assets/'),
    });
  }
  files.set('/', files.get('/index.html')!);
  return files;
}

/** Answers with a file. Returns false if the path has no file. */
export function sendPageFile(
  files: PageFiles,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const file = files.get(path);
  if (file === undefined) return false;
  response.setHeader('ETag', file.etag);
  response.setHeader(
    'Cache-Control',
    file.immutable ? `private, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
  );
  if (file.gzipped !== undefined) response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return true;
  }
  const gzip = file.gzipped !== undefined && /\bgzip\b/.test(String(request.headers['accept-encoding']));
  const body = gzip ? file.gzipped! : file.bytes;
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': body.byteLength,
    ...(gzip ? { 'Content-Encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  return true;
}
