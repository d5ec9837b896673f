import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostPort, requestedHost } from './addresses.ts';

/** What a browser gets for a token. */
interface Entrance {
  /** The value of a `Set-Cookie` header. */
  cookie: string;
  /** The page key (`#shared/page-key.ts`), which the page stores. It is sent once. */
  key: string;
}

/**
 * Access control: a browser gets in by a link with a token, which works once. The token is exchanged for a cookie and a
 * page key. The cookie alone admits to the files of the page only, because browsers send it to every port of this machine.
 */
export interface Access {
  /** The token of the current link. */
  readonly token: string;
  /** Exchanges the current token and creates a new one. Returns null for any other token. */
  exchange(token: string, request: IncomingMessage): Entrance | null;
  /** Whether the request has a cookie of this server. */
  admits(request: IncomingMessage): boolean;
  /** Whether it also has the page key that came with the cookie, and asks for the address that both were given to. */
  trusts(request: IncomingMessage, key: string | null): boolean;
}

interface Secrets {
  cookie: string;
  key: string;
}

interface Admitted {
  /** The name and port that the browser used; null: any. */
  host: string | null;
  /** Digests of both secrets. */
  cookie: Buffer;
  key: Buffer;
}

/** 256 bits. */
const SECRET_BYTES = 32;
/** A browser sends one cookie with the name of the server, or two if another server has set one. */
const MAX_COOKIES = 4;

const newSecret = () => randomBytes(SECRET_BYTES).toString('base64url');

/** Digests are compared in constant time. */
const digest = (secret: string) => createHash('sha256').update(secret).digest();

/**
 * Browsers store cookies per host, not per port. The port that the browser uses is part of the name, so that two servers,
 * or two tunnels to servers on other machines, do not share a cookie.
 */
const cookieName = (request: IncomingMessage) => `neural-ser-${hostPort(request) ?? 'unknown'}`;

/** Digests of the cookies with this name. */
function cookies(request: IncomingMessage, name: string): Buffer[] {
  const values = (request.headers.cookie ?? '').split(';').flatMap((pair) => {
    const [key, value] = pair.trim().split('=', 2);
    return key === name && value ? [value] : [];
  });
  return values.slice(0, MAX_COOKIES).map(digest);
}

/**
 * @param first the token of the first link; by default a random one
 * @param developmentToken only for development: a token that works any number of times and gives the same cookie and page
 *   key, also in the next server, so that a page keeps its access while its laboratory restarts
 */
export function createAccess(first: string = newSecret(), developmentToken?: string): Access {
  const development = developmentToken === undefined ? null : secretsOf(developmentToken);
  let token = developmentToken ?? first;
  const admitted: Admitted[] = [];
  const admit = (host: string | null, { cookie, key }: Secrets) => {
    admitted.push({ host, cookie: digest(cookie), key: digest(key) });
  };
  if (development !== null) admit(null, development);
  const admittedBy = (request: IncomingMessage) => {
    const offered = cookies(request, cookieName(request));
    return admitted.filter(({ cookie }) => offered.some((one) => timingSafeEqual(one, cookie)));
  };
  return {
    get token() {
      return token;
    },
    exchange: (offered, request) => {
      if (!timingSafeEqual(digest(offered), digest(token))) return null;
      const secrets = development ?? { cookie: newSecret(), key: newSecret() };
      if (development === null) {
        token = newSecret();
        admit(requestedHost(request), secrets);
      }
      const cookie = `${cookieName(request)}=${secrets.cookie}; Path=/; HttpOnly; SameSite=Strict`;
      return { cookie, key: secrets.key };
    },
    admits: (request) => admittedBy(request).length > 0,
    trusts: (request, key) => {
      if (key === null) return false;
      const offered = digest(key);
      return admittedBy(request).some(
        (one) =>
          timingSafeEqual(offered, one.key) && (one.host === null || one.host === requestedHost(request)),
      );
    },
  };
}

/** Neither secret tells the other or the token, because the cookie may be stolen. */
function secretsOf(token: string): Secrets {
  const derive = (purpose: string) => createHmac('sha256', token).update(purpose).digest('base64url');
  return { cookie: derive('cookie'), key: derive('page key') };
}
