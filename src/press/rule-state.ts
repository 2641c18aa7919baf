import { deliveries } from '#federation/delivery/deliveries.ts';
import { type Hold, holdsOn } from '#incidents/notices/hold-view.ts';
import { threadTables } from '#incidents/view.ts';
import { textIn } from '#parties/draft-claims.ts';
import type { PartyKind } from '#parties/statements.ts';
import { partiesNamed, partyOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { type PressStatement, pressAbout } from './view.ts';

/** What an operator was asked, and what came of it. */
export type Consultation = {
  readonly asked: PressStatement;
  /** Its operator's latest answer. */
  readonly answer: PressStatement | undefined;
  /** Its operator's node has confirmed that the question arrived. */
  readonly received: boolean;
};

/** A line with what became of it. */
export type KnownLine = {
  readonly line: PressStatement;
  readonly published: boolean;
  readonly withdrawn: boolean;
};

/** What the answer rests on, read before the rule decides. */
export type PressState = {
  readonly issuer: { readonly kind: PartyKind; readonly territory: string } | undefined;
  /** Something was reported in the case, and whether the issuer is among those who did. */
  readonly caseHeld: boolean;
  readonly spoken: boolean;
  /** Operators of the case as they call themselves. */
  readonly operators: readonly { readonly party: string; readonly name: string }[];
  /** The line that is published, withdrawn or corrected. */
  readonly line: KnownLine | undefined;
  readonly consultation: Consultation | undefined;
  readonly holds: readonly Hold[];
};

export async function stateOf(reads: Connection, draft: Draft): Promise<PressState> {
  const { issuer, case: caseId } = draft;
  const said = await threadTables(reads)
    .selectFrom('incident_statement')
    .select('issuer')
    .where('case_id', '=', caseId)
    .distinct()
    .execute();
  const line = await lineOf(reads, textIn(draft, 'line') ?? textIn(draft, 'corrects'));
  const asked = textIn(draft, 'named_on') ?? textIn(draft, 'consultation') ?? line?.line.answer ?? undefined;
  const [holds = []] = await holdsOn(reads, [{ case: caseId, party: issuer }]);
  return {
    issuer: await partyOf(reads, issuer),
    caseHeld: said.length > 0,
    spoken: said.some((row) => row.issuer === issuer),
    operators: await operatorsIn(reads, caseId, [...said.map((row) => row.issuer)]),
    line,
    consultation: asked === undefined ? undefined : await consultationOf(reads, asked),
    holds,
  };
}

/** Whoever reported as an operator, or was named as the victim. */
async function operatorsIn(reads: Connection, caseId: string, speakers: readonly string[]) {
  const addressed = await threadTables(reads)
    .selectFrom('incident_reference')
    .select('target')
    .where('case_id', '=', caseId)
    .where('relation', '=', 'addresses')
    .distinct()
    .execute();
  const named = [...new Set([...speakers, ...addressed.map((row) => row.target)])];
  const parties = await partiesNamed(reads, named);
  return [...parties.values()]
    .filter(({ kind }) => kind === 'operator')
    .map(({ party, name }) => ({ party, name }));
}

async function lineOf(reads: Connection, digest: string | undefined): Promise<KnownLine | undefined> {
  if (digest === undefined) return undefined;
  const about = await pressAbout(reads, digest);
  const line = about.find((one) => one.digest === digest && one.type === 'public-line');
  if (line === undefined) return undefined;
  const own = about.filter(({ issuer }) => issuer === line.issuer);
  return {
    line,
    published: own.some(({ type }) => type === 'line-publication'),
    withdrawn: own.some(({ type }) => type === 'line-withdrawal'),
  };
}

/** By the consultation's digest, or by that of an answer to it. */
async function consultationOf(reads: Connection, digest: string): Promise<Consultation | undefined> {
  const about = await pressAbout(reads, digest);
  const itself = about.find((one) => one.digest === digest);
  if (itself?.type === 'naming-answer' && itself.target !== null) return consultationOf(reads, itself.target);
  if (itself?.type !== 'naming-consultation') return undefined;
  const answer = about.findLast(({ type, issuer }) => type === 'naming-answer' && issuer === itself.party);
  const given = await deliveries(reads, { targets: [digest] });
  const received = given.some(({ to, receipt }) => to === itself.party && receipt !== null);
  return { asked: itself, answer, received };
}
