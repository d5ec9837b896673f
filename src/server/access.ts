import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostPort } from './addresses.ts';

/** Who may use this server: the browsers that came by a link with a token, each of which works once. */
export interface Access {
  /** Of the link that works now. */
  readonly token: string;
  /**
   * Takes a token for a cookie, as a `Set-Cookie` header's value, and makes a new token; null where it is not the one
   * that works now.
   */
  exchange(token: string, request: IncomingMessage): string | null;
  /** Whether the request carries a cookie of this server. */
  admits(request: IncomingMessage): boolean;
}

/** 256 bits. */
const SECRET_BYTES = 32;

const newSecret = () => randomBytes(SECRET_BYTES).toString('base64url');

/** In the same time whatever the two are. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/**
 * Cookies are kept for a host whatever its port, so the port is part of the name: two servers, or two tunnels to
 * servers on other machines, do not take each other's. It is the port that the browser sees.
 */
const cookieName = (request: IncomingMessage) => `neural-ser-${hostPort(request) ?? 'unknown'}`;

function cookies(request: IncomingMessage, name: string): string[] {
  return (request.headers.cookie ?? '').split(';').flatMap((pair) => {
    const [key, value] = pair.trim().split('=', 2);
    return key === name && value ? [value] : [];
  });
}

/** @param first the token of the first link; a random one when absent */
export function createAccess(first: string = newSecret()): Access {
  let token = first;
  const secrets: string[] = [];
  return {
    get token() {
      return token;
    },
    exchange: (offered, request) => {
      if (!isSame(offered, token)) return null;
      token = newSecret();
      const secret = newSecret();
      secrets.push(secret);
      return `${cookieName(request)}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
    },
    admits: (request) =>
      cookies(request, cookieName(request)).some((offered) =>
        secrets.some((secret) => isSame(offered, secret)),
      ),
  };
}
