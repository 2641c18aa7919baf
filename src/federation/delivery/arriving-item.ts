import { type Checked, claimValue, textIn } from '#federation/arrival-check.ts';
import type { Item, Proven } from '#federation/envelope.ts';
import { checkpointLine } from '#federation/logs/seen-checkpoints.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { phrase, refuse } from '#outcome.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { maySay } from '#statement/who-may-say.ts';
import { checkAddressee } from './addressee.ts';
import { type Arriving, checkArrival, digestIn, foreignOf, receiptsOf } from './arriving.ts';

/** What became of one item; `checked` are the statements that are held from now on. */
export type Taken = {
  readonly checked: readonly Checked[];
  readonly repeated: boolean;
} & (
  | { readonly ok: true /** Digest of the receipt. */; readonly receipt: string | null }
  | { readonly ok: false; readonly fault: Fault }
);

/** Types that come back as answers; they have no receipts of their own. */
const ANSWER_TYPES: readonly string[] = ['receipt', 'acknowledgement', 'recall-report', 'peer-confirmation'];

/** Whatever one item does here, the others of its delivery are taken, and the sender is told which one was not. */
export async function takeItem(arriving: Arriving, item: Item): Promise<Taken> {
  const said = item.kind === 'release' ? item.release : item.statement;
  try {
    return item.kind === 'release' ? await takeRelease(arriving, item) : await takeAnswer(arriving, said);
  } catch (cause) {
    const digest = digestIn(said);
    arriving.office.trouble(new Error(`take ${digest} of ${arriving.peer.party} in: set aside`, { cause }));
    return refused(
      refuse('item-not-taken', phrase`This node could not take ${digest} in; it may try later.`).refusal,
    );
  }
}

/** Stores a release, what it gives and our receipt in one transaction; a repeated one gets the receipt it had. */
async function takeRelease(arriving: Arriving, item: Extract<Item, { kind: 'release' }>): Promise<Taken> {
  const before = arriving.answered.get(digestIn(item.release));
  if (before !== undefined && (await holdsBoth(arriving, item))) return repeated(before);
  const release = await checkArrival(arriving, item.release);
  if (!release.ok) return refused(release.refusal);
  const target = await checkArrival(arriving, item.target);
  if (!target.ok) return refused(target.refusal);
  const fault = checkSaying(arriving, release.value) ?? checkRelease(arriving, release.value, target.value);
  if (fault !== undefined) return refused(fault);
  const checked = [release.value, target.value];
  const submitted = await arriving.office.ledger.submit({
    kind: 'arrival',
    actor: { kind: 'node' },
    foreign: checked.map(foreignOf),
    receipt: before === undefined ? receiptDraft(arriving, release.value, target.value) : null,
  });
  if (!submitted.ok) {
    // The same delivery came twice at once, and the other was first.
    const first =
      submitted.refusal.code === 'already-received'
        ? await receiptNow(arriving, release.value.parsed.digest)
        : undefined;
    return first === undefined ? refused(submitted.refusal) : repeated(first);
  }
  if (before !== undefined) return { ok: true, receipt: before, checked, repeated: true };
  if (submitted.value === null) throw new Error('take a release: the ledger gave no receipt back');
  return { ok: true, receipt: submitted.value.digest, checked, repeated: false };
}

/** False where a restored node has its receipt back from the peers, and not yet what it answers. */
async function holdsBoth({ office }: Arriving, { release, target }: Extract<Item, { kind: 'release' }>) {
  const rows = await ledgerTables(office.store.connection)
    .selectFrom('statement')
    .select('digest')
    .where('digest', 'in', [digestIn(release), digestIn(target)])
    .execute();
  return rows.length === 2;
}

function repeated(receipt: string): Taken {
  return { ok: true, receipt, checked: [], repeated: true };
}

type Fault = { readonly code: string; readonly sentence: string };

function checkRelease({ peer, recipient }: Arriving, release: Checked, target: Checked): Fault | undefined {
  if (release.type !== 'release') {
    return refuse('statement-type-not-expected', phrase`A release is expected here, not a ${release.type}.`)
      .refusal;
  }
  if (release.parsed.issuer !== peer.party) {
    return {
      code: 'release-not-from-sender',
      sentence: 'The release was made by another party than the one that sends it.',
    };
  }
  if (claimValue(release, 'to') !== recipient) {
    return refuse(
      'release-not-for-recipient',
      phrase`The release is not made to ${recipient}, or hides to whom it is.`,
    ).refusal;
  }
  if (claimValue(release, 'target') !== target.parsed.digest) {
    return {
      code: 'release-names-another-target',
      sentence: 'The release gives another statement than the one that comes with it.',
    };
  }
  if (typeof claimValue(release, 'case') !== 'string') {
    return { code: 'release-names-no-case', sentence: 'A release shows its recipient in which case it is made.' };
  }
  if (givenIn(release) !== undefined) return undefined;
  return { code: 'release-names-no-claims', sentence: 'A release shows its recipient which claims it gives.' };
}

function givenIn(release: Checked): 'all' | readonly JsonValue[] | undefined {
  const claims = claimValue(release, 'claims');
  return claims === 'all' || Array.isArray(claims) ? (claims as 'all' | readonly JsonValue[]) : undefined;
}

/** What a release does not give has not been given by it, though it came along. */
function arrivedOf(release: Checked, target: Checked): readonly string[] {
  const given = givenIn(release) ?? [];
  return [...target.claims.keys()].filter((name) => given === 'all' || given.includes(name)).sort();
}

function receiptDraft(arriving: Arriving, release: Checked, target: Checked): Draft {
  const { office, recipient, peer, ownHead } = arriving;
  const seen = release.parsed.log === peer.log ? { peer_head: checkpointLine(release.proof.signed) } : {};
  return {
    type: 'receipt',
    issuer: recipient,
    case: textIn(release, 'case'),
    claims: {
      release: release.parsed.digest,
      target: target.parsed.digest,
      received_at: office.ledger.now().toString({ fractionalSecondDigits: 3 }),
      claims: arrivedOf(release, target),
      ...(ownHead === undefined ? {} : { own_head: ownHead }),
      ...seen,
    },
  };
}

async function receiptNow({ office, peer, recipient }: Arriving, release: string): Promise<string | undefined> {
  return (await receiptsOf(office.store.connection, [release], peer.party, recipient)).get(release);
}

async function takeAnswer(arriving: Arriving, proven: Proven): Promise<Taken> {
  const answer = await checkArrival(arriving, proven);
  if (!answer.ok) return refused(answer.refusal);
  const fault = checkAnswer(arriving, answer.value);
  if (fault !== undefined) return refused(fault);
  const addressed = await checkAddressee(arriving, answer.value);
  if (!addressed.ok) return refused(addressed.refusal);
  const submitted = await arriving.office.ledger.submit({
    kind: 'arrival',
    actor: { kind: 'node' },
    foreign: [foreignOf(answer.value)],
    receipt: null,
  });
  if (!submitted.ok) return refused(submitted.refusal);
  return { ok: true, receipt: null, checked: [answer.value], repeated: false };
}

/** What serves for nothing but what it claims is refused whole; of what is given, claims that are none count for nothing. */
function checkSaying({ office }: Pick<Arriving, 'office'>, { type, parsed, claims }: Checked): Fault | undefined {
  const known = office.ledger.types.get(type);
  const may = known === undefined ? undefined : maySay(known, parsed.issuer, claims);
  return may?.ok === false ? may.refusal : undefined;
}

export function checkAnswer(arriving: Pick<Arriving, 'office' | 'peer'>, answer: Checked): Fault | undefined {
  const { peer } = arriving;
  if (!ANSWER_TYPES.includes(answer.type)) {
    return refuse('statement-type-not-expected', phrase`A ${answer.type} is no answer: it has to be released.`)
      .refusal;
  }
  if (answer.parsed.issuer === peer.party) return checkSaying(arriving, answer);
  return {
    code: 'answer-not-from-sender',
    sentence: 'The answer was given by another party than the one that sends it.',
  };
}

function refused({ code, sentence }: Fault): Taken {
  return { ok: false, fault: { code, sentence }, checked: [], repeated: false };
}
