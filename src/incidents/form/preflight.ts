import type { PeerFetch } from '#federation/fetch.ts';
import { sealIdentities } from '#federation/office.ts';
import { standingPeers } from '#federation/peering.ts';
import type { Ledger } from '#ledger/contract.ts';
import { sealRecipient, signingKid } from '#parties/keys/key-view.ts';
import { partyOf } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import type { Keyring } from '#store/keyring.ts';
import { Writing } from '#store/writing.ts';

/** Danger does not wait for a test: what has not answered by then is shown as not known. */
export const PREFLIGHT_LIMIT_MS = 1_000;
/** Somebody who reloads the page does not set off the tests again. */
const REMEMBERED_MS = 15_000;
const SUBJECTS_REMEMBERED = 500;

export type Tested = 'store' | 'own-key' | 'recipient' | 'recipient-key' | 'recipient-reached';
/** `unknown`: no answer within the limit, or nothing that could be tested. */
export type TestResult = { readonly of: Tested; readonly state: 'passed' | 'failed' | 'unknown' };
export type Preflight = {
  /** The authority it would go to; null where the party names none. */
  readonly recipient: string | null;
  readonly testedAt: Temporal.Instant;
  readonly results: readonly TestResult[];
};

export type PreflightServices = {
  readonly connection: Connection;
  readonly ledger: Pick<Ledger, 'now'>;
  readonly keyring: Keyring;
  readonly fetchPeer: PeerFetch;
};

const remembered = new WeakMap<
  Connection,
  Map<string, { readonly until: number; readonly result: Promise<Preflight> }>
>();

/**
 * Can a report of this party be signed, stored, sealed and delivered now? Each is really tried, all at once and within
 * one limit. It tells and never stops anybody. With `party` null: what a reporter without a sign-in needs of
 * `recipient`.
 */
export function preflight(
  services: PreflightServices,
  party: string | null,
  recipient: string | null,
): Promise<Preflight> {
  const known = remembered.get(services.connection) ?? new Map();
  remembered.set(services.connection, known);
  const subject = `${party} ${recipient}`;
  const before = known.get(subject);
  if (before !== undefined && before.until > performance.now()) return before.result;
  const result = testAll(services, party, recipient);
  if (known.size >= SUBJECTS_REMEMBERED) known.clear();
  known.set(subject, { until: performance.now() + REMEMBERED_MS, result });
  return result;
}

async function takesWrites(connection: Connection): Promise<boolean> {
  return (await new Writing(connection).refusing()) === undefined;
}

async function testAll(
  services: PreflightServices,
  party: string | null,
  recipient: string | null,
): Promise<Preflight> {
  const tests: readonly (readonly [Tested, Promise<boolean>])[] = [
    ['store', takesWrites(services.connection)],
    ...(party === null ? [] : [['own-key', ownKeyOpens(services, party)] as const]),
    ...(recipient === null
      ? []
      : ([
          ['recipient-key', keyKnown(services, recipient)],
          ['recipient-reached', reached(services, recipient)],
        ] as const)),
  ];
  const results = await Promise.all(
    tests.map(async ([of, running]): Promise<TestResult> => ({ of, state: await withinLimit(running) })),
  );
  const named: readonly TestResult[] =
    party === null ? [] : [{ of: 'recipient', state: recipient === null ? 'failed' : 'passed' }];
  return { recipient, testedAt: services.ledger.now(), results: [...named, ...results] };
}

/** A failure of ours is a result like any other here; it is told in words, and the report goes on. */
async function withinLimit(running: Promise<boolean>): Promise<TestResult['state']> {
  const { promise: late, resolve } = Promise.withResolvers<'unknown'>();
  const timer = setTimeout(() => resolve('unknown'), PREFLIGHT_LIMIT_MS);
  const tried = running.then(
    (passed) => (passed ? ('passed' as const) : ('failed' as const)),
    () => 'failed' as const,
  );
  const state = await Promise.race([tried, late]);
  clearTimeout(timer);
  return state;
}

async function ownKeyOpens({ connection, keyring, ledger }: PreflightServices, party: string): Promise<boolean> {
  const kid = await signingKid(connection, party, ledger.now());
  return kid !== undefined && (await keyring.get(kid)) !== undefined;
}

/** Of a party of this node: that what is sealed to it can be opened here. Of another: that its key is known. */
async function keyKnown(services: PreflightServices, party: string): Promise<boolean> {
  const { connection, ledger } = services;
  if ((await partyOf(connection, party))?.hosted === true)
    return (await sealIdentities(services, party)).length > 0;
  return (await sealRecipient(connection, party, ledger.now())) !== undefined;
}

/** Its node says who it is. A party of this node is as near as the page itself. */
async function reached({ connection, fetchPeer }: PreflightServices, party: string): Promise<boolean> {
  if ((await partyOf(connection, party))?.hosted === true) return true;
  const peer = (await standingPeers(connection)).find((one) => one.party === party);
  if (peer === undefined) return false;
  const answer = await fetchPeer({
    node: peer.node,
    path: `/federation/v1/parties/${encodeURIComponent(party)}`,
    method: 'GET',
    accept: ['application/json'],
    totalMs: PREFLIGHT_LIMIT_MS,
  });
  return answer.ok && answer.value.verdict === 'ok';
}
