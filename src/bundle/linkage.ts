/**
 * Who was told, and when: release, receipt and acknowledgement name each other by digest. A receipt proves arrival at
 * the addressee's node, an acknowledgement that a person knew; silence proves neither.
 */
import { instantFrom } from '#statement/instant-text.ts';
import type { BundleCode } from './codes.ts';
import type { Examined, Head } from './examine.ts';
import { type Delivery, failed, passed, type Step, sentences, unknown, verdictOf } from './report.ts';
import { logOperator, partyName, type Trust } from './trust.ts';

/** Statements whose signature and key hold, by digest. */
export type Sound = ReadonlyMap<string, Examined>;

export function soundOnes(all: readonly Examined[]): Sound {
  const sound = new Map<string, Examined>();
  for (const one of all) {
    const holds = one.steps.get('signature')?.state === 'passed' && one.steps.get('key')?.state === 'passed';
    if (holds && one.head !== null) sound.set(one.head.digest, one);
  }
  return sound;
}

export function textClaim(one: Examined, name: string): string | undefined {
  const value = one.claims.get(name)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The party whose answer it is: the signer, or who had no node and let the signer write it down. */
function answers(one: Examined): string {
  return textClaim(one, 'on_behalf_of') ?? one.head!.issuer;
}

/** Adds the step `linkage` to releases, receipts and acknowledgements. */
export function settleLinks(sound: Sound, trust: Trust): void {
  for (const one of sound.values()) {
    const step = linkStep(one, sound, trust);
    if (step !== undefined) one.steps.set('linkage', step);
  }
}

function linkStep(one: Examined, sound: Sound, trust: Trust): Step | undefined {
  switch (one.head!.type) {
    case 'release':
      return linkRelease(one, sound, trust);
    case 'receipt':
      return linkReceipt(one, sound, trust);
    case 'acknowledgement':
      return linkAcknowledgement(one, sound, trust);
    default:
      return undefined;
  }
}

function withheld(sentence: string): Step {
  return unknown('linkage', 'reference-withheld', sentence);
}

function mismatch(code: BundleCode, sentence: string): Step {
  return failed('linkage', { code, sentence });
}

function linkRelease(one: Examined, sound: Sound, trust: Trust): Step {
  const target = textClaim(one, 'target');
  const to = textClaim(one, 'to');
  if (target === undefined || to === undefined)
    return withheld('It does not show what was released, and to whom.');
  if (!sound.has(target))
    return unknown(
      'linkage',
      'target-missing',
      'The statement that was released is not in this bundle, or does not hold.',
    );
  return passed('linkage', `It gives a statement of this bundle to ${partyName(trust, to)}.`);
}

function linkReceipt(one: Examined, sound: Sound, trust: Trust): Step {
  const reference = textClaim(one, 'release');
  if (reference === undefined) return withheld('It does not show the release it answers.');
  const release = sound.get(reference);
  if (release === undefined || release.head!.type !== 'release') {
    return unknown(
      'linkage',
      'release-missing',
      'The release it answers is not in this bundle, or does not hold.',
    );
  }
  const to = textClaim(release, 'to');
  if (to !== undefined && answers(one) !== to) {
    const sentence = `The release went to ${partyName(trust, to)}, but this receipt is ${partyName(trust, answers(one))}’s.`;
    return mismatch('receipt-from-another-party', sentence);
  }
  const target = textClaim(one, 'target');
  const released = textClaim(release, 'target');
  if (target !== undefined && released !== undefined && target !== released) {
    return mismatch(
      'receipt-of-another-statement',
      'The receipt confirms another statement than the one that was released.',
    );
  }
  if (to === undefined || target === undefined || released === undefined) {
    return withheld('It does not show who received what.');
  }
  return passed('linkage', `It answers the release to ${partyName(trust, to)}.`);
}

function linkAcknowledgement(one: Examined, sound: Sound, trust: Trust): Step {
  const reference = textClaim(one, 'receipt');
  if (reference === undefined) return withheld('It does not show the receipt it follows.');
  const receipt = sound.get(reference);
  if (receipt === undefined || receipt.head!.type !== 'receipt') {
    return unknown(
      'linkage',
      'receipt-missing',
      'The receipt it follows is not in this bundle, or does not hold.',
    );
  }
  if (answers(one) !== answers(receipt)) {
    const sentence = `The receipt is ${partyName(trust, answers(receipt))}’s, but this acknowledgement ${partyName(trust, answers(one))}’s.`;
    return mismatch('acknowledgement-from-another-party', sentence);
  }
  const target = textClaim(one, 'target');
  const received = textClaim(receipt, 'target');
  if (target !== undefined && received !== undefined && target !== received) {
    return mismatch(
      'acknowledgement-of-another-statement',
      'It acknowledges another statement than the one that was received.',
    );
  }
  const person = textClaim(one, 'person');
  if (person !== undefined && person.split('#', 1)[0] !== answers(one)) {
    return mismatch('person-of-another-party', 'The person who is said to have read it belongs to another party.');
  }
  return passed('linkage', `A person of ${partyName(trust, answers(one))} says to have read what was received.`);
}

type Answer = { readonly one: Examined; readonly reference: string };

function linked(sound: Sound, type: string, claim: string): Answer[] {
  return [...sound.values()].flatMap((one) => {
    const reference = textClaim(one, claim);
    const holds = one.head!.type === type && one.steps.get('linkage')?.state === 'passed';
    return holds && reference !== undefined ? [{ one, reference }] : [];
  });
}

/** For each released statement, by digest, how far each release of it got. */
export function deliveriesOf(sound: Sound, trust: Trust): Map<string, Delivery[]> {
  const receipts = Map.groupBy(linked(sound, 'receipt', 'release'), ({ reference }) => reference);
  const acknowledgements = Map.groupBy(linked(sound, 'acknowledgement', 'receipt'), ({ reference }) => reference);
  const deliveries = new Map<string, Delivery[]>();
  for (const { one: release, reference: target } of linked(sound, 'release', 'target')) {
    const digest = release.head!.digest;
    const receipt = receipts.get(digest)?.[0]?.one;
    const acknowledgement = receipt && acknowledgements.get(receipt.head!.digest)?.[0]?.one;
    const held = deliveries.get(target) ?? [];
    held.push(delivery(digest, partyName(trust, textClaim(release, 'to')!), receipt, acknowledgement));
    deliveries.set(target, held);
  }
  return deliveries;
}

function delivery(release: string, to: string, receipt?: Examined, acknowledgement?: Examined): Delivery {
  const receivedAt = (receipt && textClaim(receipt, 'received_at')) ?? null;
  const acknowledgedAt = (acknowledgement && textClaim(acknowledgement, 'at')) ?? null;
  if (receipt === undefined) {
    const sentence = `Released to ${to}; no receipt is in this bundle, which proves neither arrival nor silence.`;
    return { release, to, state: 'released', receivedAt, acknowledgedAt, sentence };
  }
  const arrived =
    receivedAt === null
      ? `Released to ${to}, whose node confirms that it arrived.`
      : `Released to ${to}, whose node confirms that it arrived, as it says on ${receivedAt}.`;
  if (acknowledgement === undefined)
    return { release, to, state: 'received', receivedAt, acknowledgedAt, sentence: arrived };
  const read =
    acknowledgedAt === null
      ? 'A person there acknowledges it.'
      : `A person there acknowledges it, as it says on ${acknowledgedAt}.`;
  const sentence = sentences(arrived, read);
  return { release, to, state: 'acknowledged', receivedAt, acknowledgedAt, sentence };
}

/**
 * The earliest time at which an addressee's receipt, itself proved, says that a statement had arrived; by digest of
 * the statement and of its release, since both existed by then. Nobody dates what they said themselves, neither by a
 * receipt of their own nor by one that they wrote for a party without a node; nor does a party whose keys the same node
 * holds, as far as the logs tell who runs it.
 */
export function receiptTimes(sound: Sound, trust: Trust): Map<string, Temporal.Instant> {
  const times = new Map<string, Temporal.Instant>();
  for (const { one } of linked(sound, 'receipt', 'release')) {
    const said = instantOf(textClaim(one, 'received_at'));
    if (said === undefined || verdictOf([...one.steps.values()]) !== 'proved') continue;
    if (textClaim(one, 'on_behalf_of') !== undefined) continue;
    for (const digest of [textClaim(one, 'release')!, textClaim(one, 'target')!]) {
      const dated = sound.get(digest)?.head;
      if (dated !== undefined && dated !== null && isOneSpeaker(dated, one.head!, trust)) continue;
      const held = times.get(digest);
      if (held === undefined || Temporal.Instant.compare(said, held) < 0) times.set(digest, said);
    }
  }
  return times;
}

function isOneSpeaker(one: Head, other: Head, trust: Trust): boolean {
  return one.issuer === other.issuer || logOperator(trust, one.log) === logOperator(trust, other.log);
}

function instantOf(text: string | undefined): Temporal.Instant | undefined {
  return text?.endsWith('Z') ? instantFrom(text) : undefined;
}
