import { type AgreementTerms, agreementTerms } from '#parties/agreement-terms.ts';
import { textIn } from '#parties/draft-claims.ts';
import type { PartyKind } from '#parties/statements.ts';
import { mandatedAuthorities, partyOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import { LINKS } from './links.ts';
import { type CooperationRow, cooperationTables, HOLD } from './view.ts';

/** A party as the rules of this room see it. */
export type Standing = {
  readonly kind: PartyKind;
  readonly territory: string;
  /** May it speak for its state across the border? */
  readonly mandated: boolean;
};

/** Something said before; null where the claim was withheld from us. */
export type Said = {
  readonly digest: string;
  readonly case: string;
  readonly issuer: string;
  readonly type: string;
  readonly channel: string | null;
  readonly to: string | null;
  readonly about: string | null;
  readonly answer: string | null;
  readonly until: Temporal.Instant | null;
  readonly parties: readonly string[];
  readonly other: string | null;
};

/** Everything a rule of this room decides upon. */
export type RuleState = {
  readonly issuer: Standing | undefined;
  readonly recipient: Standing | undefined;
  /** What the draft answers. */
  readonly target: Said | undefined;
  /** The offer of a match, the consent of a deployment. */
  readonly second: Said | undefined;
  /** Everything said here about the same target, in order of arrival. */
  readonly answers: readonly Said[];
  /** Holds and counterparts' answers in this case by parties of the issuer's state, in order of arrival. */
  readonly delays: readonly Said[];
  readonly agreement: AgreementTerms | undefined;
};

const NOBODY: Omit<RuleState, 'issuer' | 'recipient'> = {
  target: undefined,
  second: undefined,
  answers: [],
  delays: [],
  agreement: undefined,
};

/** Cooperation is slow and rare: one draft after the other, parties looked up once. */
export async function loadStates(reads: Connection, drafts: readonly Draft[]): Promise<readonly RuleState[]> {
  const known = new Map<string, Standing | undefined>();
  const standing = async (party: string | undefined) => {
    if (party === undefined) return undefined;
    if (!known.has(party)) known.set(party, await standingOf(reads, party));
    return known.get(party);
  };
  const states: RuleState[] = [];
  for (const draft of drafts) {
    const issuer = await standing(draft.issuer);
    const recipient = await standing(textIn(draft, 'to') ?? textIn(draft, 'with_party'));
    states.push({ ...NOBODY, issuer, recipient, ...(await spokenBefore(reads, draft, issuer)) });
  }
  return states;
}

async function standingOf(reads: Connection, party: string): Promise<Standing | undefined> {
  const profile = await partyOf(reads, party);
  if (profile === undefined) return undefined;
  const { kind, territory } = profile;
  const authorities = await mandatedAuthorities(reads, territory);
  return { kind, territory, mandated: authorities.some((one) => one.party === party) };
}

async function spokenBefore(
  reads: Connection,
  draft: Draft,
  issuer: Standing | undefined,
): Promise<Partial<RuleState>> {
  const link = LINKS[draft.type];
  const target = link === undefined ? undefined : textIn(draft, link.claim);
  const second = draft.type === 'team-match' ? textIn(draft, 'offer') : consentIn(draft);
  const governing = textIn(draft, 'governed_by');
  return {
    target: target === undefined ? undefined : await saidAs(reads, target),
    second: second === undefined ? undefined : await saidAs(reads, second),
    answers: target === undefined ? [] : await answersTo(reads, target),
    delays: draft.type === 'territory-notice' ? await delaysIn(reads, draft.case, issuer?.territory) : [],
    agreement: governing === undefined ? undefined : await agreementTerms(reads, governing),
  };
}

function consentIn(draft: Draft): string | undefined {
  return draft.type === 'team-deployment' ? textIn(draft, 'consent') : undefined;
}

async function saidAs(reads: Connection, digest: string): Promise<Said | undefined> {
  const row = await cooperationTables(reads)
    .selectFrom('cooperation_statement')
    .selectAll()
    .where('digest', '=', digest)
    .where('type', '!=', HOLD)
    .executeTakeFirst();
  return row === undefined ? undefined : said(row);
}

async function answersTo(reads: Connection, digest: string): Promise<readonly Said[]> {
  const rows = await cooperationTables(reads)
    .selectFrom('cooperation_statement')
    .selectAll()
    .where('about', '=', digest)
    .orderBy('arrival')
    .execute();
  return rows.map(said);
}

async function delaysIn(reads: Connection, caseId: string, territory: string | undefined): Promise<Said[]> {
  const rows = await cooperationTables(reads)
    .selectFrom('cooperation_statement')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('type', 'in', [HOLD, 'deconfliction-reply'])
    .orderBy('arrival')
    .execute();
  const found: Said[] = [];
  for (const row of rows) {
    const by = await partyOf(reads, row.issuer);
    if (by?.territory === territory) found.push(said(row));
  }
  return found;
}

function said(row: CooperationRow): Said {
  const parties: unknown = row.parties === null ? [] : JSON.parse(row.parties);
  return {
    digest: row.digest,
    case: row.case_id,
    issuer: row.issuer,
    type: row.type,
    channel: row.channel,
    to: row.recipient,
    about: row.about,
    answer: row.answer,
    until: row.until === null ? null : fromMicroseconds(Number(row.until)),
    parties: Array.isArray(parties) ? parties : [],
    other: row.other,
  };
}
