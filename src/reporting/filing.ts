import { hidesVictim } from '#federation/given-claims.ts';
import type { Actor } from '#ledger/contract.ts';
import { accept, type Outcome, type Refusal, refuse } from '#outcome.ts';
import { partyOf } from '#parties/view.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Viewer } from '#statement/show.ts';
import { traitsOf } from '#statement/traits.ts';
import type { FlowCode } from './codes.ts';
import type { ReportSeen } from './report-seen.ts';
import { readReport } from './report-seen.ts';
import type { ReportingServices } from './stage-sight.ts';
import type { ReportAddressee } from './statements.ts';

type Person = Extract<Actor, { kind: 'person' }>;

/** Ways to file outside Comity. */
export const OTHER_WAYS = ['portal', 'mail', 'telephone', 'paper', 'publication'] as const;
export type OtherWay = (typeof OTHER_WAYS)[number];

/** What became of a signed report on its way to one of those it is told to. */
export type FiledWith = {
  readonly addressee: ReportAddressee;
  readonly release: string | null;
  readonly filing: string | null;
  /** Why it did not arrive there; the report stands, and it can be given again. */
  readonly refused?: Refusal;
  /** Nobody here stands for this role: it is filed where that authority takes reports. */
  readonly elsewhere: boolean;
};

/**
 * Gives a signed report to each addressee that is a party here, and states that it was filed. Each step is repeatable
 * without a second effect, so a crash between two of them is made good by asking again.
 */
export async function giveToAddressees(
  services: ReportingServices,
  person: Person,
  viewer: Viewer,
  digest: string,
): Promise<Outcome<readonly FiledWith[]>> {
  const report = await ownReport(services, person, viewer, digest);
  if (!report.ok) return report;
  const filed: FiledWith[] = [];
  for (const addressee of report.value.addressees)
    filed.push(await giveTo(services, person, report.value, addressee));
  return accept(filed);
}

async function giveTo(
  services: ReportingServices,
  person: Person,
  report: ReportSeen,
  addressee: ReportAddressee,
): Promise<FiledWith> {
  const nothing = { addressee, release: null, filing: null };
  const { party } = addressee;
  if (party === undefined) return { ...nothing, elsewhere: true };
  const { digest } = report.shown;
  const { type, issuer, claims } = report.shown;
  const speaker = await partyOf(services.connection, issuer);
  const released = await submit(services, person, report, {
    type: 'release',
    claims: {
      target: digest,
      to: party,
      claims: 'all',
      channel: 'csirt',
      hides_victim: hidesVictim(traitsOf(services.ledger.types), type, claims.keys(), speaker),
    },
    jobKey: `regulatory-report/${digest}/release/${party}`,
  });
  if (!released.ok) return { ...nothing, elsewhere: false, refused: released.refusal };
  const filing = await submit(services, person, report, {
    type: 'duty-filing',
    claims: {
      ...filingOf(report),
      addressee: party,
      addressee_name: addressee.name,
      filed_at: services.ledger.now().toString({ smallestUnit: 'second' }),
      release: released.value,
      way: 'comity',
    },
    // The moment differs when it is asked again; the first filing stands.
    jobKey: `regulatory-report/${digest}/filing/${party}`,
  });
  if (filing.ok) return { addressee, elsewhere: false, release: released.value, filing: filing.value };
  const repeated = filing.refusal.code === 'idempotency-key-reused';
  return {
    ...nothing,
    elsewhere: false,
    release: released.value,
    ...(repeated ? {} : { refused: filing.refusal }),
  };
}

export type FiledElsewhere = {
  readonly role: string;
  readonly way: OtherWay;
  readonly at: Temporal.Instant;
  readonly reference?: string;
};

/** Writes down that a report was filed in an authority's own portal, by mail, by telephone or on paper. */
export async function writeDownFiling(
  services: ReportingServices,
  person: Person,
  viewer: Viewer,
  digest: string,
  filed: FiledElsewhere,
  idempotencyKey?: string,
): Promise<Outcome<string>> {
  const report = await ownReport(services, person, viewer, digest);
  if (!report.ok) return report;
  const addressee = report.value.addressees.find(({ role }) => role === filed.role);
  if (addressee === undefined) {
    return refuse<FlowCode>('filing-incomplete', 'Choose one of those whom this report is told to.', 'role');
  }
  return submit(services, person, report.value, {
    type: 'duty-filing',
    claims: {
      ...filingOf(report.value),
      ...(addressee.party === undefined ? {} : { addressee: addressee.party }),
      addressee_name: addressee.name,
      filed_at: filed.at.toString({ smallestUnit: 'second' }),
      way: filed.way,
      ...(filed.reference === undefined ? {} : { reference: filed.reference }),
    },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
}

function filingOf({ of, shown }: ReportSeen) {
  return { regime: of.regime.id, stage: of.stage.id, report: shown.digest };
}

async function ownReport(
  services: ReportingServices,
  person: Person,
  viewer: Viewer,
  digest: string,
): Promise<Outcome<ReportSeen & { readonly case: string }>> {
  const report = readReport(await services.reader.statement(digest, viewer), services.book);
  if (!report.ok) return report;
  const { case: caseId, shown } = report.value;
  if (shown.issuer === person.party && caseId !== null) return accept({ ...report.value, case: caseId });
  return refuse('wrong-party', `This report is ${shown.issuer}’s; only it files it.`, 'report');
}

async function submit(
  { ledger }: ReportingServices,
  person: Person,
  report: ReportSeen,
  wanted: {
    readonly type: string;
    readonly claims: Record<string, JsonValue>;
    readonly jobKey?: string;
    readonly idempotencyKey?: string;
  },
): Promise<Outcome<string>> {
  const { type, claims, ...key } = wanted;
  const said = await ledger.submit({
    kind: 'draft',
    actor: person,
    draft: { type, issuer: person.party, case: report.case ?? '', claims },
    ...key,
  });
  if (!said.ok) return said;
  if (said.value === null) throw new Error(`state a ${type}: the ledger answered without a statement`);
  return accept(said.value.digest);
}
