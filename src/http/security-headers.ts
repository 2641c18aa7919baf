import type { NodeDescription, Reply } from './contract.ts';

const HSTS_SECONDS = 63_072_000;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "manifest-src 'self'",
].join('; ');

/** Sent with every answer, whatever it is. */
export function securityHeadersOf(node: NodeDescription): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    // Other sites never learn where a reader came from. `no-referrer` would also turn our own forms' Origin into null.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), browsing-topics=()',
    'x-frame-options': 'DENY',
  };
  if (new URL(node.publicUrl).protocol === 'https:') {
    headers['strict-transport-security'] = `max-age=${HSTS_SECONDS}; includeSubDomains`;
  }
  return headers;
}

/**
 * The policy of a page that must keep working when saved and opened without a network: everything is inside it, and
 * the browser runs only what has one of these SHA-256 digests (base64).
 */
export function selfContainedPolicy(reply: Reply, scripts: readonly string[], styles: readonly string[]): Reply {
  const hashes = (list: readonly string[]) => list.map((digest) => `'sha256-${digest}'`).join(' ');
  return reply.header(
    'content-security-policy',
    `default-src 'none'; script-src ${hashes(scripts)}; style-src ${hashes(styles)}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
}
