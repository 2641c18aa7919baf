import { primitives } from '#primitives';
import { encodeBase64url } from '#statement/base64url.ts';
import type { Claim } from '#statement/draft.ts';
import { type Issued, prepare, sign } from '#statement/issue.ts';
import { type SigningKey, signingKey, type VerifyingKey, verifyingKey } from '#statement/jwk.ts';
import { marking } from '#statement/marking.ts';
import { open } from '#statement/open.ts';
import { type Envelope, parse, verify } from '#statement/parse.ts';
import { present } from '#statement/present.ts';
import { figure } from './figure.ts';
import { peerLibrary } from './peer-library.ts';
import type { BenchOptions, Row } from './row.ts';

const ROUND_MS = 400;
const QUICK_ROUND_MS = 20;
/** The best of several rounds: what the code costs, not what else the machine did meanwhile. */
const ROUNDS = 7;
const BATCH = 20;
const ISSUED_PER_SECOND_MIN = 1_700;
/**
 * How many times the rate of the peer library is asked for. Not reached: the signature and the hashes alone, which
 * nobody undercuts, are some 9 and 7 times the peer with 20 claims, 12 and 9 times with 30.
 */
const ISSUING_OVER_PEER = 10;
const VERIFYING_OVER_PEER = 8;

const encoder = new TextEncoder();
const envelope: Envelope = {
  issuer: 'did:web:csirt.example',
  vct: 'urn:comity:statement:incident-alert:1',
  log: 'csirt.example/log',
  realm: 'live',
};

/** Issuing and verifying on one thread, against the signature and the hashes that nothing of ours can undercut. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Row[]> {
  const roundMs = quick ? QUICK_ROUND_MS : ROUND_MS;
  const rows: Row[] = [];
  for (const [algorithm, count] of [
    ['ES256', 20],
    ['ES256', 30],
    ['Ed25519', 30],
  ] as const) {
    const key = signingKey(primitives.generateKey(algorithm));
    const subject = `${count} disclosures, ${key.alg}`;
    say(`statement: ${subject}`);
    rows.push(
      ...issueRows(subject, key, claimsOf(count), roundMs),
      verifyRow(subject, key, claimsOf(count), roundMs),
      ...(await peerRows(subject, key, claimsOf(count), roundMs)),
    );
  }
  return rows;
}

function issueRows(subject: string, key: SigningKey, claims: readonly Claim[], roundMs: number): readonly Row[] {
  const issued = issue(key, claims);
  const message = messageOf(issued);
  const [value, limit] = rates(
    roundMs,
    () => issue(key, claims),
    () => {
      for (const disclosure of issued.disclosures) primitives.sha256Base64url(disclosure);
      key.key.sign(message);
    },
  );
  const name = `statement: issue-only, one thread, ${subject}`;
  return [
    figure({ name, value, unit: 'statements/s', better: 'more', target: ISSUED_PER_SECOND_MIN }),
    figure({
      name: `${name}, against raw hashes and signature`,
      value,
      unit: 'statements/s',
      better: 'more',
      limit,
    }),
  ];
}

function verifyRow(subject: string, key: SigningKey, claims: readonly Claim[], roundMs: number): Row {
  const issued = issue(key, claims);
  const presentation = present(issued.jwt, issued.disclosures);
  const verifying = verifyingKey(key.key.publicKey);
  const message = messageOf(issued);
  const signature = key.key.sign(message);
  const [value, limit] = rates(
    roundMs,
    () => check(presentation, verifying),
    () => {
      for (const disclosure of issued.disclosures) primitives.sha256Base64url(disclosure);
      verifying.key.verify(message, signature);
    },
  );
  const name = `statement: parse, verify and open, ${subject}`;
  return figure({ name, value, unit: 'statements/s', better: 'more', limit });
}

/** Ours and the peer library by turns, on the same statements and one thread, each verifying what it issued. */
async function peerRows(
  subject: string,
  key: SigningKey,
  claims: readonly Claim[],
  roundMs: number,
): Promise<readonly Row[]> {
  const peer = peerLibrary(envelope, claims, key);
  const theirs = await peer.issue();
  const issued = issue(key, claims);
  const ours = present(issued.jwt, issued.disclosures);
  const verifying = verifyingKey(key.key.publicKey);
  const best = { issuing: 0, peerIssuing: 0, verifying: 0, peerVerifying: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    best.issuing = Math.max(
      best.issuing,
      rate(roundMs, () => issue(key, claims)),
    );
    best.peerIssuing = Math.max(best.peerIssuing, await rateOf(roundMs, peer.issue));
    best.verifying = Math.max(
      best.verifying,
      rate(roundMs, () => check(ours, verifying)),
    );
    best.peerVerifying = Math.max(best.peerVerifying, await rateOf(roundMs, () => peer.verify(theirs)));
  }
  const shared = { unit: 'statements/s', better: 'more' } as const;
  return [
    figure({
      ...shared,
      name: `statement: issuing, one thread, ${subject}, against @sd-jwt/core`,
      value: best.issuing,
      limit: best.peerIssuing,
      target: ISSUING_OVER_PEER,
    }),
    figure({
      ...shared,
      name: `statement: verifying, one thread, ${subject}, against @sd-jwt/core`,
      value: best.verifying,
      limit: best.peerVerifying,
      target: VERIFYING_OVER_PEER,
    }),
  ];
}

async function rateOf(roundMs: number, task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let done = 0;
  let elapsed = 0;
  while (elapsed < roundMs) {
    for (let index = 0; index < BATCH; index++) await task();
    done += BATCH;
    elapsed = performance.now() - start;
  }
  return (done / elapsed) * 1_000;
}

function issue(key: SigningKey, claims: readonly Claim[]): Issued {
  const prepared = prepare(envelope, claims, key, primitives.randomBytes);
  if (!prepared.ok) throw new Error(`bench: ${prepared.refusal.sentence}`);
  return sign(prepared.value, key);
}

function check(presentation: string, key: VerifyingKey): void {
  const parsed = parse(presentation);
  const verified = parsed.ok ? verify(parsed.value, key) : parsed;
  const opened = verified.ok ? open(verified.value, undefined) : verified;
  if (!opened.ok) throw new Error(`bench: ${opened.refusal.sentence}`);
}

/** Alternates what is measured with its limit, so that both meet the same disturbances; both in runs per second. */
function rates(roundMs: number, measured: () => void, limit: () => void): readonly [number, number] {
  let best = 0;
  let bestLimit = 0;
  for (let round = 0; round < ROUNDS; round++) {
    best = Math.max(best, rate(roundMs, measured));
    bestLimit = Math.max(bestLimit, rate(roundMs, limit));
  }
  return [best, bestLimit];
}

function rate(roundMs: number, task: () => void): number {
  const start = performance.now();
  let done = 0;
  let elapsed = 0;
  while (elapsed < roundMs) {
    for (let index = 0; index < BATCH; index++) task();
    done += BATCH;
    elapsed = performance.now() - start;
  }
  return (done / elapsed) * 1_000;
}

function messageOf({ jwt }: Issued): Uint8Array {
  return encoder.encode(jwt.slice(0, jwt.lastIndexOf('.')));
}

/** Values as an alert has them: mostly a line of text, some numbers and lists, one text in another script. */
function claimsOf(count: number): readonly Claim[] {
  const mark = marking('amber', ['mitigation', 'regulation']);
  return Array.from({ length: count }, (_, index): Claim => {
    const name = `claim_number_${index}`;
    switch (index % 5) {
      case 0:
        return { name, value: 1_645_672_500 + index, marking: mark };
      case 1:
        return { name, value: ['DE', 'FR', 'NL', 'UA'], marking: mark };
      case 2:
        return { name, value: `Сервіс недоступний з ${index}:15`, marking: mark };
      case 3:
        return { name, value: { known: 'not-yet' }, marking: mark };
      default:
        return { name, value: `${encodeBase64url(encoder.encode(name))} modems stopped answering`, marking: mark };
    }
  });
}
