import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { LedgerCode } from './codes.ts';
import type { Actor, Submission } from './contract.ts';
import { MAX_IDEMPOTENCY_KEY_CHARACTERS } from './limits.ts';
import { personRef } from './person-ref.ts';

export type IdempotencyKey = { readonly scope: string; readonly key: string; readonly body: string };

/** Whose memory of keys this is: of whoever proved to be there, never of the party that is named. */
function scopeOf(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return actor.token === undefined ? `person ${personRef(actor)}` : `token ${actor.token}`;
    case 'guest':
      return `guest ${actor.link}`;
    case 'key':
      return `key ${actor.party}`;
    case 'node':
      return 'node';
  }
}

/** Under which key, in whose memory, a submission is known again; null where it has none. */
export function readIdempotencyKey(
  submission: Exclude<Submission, { readonly kind: 'signed' }>,
  party: string,
): Outcome<IdempotencyKey | null, LedgerCode> {
  const { idempotencyKey, jobKey, actor, ...said } = submission;
  const key = jobKey ?? idempotencyKey;
  if (key === undefined) return accept(null);
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > MAX_IDEMPOTENCY_KEY_CHARACTERS) {
    const sentence = phrase`An idempotency key is 1 to ${MAX_IDEMPOTENCY_KEY_CHARACTERS} visible ASCII characters.`;
    return refuse('idempotency-key-malformed', sentence, 'idempotencyKey');
  }
  const scope = jobKey === undefined ? scopeOf(actor) : party;
  // The same person by another token says the same.
  const body = actor.kind === 'person' ? { ...said, actor: personRef(actor) } : { ...said, actor };
  return accept({ scope, key, body: primitives.sha256Base64url(canonical(body)) });
}

/** JSON with the members of each object in order, so that two spellings of one body are the same body. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
