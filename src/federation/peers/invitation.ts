import type { PeerCode } from '#federation/codes.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import { decodeTextBase64url, encodeBase64url, encodeTextBase64url } from '#statement/base64url.ts';
import { parseJson } from '#statement/json.ts';

/** One line to hand over by hand, by voice or by a channel trusted already: never by the network it opens. */
export type Invitation = {
  readonly node: string;
  readonly party: string;
  /** Thumbprint of the inviting party's root: what the invited one pins. */
  readonly root: string;
  /** Spent by its first use. */
  readonly code: string;
};

const PREFIX = 'comity-invitation:1:';
const MAX_INVITATION_CHARACTERS = 2_000;
const CODE_BYTES = 32;
const FIELDS = ['node', 'party', 'root', 'code'] as const;

export function newCode(): string {
  return encodeBase64url(primitives.randomBytes(CODE_BYTES));
}

/** What is stored in place of a code: whoever reads the database cannot use it. */
export function codeHash(code: string): string {
  return primitives.sha256Base64url(`comity peering ${code}`);
}

export function formatInvitation({ node, party, root, code }: Invitation): string {
  return `${PREFIX}${encodeTextBase64url(JSON.stringify({ node, party, root, code }))}`;
}

export function parseInvitation(text: string): Outcome<Invitation, PeerCode> {
  const line = text.trim();
  const malformed = refuse(
    'invitation-malformed' as const,
    `An invitation is one line that begins with ${PREFIX}`,
  );
  if (!line.startsWith(PREFIX) || line.length > MAX_INVITATION_CHARACTERS) return malformed;
  const decoded = decodeTextBase64url(line.slice(PREFIX.length));
  if (typeof decoded === 'string') return malformed;
  const json = parseJson(decoded.text);
  if (!json.ok || typeof json.value !== 'object' || json.value === null) return malformed;
  const value = json.value as Readonly<Record<string, unknown>>;
  if (Object.keys(value).length !== FIELDS.length || !FIELDS.every((name) => typeof value[name] === 'string')) {
    return malformed;
  }
  return accept(value as Invitation);
}
