import type { ShownStatement } from '#incidents/case/shown-statement.ts';
import { record } from '#obligations/clocks/claim-reading.ts';
import type { Regime, Stage } from '#obligations/regimes/regime.ts';
import type { RegimeBook } from './regime-book.ts';
import { regulatoryReport, reportWithdrawal } from './statements.ts';
import { addresseesIn, type Declaration, withdrawnIn } from './view.ts';

/** A regime that a party declared to apply to it in a case, in the version it pinned. */
export type DeclaredRegime = {
  readonly regime: Regime;
  readonly declaration: Declaration;
  /** What the declaration rests on, as far as it was shown. */
  readonly facts: Readonly<Record<string, unknown>>;
};

/** The party's newest word on each regime; those it said do not apply, or whose text is not held here, are left out. */
export function declaredIn(
  shown: readonly ShownStatement[],
  party: string,
  book: RegimeBook,
): readonly DeclaredRegime[] {
  const newest = new Map<string, Omit<DeclaredRegime, 'regime'>>();
  for (const { issuer, type, claims } of shown.toSorted((one, other) => one.arrival - other.arrival)) {
    const [regime, version, applies] = ['regime', 'version', 'applies'].map((name) => claims.get(name)?.value);
    if (type !== 'regime-applies' || issuer !== party || typeof regime !== 'string') continue;
    if (typeof version !== 'number' || typeof applies !== 'boolean') continue;
    const declaration = { version, applies, addressees: addresseesIn(claims.get('addressees')?.value) };
    newest.set(regime, { declaration, facts: record(claims.get('facts')?.value) });
  }
  return [...newest].flatMap(([id, { declaration, facts }]) => {
    const regime = book.version(id, declaration.version);
    return regime === undefined || !declaration.applies ? [] : [{ regime, declaration, facts }];
  });
}

/** Stages that are met by filing a report; others are met by statements of their own, as a relay or an answer. */
export function reportable(regime: Regime): readonly Stage[] {
  return regime.stages.filter(({ bearer, met_by }) => bearer === 'declarer' && 'filing' in met_by);
}

/** What was filed so far of a stage, as the party itself wrote it down. */
export type Filing = {
  readonly digest: string;
  readonly party: string | null;
  readonly name: string | null;
  readonly way: string;
  readonly filedAt: string;
  readonly reference: string | null;
  readonly report: string | null;
  readonly release: string | null;
};

export function filingsIn(
  shown: readonly ShownStatement[],
  party: string,
  of: { readonly regime: string; readonly stage: string },
): readonly Filing[] {
  const own = shown.filter(({ issuer, type }) => issuer === party && type === 'duty-filing');
  const corrected = new Set(own.map(({ claims }) => claims.get('corrects')?.value));
  return own.flatMap((statement): Filing[] => {
    const text = (name: string) => {
      const value = statement.claims.get(name)?.value;
      return typeof value === 'string' ? value : null;
    };
    if (corrected.has(statement.digest) || text('regime') !== of.regime || text('stage') !== of.stage) return [];
    return [
      {
        digest: statement.digest,
        party: text('addressee'),
        name: text('addressee_name'),
        way: text('way') ?? 'comity',
        filedAt: text('filed_at') ?? '',
        reference: text('reference'),
        report: text('report'),
        release: text('release'),
      },
    ];
  });
}

/** Digests of what this party took back: its reports, or what it filed, by a withdrawal or a recall of its own. */
export function takenBackIn(shown: readonly ShownStatement[], party: string): ReadonlyMap<string, string> {
  const taken = new Map<string, string>();
  for (const { issuer, type, claims, digest } of shown) {
    if (issuer !== party) continue;
    const recalled = type === 'recall' ? [claims.get('target')?.value] : [];
    const withdrawn = type === reportWithdrawal.name ? withdrawnIn(claims.get('withdraws')?.value) : [];
    for (const one of [...recalled, ...withdrawn]) if (typeof one === 'string') taken.set(one, digest);
  }
  return taken;
}

/** Own reports of a stage, the newest last. */
export function reportsIn(
  shown: readonly ShownStatement[],
  party: string,
  of: { readonly regime: string; readonly stage: string },
): readonly ShownStatement[] {
  return shown.filter(
    ({ issuer, type, claims }) =>
      issuer === party &&
      type === regulatoryReport.name &&
      claims.get('regime')?.value === of.regime &&
      claims.get('stage')?.value === of.stage,
  );
}
