import { textOf } from '#federation/draft-text.ts';
import type { RuleContext } from '#ledger/contract.ts';
import { accept, phrase, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { Verdict } from './release-state.ts';

/** A release as far as the answer to it needs to know it. */
export type AnsweredRelease = {
  readonly digest: string;
  readonly issuer: string;
  readonly recipient: string;
  readonly target: string;
  readonly claims: 'all' | readonly string[];
  readonly receipt: string | null;
  /** Whether it stands in our log, or came from another. */
  readonly origin: 'own' | 'foreign';
};

export type ReceiptState = { readonly release: AnsweredRelease | undefined };

/**
 * A receipt is the node's word for the party it hosts, one for each release. For a party without a node the releasing
 * party writes it down, with lower assurance.
 */
export function decideReceipt({ release }: ReceiptState, draft: Draft, { actor }: RuleContext): Verdict {
  const own = guestForItself(actor, draft);
  if (!own.ok) return own;
  if (release === undefined) {
    return refuse('release-not-held', 'The release this answers is not held here.', 'release');
  }
  if (release.receipt !== null) {
    return refuse(
      'already-received',
      'This release has its receipt already; the same one is given again.',
      'release',
    );
  }
  const forGuest = draft.claims.on_behalf_of === release.recipient && draft.issuer === release.issuer;
  const forItself = draft.claims.on_behalf_of === undefined && draft.issuer === release.recipient;
  if (!forItself && !forGuest) {
    return refuse(
      'receipt-only-by-addressee',
      phrase`Only ${release.recipient} can say that it received this.`,
      'issuer',
    );
  }
  if (draft.claims.target !== release.target) {
    return refuse('receipt-only-by-addressee', 'The receipt names another statement than the release.', 'target');
  }
  const given = namesOnlyGiven(release, draft, actor);
  if (!given.ok) return given;
  return assuranceFits(draft, forGuest);
}

/**
 * What a receipt names of a foreign release is open to its party from then on. Only the node that took the delivery in
 * knows what came with it: a release may also have come here as what was given to another.
 */
function namesOnlyGiven({ claims, origin }: AnsweredRelease, draft: Draft, actor: RuleContext['actor']): Verdict {
  if (actor.kind === 'node') return accept(null);
  if (origin === 'foreign') {
    return refuse(
      'receipt-only-by-node',
      'What arrived from another node, the node that takes it in says itself.',
      'release',
    );
  }
  if (claims === 'all') return accept(null);
  const said = Array.isArray(draft.claims.claims) ? draft.claims.claims.map(String) : [];
  const more = said.find((name) => !claims.includes(name));
  if (more === undefined) return accept(null);
  return refuse('claim-not-held', phrase`The release did not give you the claim "${more}".`, 'claims');
}

export type AcknowledgementState = {
  readonly receipt:
    | { readonly issuer: string; readonly onBehalfOf: string | null; readonly target: string }
    | undefined;
  /** Persons who have acknowledged this receipt already. */
  readonly readBy: readonly string[];
};

/** Only a person of the addressee acknowledges; for a party without a node its host writes down who answered, and how. */
export function decideAcknowledgement(state: AcknowledgementState, draft: Draft, { actor }: RuleContext): Verdict {
  const { receipt, readBy } = state;
  const own = guestForItself(actor, draft);
  if (!own.ok) return own;
  if (receipt === undefined) {
    return refuse(
      'receipt-not-held',
      'There is no such receipt here, so there is nothing to acknowledge.',
      'receipt',
    );
  }
  if (receipt.issuer !== draft.issuer || receipt.target !== draft.claims.target) {
    return refuse(
      'acknowledgement-only-by-addressee',
      phrase`Only a person of ${receipt.issuer} acknowledges this.`,
      'issuer',
    );
  }
  const person = textOf(draft, 'person');
  const forGuest = receipt.onBehalfOf !== null;
  if (forGuest !== (draft.claims.on_behalf_of === receipt.onBehalfOf)) {
    return refuse(
      'acknowledgement-only-by-addressee',
      'Name the party for which this is written down.',
      'on_behalf_of',
    );
  }
  if (actor.kind === 'person' && !forGuest && person !== actor.person) {
    return refuse('acknowledgement-only-by-addressee', 'You acknowledge for yourself only.', 'person');
  }
  const of = forGuest ? receipt.onBehalfOf : receipt.issuer;
  if (!person.startsWith(`${of}#`)) {
    return refuse(
      'acknowledgement-only-by-addressee',
      phrase`Only a person of ${of} acknowledges this.`,
      'person',
    );
  }
  if (readBy.includes(person)) {
    return refuse('already-acknowledged', 'This person has acknowledged it already.', 'person');
  }
  return assuranceFits(draft, forGuest);
}

/** A guest's link opens nothing in another party's name. */
function guestForItself(actor: RuleContext['actor'], draft: Draft): Verdict {
  if (actor.kind !== 'guest' || draft.claims.on_behalf_of === actor.party) return accept(null);
  return refuse(
    'acknowledgement-only-by-addressee',
    phrase`A guest answers for ${actor.party} only.`,
    'on_behalf_of',
  );
}

/** What did not come through the addressee's own node is never called fully assured. */
function assuranceFits(draft: Draft, forGuest: boolean): Verdict {
  const { assurance = 'full', via = 'node' } = draft.claims;
  const direct = !forGuest && via === 'node';
  if (direct === (assurance === 'full')) return accept(null);
  return refuse(
    'assurance-wrong',
    direct
      ? "An answer through the party's own node has full assurance."
      : 'An answer by guest link, mail or telephone has lower assurance: say so, and which it was.',
    'assurance',
  );
}
