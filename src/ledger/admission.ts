/** What can be said of a submission without asking the database. Pure; each malformation is a coded refusal. */
import { parseLogProof } from '#log/proof.ts';
import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import { checkClaims, checkDraft } from '#statement/check.ts';
import type { StatementCode } from '#statement/codes.ts';
import type { Claim, Draft } from '#statement/draft.ts';
import { open } from '#statement/open.ts';
import { type Parsed, parse, type Verified } from '#statement/parse.ts';
import { COMMON_CLAIMS, type StatementType } from '#statement/statement-type.ts';
import { type Arrived, readingOf } from './arrived.ts';
import type { LedgerCode } from './codes.ts';
import { type ConflictKey, conflictOf } from './conflict-key.ts';
import type { Actor, CaseOf, Foreign, Rule, Submission } from './contract.ts';
import { caseOf } from './held.ts';
import { type IdempotencyKey, readIdempotencyKey } from './idempotency.ts';
import { MAX_APPROVALS, MAX_FOREIGN_STATEMENTS } from './limits.ts';
import { partyOf, personRef } from './person-ref.ts';

/** What the ledger knows of the models it was opened with. */
export type Catalogue = {
  readonly types: ReadonlyMap<string, StatementType>;
  readonly typesByVct: ReadonlyMap<string, StatementType>;
  readonly rules: ReadonlyMap<string, Rule>;
};

/** The place a submission is for: its statements must name this log and realm. */
export type Home = { readonly origin: string; readonly realm: string };

/** A statement for our log, not yet numbered and signed (a draft), or signed elsewhere. */
export type OwnStatement = {
  readonly type: StatementType;
  readonly rule: Rule;
  readonly draft: Draft;
  /** Of a draft the type's own claims; of a signed statement all, the common ones included. */
  readonly claims: readonly Claim[];
  readonly signed: Parsed | null;
};

export type ForeignStatement = {
  readonly parsed: Parsed;
  readonly claims: ReadonlyMap<string, Claim>;
  readonly caseId: string | null;
  readonly logIndex: number;
  /** What its type's rule would name; an own submission that reads one of them waits for it. */
  readonly conflictKeys: (caseOf: CaseOf) => readonly ConflictKey[];
  readonly foreign: Foreign;
};

export type Admitted = {
  readonly actor: Actor;
  /** Who signed in and handed over what was signed elsewhere. */
  readonly bringer?: Actor | undefined;
  readonly own: OwnStatement | null;
  readonly foreign: readonly ForeignStatement[];
  readonly idempotency: IdempotencyKey | null;
};

type Signed = Extract<Submission, { readonly kind: 'signed' }>;

export type AdmissionCode = LedgerCode | StatementCode | (string & {});

const PARTY = /^did:web:[a-z0-9][a-z0-9.:%-]{0,250}$/;
const PERSON = /^(did:web:[a-z0-9][a-z0-9.:%-]{0,250})#[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function admit(submission: Submission, catalogue: Catalogue, home: Home): Outcome<Admitted, AdmissionCode> {
  if (submission.kind === 'signed') return admitSigned(submission, catalogue, home);
  const { actor } = submission;
  if (actor.kind === 'person' && !PERSON.test(personRef(actor))) {
    return refuse('author-malformed', 'A person is named <party did>#<uuid>, of the party it acts for.', 'actor');
  }
  let own: OwnStatement | null = null;
  let foreign: readonly ForeignStatement[] = [];
  if (submission.kind === 'arrival') {
    const read = readArrival(submission.foreign, catalogue, home);
    if (!read.ok) return read;
    foreign = read.value;
  }
  const draft = submission.kind === 'draft' ? submission.draft : submission.receipt;
  if (draft !== null) {
    const read = readDraft(draft, catalogue);
    if (!read.ok) return read;
    own = read.value;
  }
  const idempotency = readIdempotencyKey(submission, own?.draft.issuer ?? 'node');
  if (!idempotency.ok) return idempotency;
  return accept({ actor, own, foreign, idempotency: idempotency.value });
}

/** Acts for its issuer if the append finds its signature true; until then nobody has proved anything. */
function admitSigned(signed: Signed, catalogue: Catalogue, home: Home): Outcome<Admitted, AdmissionCode> {
  const read = readSigned(signed.presentation, catalogue, home);
  if (!read.ok) return read;
  const actor = { kind: 'key', party: read.value.draft.issuer } as const;
  return accept({ actor, own: read.value, foreign: [], idempotency: null, bringer: signed.bringer });
}

function readDraft(draft: Draft, catalogue: Catalogue): Outcome<OwnStatement, AdmissionCode> {
  const found = typeAndRule(draft.type, catalogue);
  if (!found.ok) return found;
  if (!PARTY.test(draft.issuer)) {
    return refuse('issuer-malformed', 'The issuer is the did:web of a party.', 'issuer');
  }
  const approvals = refuseApprovals(draft.approvals ?? []);
  if (approvals !== undefined) return approvals;
  const claims = checkDraft(found.value.type, draft);
  return claims.ok ? accept({ ...found.value, draft, claims: claims.value, signed: null }) : claims;
}

function typeAndRule(name: string, { types, rules }: Catalogue) {
  const type = types.get(name);
  if (type === undefined) {
    return refuse<LedgerCode>('type-unknown', phrase`This node knows no statement type "${name}".`, 'type');
  }
  const rule = rules.get(name);
  if (rule === undefined) {
    return refuse<LedgerCode>(
      'type-without-rule',
      phrase`Nobody may author statements of type "${name}" here.`,
      'type',
    );
  }
  return accept({ type, rule });
}

function refuseApprovals(approvals: readonly string[]) {
  if (approvals.length > MAX_APPROVALS) {
    return refuse<LedgerCode>('approval-too-many', phrase`At most ${MAX_APPROVALS} persons approve.`, 'approvals');
  }
  if (new Set(approvals).size !== approvals.length) {
    return refuse<LedgerCode>('approval-twice', 'A person approves once.', 'approvals');
  }
  if (!approvals.every((person) => PERSON.test(person))) {
    return refuse<LedgerCode>('approval-malformed', 'An approver is named <party did>#<uuid>.', 'approvals');
  }
  return undefined;
}

function readSigned(presentation: string, catalogue: Catalogue, home: Home): Outcome<OwnStatement, AdmissionCode> {
  const parsed = parse(presentation);
  if (!parsed.ok) return parsed;
  const { issuer, vct, log, realm } = parsed.value;
  const type = catalogue.typesByVct.get(vct);
  if (type === undefined)
    return refuse('type-unknown', phrase`This node knows no statement type ${vct}.`, 'payload/vct');
  const found = typeAndRule(type.name, catalogue);
  if (!found.ok) return found;
  if (log !== home.origin)
    return refuse('wrong-log', phrase`This node's log is ${home.origin}, not ${log}.`, 'payload/log');
  if (realm !== home.realm) {
    return refuse('wrong-realm', phrase`This node's realm is "${home.realm}", not "${realm}".`, 'payload/realm');
  }
  // Its signature is checked in the append, against the keys as they are by then.
  const opened = open(parsed.value as Verified, type);
  if (!opened.ok) return opened;
  const claims = [...opened.value.claims.values()];
  const fault = checkClaims(type, claims);
  if (!fault.ok) return fault;
  // Rules of keys ask which key signed.
  const draft: Draft = { ...draftOf(type.name, issuer, opened.value.claims), signWith: parsed.value.kid };
  const approvals = refuseApprovals(draft.approvals ?? []);
  if (approvals !== undefined) return approvals;
  const author = opened.value.claims.get('author')?.value;
  const isPerson = typeof author === 'string' && PERSON.test(author) && partyOf(author) === issuer;
  if (author !== undefined && !isPerson) {
    return refuse('author-malformed', 'The author is named <issuer did>#<uuid>.', 'claims/author');
  }
  return accept({ ...found.value, draft, claims, signed: parsed.value });
}

/** What a rule is asked about a statement that was signed elsewhere. */
function draftOf(type: string, issuer: string, claims: ReadonlyMap<string, Claim>): Draft {
  const own = [...claims.values()].filter((claim) => !Object.hasOwn(COMMON_CLAIMS, claim.name));
  const approvals = claims.get('approvals')?.value as readonly string[] | undefined;
  return {
    type,
    issuer,
    case: claims.get('case')?.value as string,
    claims: Object.fromEntries(own.map((claim) => [claim.name, claim.value])),
    markings: Object.fromEntries(own.map((claim) => [claim.name, claim.marking])),
    ...(approvals === undefined ? {} : { approvals }),
  };
}

function readArrival(
  arrived: readonly Foreign[],
  catalogue: Catalogue,
  home: Home,
): Outcome<readonly ForeignStatement[], AdmissionCode> {
  if (arrived.length === 0) return refuse('arrival-empty', 'An arrival brings at least one statement.');
  if (arrived.length > MAX_FOREIGN_STATEMENTS) {
    return refuse('arrival-too-many', phrase`An arrival brings at most ${MAX_FOREIGN_STATEMENTS} statements.`);
  }
  const statements: ForeignStatement[] = [];
  for (const [at, foreign] of arrived.entries()) {
    const read = readForeign(foreign, catalogue, home);
    if (!read.ok) return refuse(read.refusal.code, wordsOf(read.refusal), `foreign/${at}`);
    statements.push(read.value);
  }
  return accept(statements);
}

function readForeign(
  foreign: Foreign,
  catalogue: Catalogue,
  home: Home,
): Outcome<ForeignStatement, AdmissionCode> {
  const read = readTexts(foreign);
  if (!read.ok) return read;
  const { parsed, proof, claims } = read.value;
  const { vct, log, realm, issuer } = parsed;
  if (realm !== home.realm) {
    return refuse(
      'wrong-realm',
      phrase`A statement of the realm "${realm}" does not enter the realm "${home.realm}".`,
    );
  }
  if (proof.signed.checkpoint.origin !== log) {
    return refuse('arrival-proof-mismatch', phrase`The statement names the log ${log}; its proof is of another.`);
  }
  const type = catalogue.typesByVct.get(vct);
  return accept({
    parsed,
    claims,
    caseId: caseOf(claims),
    logIndex: proof.index,
    conflictKeys: (cases) =>
      type === undefined ? [] : keysOfForeign(type.name, issuer, claims, catalogue, cases),
    foreign,
  });
}

function readTexts(foreign: Foreign): Outcome<Arrived, AdmissionCode> {
  const before = readingOf(foreign);
  if (before !== undefined) return accept(before);
  const parsed = parse(foreign.presentation);
  if (!parsed.ok) return parsed;
  const proof = parseLogProof(foreign.proof);
  if (!proof.ok) return proof;
  const opened = open(parsed.value as Verified, undefined);
  if (!opened.ok) return opened;
  return accept({ parsed: parsed.value, proof: proof.value, claims: opened.value.claims });
}

/** A rule reads drafts of the right shape; a foreign statement may lack claims, and then counts as touching its issuer. */
function keysOfForeign(
  type: string,
  issuer: string,
  claims: ReadonlyMap<string, Claim>,
  { rules }: Catalogue,
  cases: CaseOf,
): readonly ConflictKey[] {
  try {
    return rules.get(type)?.conflictKeys?.(draftOf(type, issuer, claims), cases) ?? [];
  } catch {
    return [conflictOf.party(issuer)];
  }
}
