/**
 * The page's Content-Security-Policy, the same behind every door: only its own scripts, no evaluated code, only requests
 * to its own server, images and sounds also from memory. Inline styles are allowed, because Mantine and plotly use them.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
